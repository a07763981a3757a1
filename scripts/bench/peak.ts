/** How fast this processor can multiply and add, four numbers at a time, when nothing else is to be done. */
import asc from 'assemblyscript/asc';

/** Sums that do not wait for each other, as many as the processor has registers for. */
const sums = 12;
const names = Array.from({ length: sums }, (_, index) => `s${index}`);

/** AssemblyScript: nothing but multiplications and additions. */
const source = `
export function run(times: i32): f32 {
  const x = f32x4.splat(0.9999), y = f32x4.splat(0.0001);
  let ${names.map((name, index) => `${name} = f32x4.splat(${index})`).join(', ')};
  for (let i = 0; i < times; i++) {
    ${names.map((name) => `${name} = ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(${name}, x, y) : f32x4.add(f32x4.mul(${name}, x), y);`).join('\n    ')}
  }
  let all = f32x4.splat(0);
  ${names.map((name) => `all = f32x4.add(all, ${name});`).join('\n  ')}
  return f32x4.extract_lane(all, 0) + f32x4.extract_lane(all, 1) + f32x4.extract_lane(all, 2) + f32x4.extract_lane(all, 3);
}`;

interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  instantiate(bytes: Uint8Array): Promise<{ instance: { exports: { run(times: number): number } } }>;
}
const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi };

/** Floating-point operations in a second: the best of several goes, since whatever disturbs makes it less. */
export async function measurePeak(): Promise<number> {
  const binaries = [await compile(['simd', 'relaxed-simd']), await compile(['simd'])];
  const binary = binaries.find((bytes) => WebAssembly.validate(bytes));
  if (!binary) throw new Error('This engine has no SIMD');
  const { run } = (await WebAssembly.instantiate(binary)).instance.exports;
  const times = 20_000_000;
  run(times); // V8 compiles it in the meantime
  const goes = Array.from({ length: 7 }, () => {
    const before = performance.now();
    run(times);
    return performance.now() - before;
  });
  return (times * sums * 4 * 2) / (Math.min(...goes) / 1000);
}

async function compile(features: readonly string[]): Promise<Uint8Array> {
  const { binary, error, stderr } = await asc.compileString(source, {
    optimizeLevel: 3,
    runtime: 'stub',
    enable: [...features],
    use: 'abort=',
  });
  if (error || !binary) throw new Error(`${error?.message}\n${stderr.toString()}`);
  return binary;
}
