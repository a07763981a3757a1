/** Model files: as the format's rules have them, and as Python reads them where it is there. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../lib/language-model/safetensors';

const folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const weight = { shape: [2, 3], data: new Float32Array([1, -2, 0.5, 3e-40, 1e30, -0]) };
const bias = { shape: [1], data: new Float32Array([Math.fround(Math.PI)]) };
const file = { tensors: { weight, bias }, metadata: { step: '7', words: '["ä","\\n"]' } };

/** The parts of a file, taken apart by hand. */
function partsOf(bytes: Uint8Array) {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const json = Buffer.from(bytes.subarray(8, 8 + length)).toString('utf8');
  return { length, json, header: JSON.parse(json), numbers: Buffer.from(bytes.subarray(8 + length)) };
}

/** A file with another header. */
function withHeader(change: (header: Record<string, object>) => void): Uint8Array {
  const { header, numbers } = partsOf(encodeSafetensors(file));
  change(header);
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return new Uint8Array(Buffer.concat([length, json, numbers]));
}

describe('a safetensors file', () => {
  const { length, json, header, numbers } = partsOf(encodeSafetensors(file));

  test('begins with the length of a JSON object that ends on a multiple of 8', () => {
    expect(json.startsWith('{')).toBe(true);
    expect((8 + length) % 8).toBe(0);
    expect(header.__metadata__).toEqual(file.metadata);
  });

  test('has each tensor once, little-endian, without gaps', () => {
    expect(header.bias).toEqual({ dtype: 'F32', shape: [1], data_offsets: [0, 4] });
    expect(header.weight).toEqual({ dtype: 'F32', shape: [2, 3], data_offsets: [4, 28] });
    expect(numbers).toHaveLength(28);
    // π in float32 is 0x40490fdb, 1 is 0x3f800000.
    expect(numbers.subarray(0, 8).toString('hex')).toBe('db0f49400000803f');
  });

  test('comes back with the same bits, from a Buffer too', () => {
    for (const bytes of [encodeSafetensors(file), Buffer.from(encodeSafetensors(file))]) {
      const back = decodeSafetensors(bytes);
      expect(back).toEqual(file);
      expect(Object.is(back.tensors.weight?.data[5], -0)).toBe(true);
    }
  });

  test('that is damaged is refused, whatever is missing', () => {
    const whole = encodeSafetensors(file);
    for (let bytes = 0; bytes < whole.length; bytes += 1) {
      expect(() => decodeSafetensors(whole.slice(0, bytes))).toThrow('the file is damaged');
    }
    expect(() => decodeSafetensors(Buffer.concat([whole, Buffer.alloc(1)]))).toThrow('the file is damaged');
  });

  test('with other numbers or a wrong shape is refused', () => {
    const other = withHeader((header) => Object.assign(header.bias ?? {}, { dtype: 'I32' }));
    expect(() => decodeSafetensors(other)).toThrow('Expected float32 numbers (F32) in bias, got I32');
    const wrong = withHeader((header) => Object.assign(header.bias ?? {}, { shape: [2] }));
    expect(() => decodeSafetensors(wrong)).toThrow('Expected 8 bytes for bias [2], got 0,4');
  });
});

const python = process.env.PYTHON ?? 'python3';
const hasPython = spawnSync(python, ['-c', 'import safetensors.numpy']).status === 0;

describe.skipIf(!hasPython)(
  `Python${hasPython ? '' : ' (has no safetensors here: PYTHON names another one)'}`,
  () => {
    test('reads what is written here, and the other way round', () => {
      const [ours, theirs] = [join(folder, 'ours.safetensors'), join(folder, 'theirs.safetensors')];
      writeFileSync(ours, encodeSafetensors(file));
      const script = `
import json, sys, numpy
from safetensors import safe_open
from safetensors.numpy import load_file, save_file
tensors = load_file(sys.argv[1])
with safe_open(sys.argv[1], framework='np') as f: metadata = f.metadata()
save_file({name: t * 2 for name, t in tensors.items()}, sys.argv[2], metadata=metadata)
print(json.dumps({'metadata': metadata, 'weight': [float(x) for x in tensors['weight'].flatten()], 'shape': tensors['weight'].shape}))
print(open(sys.argv[2], 'rb').read().hex())`;
      const [seen = '', hex = ''] = execFileSync(python, ['-c', script, ours, theirs], {
        encoding: 'utf8',
      }).split('\n');
      expect(JSON.parse(seen)).toEqual({ metadata: file.metadata, weight: [...weight.data], shape: [2, 3] });
      const doubled = decodeSafetensors(Buffer.from(hex, 'hex'));
      expect(doubled.metadata).toEqual(file.metadata);
      expect([...(doubled.tensors.weight?.data ?? [])]).toEqual([...weight.data.map((number) => number * 2)]);
    });
  },
);
