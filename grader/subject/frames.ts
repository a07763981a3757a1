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
  private chunks: Buffer[] = [];
  private held = 0;

  /**
   * @param chunk - the next bytes of the stream
   * @returns the messages that are now complete
   * @throws {RangeError} when a message is larger than the limit
   */
  push(chunk: Uint8Array): Message[] {
    this.chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this.held += chunk.byteLength;
    const messages: Message[] = [];
    for (let next = this.take(); next; next = this.take()) messages.push(next);
    return messages;
  }

  private take(): Message | undefined {
    if (this.held < 8) return undefined;
    const start = this.peek(8);
    const count = start.readUInt32LE(0);
    if (count > limits.tensors) throw new RangeError(`a message with ${count} tensors`);
    const headLength = 4 * (2 + count);
    if (this.held < headLength) return undefined;
    const head = this.peek(headLength);
    const sizes = Array.from({ length: count + 1 }, (_, index) => head.readUInt32LE(4 + 4 * index));
    const total = sizes.reduce((sum, size) => sum + size, headLength);
    if (total > limits.message) throw new RangeError(`a message of ${total} bytes`);
    if (this.held < total) return undefined;
    return this.cut(total, headLength, sizes);
  }

  private cut(total: number, headLength: number, sizes: readonly number[]): Message {
    const all = this.peek(total);
    this.chunks = [all.subarray(total), ...this.chunks.slice(1)];
    this.held -= total;
    let at = headLength;
    const [text = Buffer.alloc(0), ...blocks] = sizes.map((size) => {
      at += size;
      return all.subarray(at - size, at);
    });
    return { text: text.toString('utf8'), blocks };
  }

  /** Makes the first chunk at least this long and returns all of it. */
  private peek(length: number): Buffer {
    const first = this.chunks[0] ?? Buffer.alloc(0);
    if (first.length >= length) return first;
    const joined = Buffer.concat(this.chunks);
    this.chunks = [joined];
    return joined;
  }
}
