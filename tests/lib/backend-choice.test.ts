/** Which backend is chosen, and what is said about it. */
import { spawnSync } from 'node:child_process';
import * as tf from '@tensorflow/tfjs';
import { buildSync } from 'esbuild';
import { describe, expect, test, vi } from 'vitest';
import {
  type BackendName,
  backendOrder,
  chooseBackend,
  nativeFrom,
  wishedBackend,
} from '../../lib/backend/choose';
import { restoreUtil, startNative } from '../../lib/backend/native';
import { quietly } from '../../lib/backend/silence';
import { root } from '../../lib/root';

const flag = (value: string | undefined) => ({ source: '--backend', value });
const variable = (value: string | undefined) => ({ source: 'TRANSFORMER_BACKEND', value });

describe('wishedBackend', () => {
  test('is undefined when nobody asks', () => {
    expect(wishedBackend(flag(undefined), variable(undefined))).toBeUndefined();
  });

  test('takes the environment variable without a flag', () => {
    expect(wishedBackend(flag(undefined), variable('cpu'))).toEqual({
      name: 'cpu',
      source: 'TRANSFORMER_BACKEND',
    });
  });

  test('lets the flag win', () => {
    expect(wishedBackend(flag('wasm'), variable('cpu'))).toEqual({ name: 'wasm', source: '--backend' });
  });

  test.each(['gpu', '', 'WASM', 'toString'])('refuses "%s" and says what is permitted', (value) => {
    const wish = () => wishedBackend(flag(undefined), variable(value));
    expect(wish).toThrow(RangeError);
    expect(wish).toThrow(
      `Unknown backend "${value}" (TRANSFORMER_BACKEND): expected one of native, wasm, cpu`,
    );
  });
});

describe('backendOrder', () => {
  test.each([
    ['no size', undefined, ['wasm', 'native', 'cpu']],
    ['the largest small model', nativeFrom - 1, ['wasm', 'native', 'cpu']],
    ['the smallest large model', nativeFrom, ['native', 'wasm', 'cpu']],
  ])('for %s', (_, parameters, order) => {
    expect(backendOrder(parameters)).toEqual(order);
  });
});

describe('chooseBackend', () => {
  const works = async () => {};
  const fails = (reason: string) => async () => {
    throw new Error(reason);
  };
  const starters = (changes: Partial<Record<BackendName, () => Promise<void>>>) => ({
    ...{ native: works, wasm: works, cpu: works },
    ...changes,
  });

  test('takes wasm for a model of the homework, and starts nothing else', async () => {
    const native = vi.fn(works);
    const started = { name: 'wasm', why: 'wasm is used' };
    expect(await chooseBackend(undefined, starters({ native }))).toEqual(started);
    expect(await chooseBackend(undefined, starters({ native }), 26_000)).toEqual(started);
    expect(native).not.toHaveBeenCalled();
  });

  test('takes native for a large model, and starts nothing else', async () => {
    const wasm = vi.fn(works);
    expect(await chooseBackend(undefined, starters({ wasm }), 5_000_000)).toEqual({
      name: 'native',
      why: 'native is used',
    });
    expect(wasm).not.toHaveBeenCalled();
  });

  test('goes on to the next one and says why', async () => {
    const without = starters({ native: fails('is not installed') });
    expect(await chooseBackend(undefined, without, 5_000_000)).toEqual({
      name: 'wasm',
      why: 'native is not installed; wasm is used',
    });
    expect(await chooseBackend(undefined, starters({ wasm: fails('does not start') }))).toEqual({
      name: 'native',
      why: 'wasm does not start; native is used',
    });
  });

  test('ends at cpu', async () => {
    const broken = starters({ native: fails('is not installed'), wasm: fails('does not start') });
    expect(await chooseBackend(undefined, broken)).toEqual({
      name: 'cpu',
      why: 'wasm does not start; native is not installed; cpu is used',
    });
  });

  test('starts only the one that was asked for', async () => {
    const native = vi.fn(works);
    const wish = { name: 'wasm', source: '--backend' } as const;
    expect(await chooseBackend(wish, starters({ native }))).toEqual({
      name: 'wasm',
      why: 'wasm is used, as --backend asks',
    });
    expect(native).not.toHaveBeenCalled();
  });

  test('does not replace a backend that was asked for', async () => {
    const wasm = vi.fn(works);
    const wish = { name: 'native', source: 'TRANSFORMER_BACKEND' } as const;
    await expect(chooseBackend(wish, starters({ native: fails('is not installed'), wasm }))).rejects.toThrow(
      'native is not installed, but TRANSFORMER_BACKEND asks for it: ask for wasm or cpu, or leave the choice out',
    );
    expect(wasm).not.toHaveBeenCalled();
  });

  test('fails when nothing works', async () => {
    const nothing = { native: fails('a'), wasm: fails('b'), cpu: fails('c') };
    await expect(chooseBackend(undefined, nothing)).rejects.toThrow(
      'No backend works: wasm b; native a; cpu c',
    );
  });
});

