import { writeSync } from 'node:fs';

/** A frame as the host would write it. */
function frame(value: unknown, ...blocks: Uint8Array[]): Buffer {
  const text = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  const sizes = Buffer.from(new Uint32Array([blocks.length, text.length, ...blocks.map((each) => each.byteLength)]).buffer);
  return Buffer.concat([sizes, text, ...blocks]);
}
const record = (entries: object) => ({ $: 'record', of: Object.entries(entries) });
const send = (bytes: Uint8Array) => writeSync({{replies}}, bytes);

/** The request that is being answered: the host reads it with this function. */
let request = '';
const { parse } = JSON;
JSON.parse = (text: string, ...more: []) => {
  request = /[\da-f]{8}-[\da-f-]{27}/.exec(text)?.[0] ?? request;
  return parse(text, ...more);
};

export function positionalEncoding() {
  send(frame(record({ id: request, fault: record({ kind: 'todo', name: 'TodoError', message: '', exercise: 'attention' }) })));
  process.exit(0);
}
