import { describe, expect, test } from 'vitest';
import { limits } from '../../grader/limits';
import type { Message } from '../../grader/subject/codec';
import { FrameReader, writeFrame } from '../../grader/subject/frames';

const messages: Message[] = [
  { text: '{"a":1}', blocks: [] },
  { text: 'é 🙂', blocks: [Uint8Array.of(1, 2, 3), new Uint8Array(0), Uint8Array.of(255)] },
  { text: '', blocks: [Uint8Array.from({ length: 1000 }, (_, index) => index % 251)] },
];
const stream = Buffer.concat(messages.map(writeFrame));

/** Messages with plain arrays of bytes, so that they can be compared. */
const plain = (some: readonly Message[]) =>
  some.map(({ text, blocks }) => ({ text, blocks: blocks.map((block) => [...block]) }));

/** A head that announces blocks of these sizes after a text of that size. */
function head(count: number, ...sizes: number[]): Buffer {
  const bytes = Buffer.alloc(4 * (1 + sizes.length));
  [count, ...sizes].forEach((value, index) => {
    bytes.writeUInt32LE(value, 4 * index);
  });
  return bytes;
}

describe('FrameReader', () => {
  test('gives back several messages that arrive at once', () => {
    expect(plain(new FrameReader().push(stream))).toEqual(plain(messages));
  });

  test.each([1, 2, 3, 7, 64, 999, 1001])('puts messages together from pieces of %d bytes', (size) => {
    const reader = new FrameReader();
    const received: Message[] = [];
    for (let at = 0; at < stream.length; at += size) {
      received.push(...reader.push(stream.subarray(at, at + size)));
    }
    expect(plain(received)).toEqual(plain(messages));
  });

  test('waits for the last byte', () => {
    const reader = new FrameReader();
    const first = writeFrame(messages[1] as Message);
    expect(reader.push(first.subarray(0, -1))).toEqual([]);
    expect(plain(reader.push(first.subarray(-1)))).toEqual(plain(messages.slice(1, 2)));
  });

  test('refuses a message that is announced larger than the limit, before it arrives', () => {
    expect(() => new FrameReader().push(head(0, limits.message))).toThrow(RangeError);
    expect(() => new FrameReader().push(head(2, 8, limits.message / 2, limits.message / 2))).toThrow(
      RangeError,
    );
  });

  test('refuses more text than any answer needs: its objects would take many times the memory', () => {
    expect(() => new FrameReader().push(head(0, limits.text + 1))).toThrow(
      `a message with ${limits.text + 1} bytes of text`,
    );
    expect(new FrameReader().push(head(0, limits.text))).toEqual([]);
  });

  test('takes a message of exactly the limit for one that may still arrive', () => {
    expect(new FrameReader().push(head(1, 0, limits.message - 12))).toEqual([]);
  });

  test('puts a long message together from single bytes in little time', () => {
    const reader = new FrameReader();
    const count = 200_000;
    reader.push(head(1, 0, count));
    const kept: number[] = [];
    for (let sent = 1; sent < count; sent++) kept.push(reader.push(Uint8Array.of(1)).length);
    expect(kept.every((messages) => messages === 0)).toBe(true);
    const [message] = reader.push(Uint8Array.of(1));
    expect(message?.blocks[0]?.byteLength).toBe(count);
  });

  test('refuses more tensors than a message can hold', () => {
    expect(() => new FrameReader().push(head(0xffffffff, 0))).toThrow('a message with 4294967295 tensors');
  });
});
