/**
 * Compiles the WebAssembly kernels: `npm run kernels`; with `--check` compares only.
 *
 * The result is a TypeScript file with the bytes as text, so that every bundle has it inside: a sandbox reads no
 * other file. The same source and compiler give the same bytes.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const source = 'lib/backend/wasm/assembly/index.ts';
const target = 'lib/backend/wasm/fast/binaries.ts';

/** No memory of its own, no runtime, nothing imported but the memory of the backend. */
const options = [
  '--runtime',
  'stub',
  '--importMemory',
  '--initialMemory',
  '1',
  '--noAssert',
  '--use',
  'abort=',
];
const warnings = ['--disableWarning', '112']; // numbers of 128 bits, which only our own functions exchange

async function compile(features: readonly string[]): Promise<Uint8Array> {
  const enabled = features.flatMap((feature) => ['--enable', feature]);
  const output = new Map<string, unknown>();
  const { error, stderr } = await asc.main(
    [source, '--outFile', 'module', '-O3', ...options, ...warnings, ...enabled],
    { writeFile: (name: string, contents: unknown) => void output.set(name, contents) },
  );
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  const bytes = output.get('module') as Uint8Array;
  refuseData(bytes);
  return bytes;
}

/** Data of the module's own would lie somewhere in the memory of the backend. */
function refuseData(bytes: Uint8Array): void {
  const dataSection = 11;
  let at = 8; // behind the magic number and the version
  while (at < bytes.length) {
    const section = bytes[at];
    let [size, shift] = [0, 0];
    do {
      at += 1;
      size |= ((bytes[at] as number) & 127) << shift;
      shift += 7;
    } while ((bytes[at] as number) > 127);
    if (section === dataSection) throw new Error('The kernels have static data: use none');
    at += 1 + size;
  }
}

function text(name: string, bytes: Uint8Array): string {
  return `export const ${name} =\n  '${Buffer.from(bytes).toString('base64')}';\n`;
}

const compiled = [
  '/** Made by `npm run kernels` from lib/backend/wasm/assembly: never edit it by hand. */\n\n',
  '/** For every engine with SIMD. */\n',
  text('withSimd', await compile(['simd'])),
  '\n/** For engines with relaxed SIMD: multiplies and adds in one instruction. */\n',
  text('withRelaxedSimd', await compile(['simd', 'relaxed-simd'])),
].join('');
if (!process.argv.includes('--check')) writeFileSync(target, compiled);
const shipped = existsSync(target) ? readFileSync(target, 'utf8') : '';
if (shipped !== compiled) {
  console.error(`${target} is not what its source gives: run npm run kernels`);
  process.exitCode = 1;
}
