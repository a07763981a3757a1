/**
 * Messages on a byte stream: a head of 4-byte sizes (how many blocks, the text, each block), then the bytes.
 */
import { limits } from '../limits';
import type { Message } from './codec';

/** The bytes of one message. */
export function writeFrame({ text, blocks }: Message): Uint8Array {
  const body = Buffer.from(text, 'utf8');
  const head = Buffer.alloc(4 * (2 + blocks.length));
  head.writeUInt32LE(blocks.length, 0);
  head.writeUInt32LE(body.length, 4);
  blocks.forEach((block, index) => {
    head.writeUInt32LE(block.byteLength, 8 + 4 * index);
  });
  return Buffer.concat([head, body, ...blocks]);
}

/** Collects bytes as they arrive and gives back whole messages. */
export class FrameReader {
  /** What has arrived, from the beginning, and room for more: a stranger may send one byte at a time. */
  private buffer = Buffer.alloc(0);
  private held = 0;

  /**
   * @param chunk - the next bytes of the stream
   * @returns the messages that are now complete
   * @throws {RangeError} when a message is larger than the limit
   */
  push(chunk: Uint8Array): Message[] {
    this.makeRoom(chunk.byteLength);
    this.buffer.set(chunk, this.held);
    this.held += chunk.byteLength;
    const messages: Message[] = [];
    for (let next = this.take(); next; next = this.take()) messages.push(next);
    return messages;
  }

  private makeRoom(more: number): void {
    if (this.held + more <= this.buffer.length) return;
    const larger = Buffer.alloc(Math.max(this.held + more, 2 * this.buffer.length));
    this.buffer.copy(larger, 0, 0, this.held);
    this.buffer = larger;
  }

  private take(): Message | undefined {
    if (this.held < 8) return undefined;
    const count = this.buffer.readUInt32LE(0);
    if (count > limits.tensors) throw new RangeError(`a message with ${count} tensors`);
    const headLength = 4 * (2 + count);
    if (this.held < headLength) return undefined;
    const sizes = Array.from({ length: count + 1 }, (_, index) => this.buffer.readUInt32LE(4 + 4 * index));
    const total = sizes.reduce((sum, size) => sum + size, headLength);
    if (total > limits.message) throw new RangeError(`a message of ${total} bytes`);
    const [text = 0] = sizes;
    if (text > limits.text) throw new RangeError(`a message with ${text} bytes of text`);
    if (this.held < total) return undefined;
    return this.cut(total, headLength, sizes);
  }

  /** What is cut off keeps the buffer; the rest moves to another one. */
  private cut(total: number, headLength: number, sizes: readonly number[]): Message {
    const all = this.buffer.subarray(0, total);
    this.buffer = Buffer.from(this.buffer.subarray(total, this.held));
    this.held -= total;
    let at = headLength;
    const [text = Buffer.alloc(0), ...blocks] = sizes.map((size) => {
      at += size;
      return all.subarray(at - size, at);
    });
    return { text: text.toString('utf8'), blocks };
  }
}
