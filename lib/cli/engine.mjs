/** Flags of the JavaScript engine. Plain JavaScript, as `run.mjs` is. */
import { setFlagsFromString } from 'node:v8';

/**
 * Node 20 has WebAssembly's fused multiply-add behind a flag, later versions have it anyway (and know no such flag).
 * It makes training a sixth faster.
 */
export const engineFlags = process.versions.node.startsWith('20.')
  ? ['--experimental-wasm-relaxed-simd']
  : [];

/**
 * For processes of the grader. Its submissions live for seconds, and the optimising compiler of Node 20 would take half of
 * them: it has to wait until a function is really hot, and to inline little. That shortens a training by a quarter, and
 * slows no long one down. Later versions have a quicker compiler for the time between.
 */
export const sparingFlags = process.versions.node.startsWith('20.')
  ? ['--interrupt-budget=400000', '--max-inlined-bytecode-size-cumulative=200']
  : [];

/** Sets {@link engineFlags} for this process; to be called before there is a thread or any WebAssembly. */
export function setEngineFlags() {
  for (const flag of engineFlags) setFlagsFromString(flag);
}