/** Where the real package is installed, nothing may take its name. */
const nativeWorks = await quietly(startNative).then(
  () => true,
  () => false,
);

describe('startNative', () => {
  const missing = (message: string, code?: string) => async () => {
    throw Object.assign(new Error(message), code ? { code } : {});
  };

  test('knows the package that is absent', async () => {
    const load = missing("Cannot find package '@tensorflow/tfjs-node'", 'ERR_MODULE_NOT_FOUND');
    await expect(startNative(load)).rejects.toThrow(/^is not installed$/);
  });

  test('knows the package whose binding is absent', async () => {
    const load = missing(
      'The Node.js native addon module (tfjs_binding.node) can not be found at path: there\nRun npm rebuild',
    );
    await expect(startNative(load)).rejects.toThrow(/^is installed without its binding$/);
  });

  test('names any other reason in one line', async () => {
    const load = missing('libtensorflow.so.2: cannot open\nRequire stack', 'ERR_DLOPEN_FAILED');
    await expect(startNative(load)).rejects.toThrow(
      /^is installed but does not load \(libtensorflow\.so\.2: cannot open\)$/,
    );
  });

  test('says so when a package of tfjs-node itself is absent', async () => {
    const load = missing("Cannot find module '@mapbox/node-pre-gyp'", 'MODULE_NOT_FOUND');
    await expect(startNative(load)).rejects.toThrow('is installed but does not load');
  });

  test('refuses a package that has tensors of its own', async () => {
    await expect(startNative(async () => ({ Tensor: class {} }))).rejects.toThrow('another copy');
  });

  test.skipIf(nativeWorks)('sets the backend that the package registers', async () => {
    const usual = tf.getBackend();
    const load = async () => {
      tf.registerBackend('tensorflow', tf.findBackendFactory('cpu'));
      tf.copyRegisteredKernels('cpu', 'tensorflow');
      return { default: tf };
    };
    try {
      await quietly(() => startNative(load));
      expect(tf.getBackend()).toBe('tensorflow');
    } finally {
      await tf.setBackend(usual || 'cpu');
      tf.removeBackend('tensorflow');
    }
  });
});

describe('restoreUtil', () => {
  test('puts back what Node 23 took out, and replaces nothing', () => {
    const isArray = () => 'own';
    const target: { isNullOrUndefined?: (value: unknown) => boolean; isArray: () => string } = { isArray };
    restoreUtil(target);
    expect([null, undefined, 0, ''].map((value) => target.isNullOrUndefined?.(value))).toEqual([
      ...[true, true, false, false],
    ]);
    expect(target.isArray).toBe(isArray);
  });
});

/** The real thing, in a process of its own. */
function run(script: string, backend?: string) {
  const { outputFiles } = buildSync({
    stdin: { contents: script, resolveDir: root, loader: 'ts' },
    ...{ bundle: true, write: false, format: 'esm', platform: 'node', packages: 'external' },
  });
  const module = outputFiles[0]?.text ?? '';
  // Not as an argument: Linux takes none above 128 KiB.
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-'], {
    ...{ input: module, encoding: 'utf8' },
    cwd: root,
    env: { ...process.env, TRANSFORMER_BACKEND: backend ?? '' },
  });
  return { said: stderr, returned: stdout === '' ? undefined : JSON.parse(stdout) };
}

describe('startBackend', () => {
  const script = `
    import * as tf from '@tensorflow/tfjs';
    import { startBackend } from './lib/backend/index.ts';
    const before = process.listenerCount('uncaughtException');
    const first = await startBackend();
    const second = await startBackend({ prefer: first.name === 'cpu' ? 'wasm' : 'cpu' });
    tf.env().set('DEBUG', false);
    const sum = tf.grad((x) => tf.gather(x, tf.tensor1d([1, 1], 'int32')).sum())(tf.ones([2])).dataSync();
    const listeners = process.listenerCount('uncaughtException') - before;
    const silenced = tf.env().getBool('PROD');
    console.log(JSON.stringify({ first, second, used: tf.getBackend(), sum: [...sum], listeners, silenced }));
  `;

  test.each(['wasm', 'cpu'])('starts %s as the variable asks, once, without a word', (name) => {
    const { said, returned } = run(script, name);
    expect(said).toBe('');
    expect(returned).toEqual({
      first: { name, why: `${name} is used, as TRANSFORMER_BACKEND asks` },
      second: { name, why: `${name} is used, as TRANSFORMER_BACKEND asks` },
      used: name,
      sum: [0, 2],
      listeners: 0,
      silenced: false,
    });
  });

  test('does nothing at import', () => {
    const { returned } = run(`
      import * as tf from '@tensorflow/tfjs';
      import './lib/backend/index.ts';
      console.log(JSON.stringify([tf.getKernelsForBackend('wasm').length, process.listenerCount('uncaughtException')]));
    `);
    expect(returned).toEqual([0, 0]);
  });
});
