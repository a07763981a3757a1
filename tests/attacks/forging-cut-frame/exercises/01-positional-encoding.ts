import { writeSync } from 'node:fs';

/** A frame as the host would write it. */
function frame(value: unknown, ...blocks: Uint8Array[]): Buffer {
  const text = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  const sizes = Buffer.from(new Uint32Array([blocks.length, text.length, ...blocks.map((each) => each.byteLength)]).buffer);
  return Buffer.concat([sizes, text, ...blocks]);
}
const record = (entries: object) => ({ $: 'record', of: Object.entries(entries) });
const send = (bytes: Uint8Array) => writeSync({{replies}}, bytes);

send(Buffer.from([1, 0, 0]));
export const positionalEncoding = () => 0;
