/** libtensorflow out of a Python wheel, which is a zip. */
import { createWriteStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { provideNative } from '../../lib/native/command';
import { downloadWheel, unpackWheel } from '../../lib/native/wheel';
import { fails, fakeMachine, packagePath, put, scratch } from './support/fake-machine';

const libraries = ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'];
const headers = [
  'tensorflow/include/tensorflow/c/c_api.h',
  'tensorflow/include/tensorflow/c/eager/c_api.h',
  'tensorflow/include/tsl/platform/ctstring_internal.h',
  'tensorflow/include/xla/tsl/c/tsl_status.h',
];
const others = [
  'tensorflow/__init__.py',
  'tensorflow/include/Eigen/Core.h',
  'tensorflow/python/libtensorflow_cc.so.2',
];

/** A wheel whose files hold their own names. */
async function wheelOf(
  names: readonly string[],
  file = join(scratch(), 'tensorflow_cpu-2.21.0.whl'),
): Promise<string> {
  const zip = new ZipFile();
  for (const name of names) zip.addBuffer(Buffer.from(name), name);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
  return file;
}

test('takes the libraries and the headers of the C interface, and nothing else', async () => {
  const target = scratch();
  const found = await unpackWheel(
    await wheelOf([...others, ...headers, ...libraries]),
    target,
    fakeMachine(),
  );
  expect(found.files).toEqual(libraries.map((name) => join(target, name)));
  expect(readFileSync(found.files[0] as string, 'utf8')).toBe(libraries[0]);
  const all = readdirSync(target, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(all).toHaveLength(libraries.length + headers.length);
  for (const name of headers) expect(existsSync(join(target, name))).toBe(true);
});

test.each([
  [
    'no zip',
    async () => put('no zip', scratch(), 'a.whl'),
    /cannot be read as a wheel: .*\n.*made for linux x64/,
  ],
  ['a file that is not there', async () => '/nowhere.whl', /cannot be read as a wheel: ENOENT/],
  ['another package', () => wheelOf(others), /no tensorflow\/libtensorflow_cc\.so\.2/],
  ['no headers', () => wheelOf(libraries), /is not what is needed/],
])('refuses a wheel that is %s', async (_, wheel, message) => {
  await expect(unpackWheel(await wheel(), scratch(), fakeMachine())).rejects.toThrow(message);
});

test('builds from a wheel', async () => {
  const machine = fakeMachine();
  const wheel = await wheelOf([...headers, ...libraries]);
  expect(await provideNative({ wheel }, machine)).toBe(0);
  const file = join(machine.root, packagePath, 'deps/lib/libtensorflow_cc.so.2');
  expect(readFileSync(file, 'utf8')).toBe(libraries[0]);
});

test.each([
  ['linux' as const, 'tensorflow-cpu'],
  ['darwin' as const, 'tensorflow'],
])('pip on %s downloads %s and none of what it depends on', async (platform, name) => {
  const folder = scratch();
  await wheelOf([], join(folder, 'x.whl'));
  const machine = fakeMachine({}, platform);
  expect(await downloadWheel(folder, machine)).toBe(join(folder, 'x.whl'));
  expect(machine.ran[0]).toMatch(new RegExp(`^python3 -m pip download --no-deps .* ${name}$`));
});

test('says what pip says when it fails', async () => {
  const python3 = () => fails('ends with code 1', 'Collecting\nERROR: No matching distribution found\n');
  await expect(downloadWheel(scratch(), fakeMachine({ python3 }))).rejects.toThrow(
    /pip could not download tensorflow-cpu: python3 ends with code 1\n {2}ERROR: No matching distribution found/,
  );
});
