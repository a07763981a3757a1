import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { SandboxError } from '../../grader/isolation/fault';
import { type Bundle, bundleStage } from '../../grader/subject/bundle';
import type { Runtime } from '../../grader/subject/runtime';
import { Subject } from '../../grader/subject/subject';
import { root } from '../../lib/root';
import { type Texts, temporaryFolder } from './support/folders';
import { subjectsIn } from './support/subjects';

const folder = temporaryFolder();
const subjects = subjectsIn(folder);
let runtime: Runtime;
beforeAll(async () => {
  ({ runtime } = await subjects.specOf({}));
});

const first = 'exercises/01-positional-encoding.ts';
const second = 'exercises/02-attention.ts';
const third = 'exercises/03-masking.ts';

let count = 0;

/** Bundles a stage of a submission. */
function bundle(files: Texts, stem = '02-attention', reference = false): Promise<Bundle> {
  return bundleStage(runtime, new Map(Object.entries(files)), stem, join(folder, `bundle-${count++}`), {
    reference,
  });
}

/** What the exported `attention` of a submission returns without arguments. */
async function resultOf(files: Texts, reference = false, stem = '02-attention', name = 'attention') {
  const subject = new Subject({
    runtime,
    backend: 'cpu',
    shared: false,
    stages: { [stem]: await bundle(files, stem, reference) },
  });
  try {
    return await subject.call(stem, name, []);
  } finally {
    subject.close();
  }
}

/** Why a stage with this first line cannot be bundled. */
const problemOf = async (line: string) =>
  (await bundle({ [second]: `${line}\nexport const attention = () => x;` })).problem;

describe('the files of a submission', () => {
  test('may be helpers beside the stages, in any form that TypeScript knows', async () => {
    const files = {
      [second]: `
        import { one } from './helpers/one';
        import { two } from './helpers';
        import { three } from './helpers/three.js';
        import numbers from './numbers.json';
        export const attention = () => [one, two, three, ...numbers];`,
      'exercises/helpers/one.ts': 'export const one: number = 1;',
      'exercises/helpers/index.ts': "export { two } from './two.mjs';",
      'exercises/helpers/two.mjs': 'export const two = 2;',
      'exercises/helpers/three.ts': "import { one } from './one'; export const three = one + 2;",
      'exercises/numbers.json': '[4, 5]',
    };
    expect(await resultOf(files)).toEqual([1, 2, 3, 4, 5]);
  });

  test('may import an earlier stage and the library with the ending .js', async () => {
    const files = {
      [first]: 'export const positionalEncoding = () => 7;',
      [second]: `
        import { positionalEncoding } from './01-positional-encoding.js';
        import { roundPoints } from '../lib/verdict.js';
        export const attention = () => roundPoints(positionalEncoding() + 0.001);`,
    };
    expect(await resultOf(files)).toBe(7);
    expect((await bundle(files)).uses).toEqual(['01-positional-encoding']);
  });

  test('may import an earlier stage as the tests do', async () => {
    const files = {
      [first]: 'export const positionalEncoding = () => 7;',
      [second]: `
        import { positionalEncoding } from '#impl/01-positional-encoding';
        export const attention = () => positionalEncoding();`,
    };
    expect(await resultOf(files)).toBe(7);
    expect((await bundle(files)).uses).toEqual(['01-positional-encoding']);
  });

  test('may be imported in upper or lower case, as Windows and macOS find them', async () => {
    const files = {
      [first]: 'export let calls = 0; export const positionalEncoding = () => ++calls;',
      [second]: `
        import { positionalEncoding } from './01-Positional-Encoding';
        import { positionalEncoding as again } from '#impl/01-positional-encoding';
        import ten, { two } from './helpers/Numbers.js';
        import numbers from './Numbers.json';
        export const attention = () => [positionalEncoding(), again(), two, ten, ...numbers];`,
      'exercises/Helpers/numbers.ts': "import { two } from './Two'; export { two }; export default 10;",
      'exercises/Helpers/two.ts': 'export const two = 2;',
      'exercises/numbers.json': '[4, 5]',
    };
    expect(await resultOf(files)).toEqual([1, 2, 2, 10, 4, 5]);
    expect((await bundle(files)).uses).toEqual(['01-positional-encoding']);
    const onReference = await bundle({ ...files, [first]: 'let x = ;' }, '02-attention', true);
    expect(onReference.problem).toBeUndefined();
  });

  test('may hold a megabyte of spaces where an import could be', async () => {
    const text = `export const attention = () => 1; /* from${' '.repeat(1_000_000)} */`;
    expect(await resultOf({ [second]: text })).toBe(1);
  });

  test('may have names that cannot be files here, which are missing then', async () => {
    const long = `exercises/${'名'.repeat(100)}.ts`;
    const files = {
      [second]: 'export const attention = () => 1;',
      [long]: '',
      [`${second}/inside.ts`]: '',
    };
    expect(await resultOf(files)).toBe(1);
  });

  test('never replace the given library', async () => {
    const files = {
      [second]: `
        import { todo } from '../lib/todo';
        export const attention = () => { try { todo('attention'); } catch (error) { return (error as Error).name; } };`,
      'lib/todo.ts': "export const todo = () => { throw new Error('mine'); };",
    };
    expect(await resultOf(files)).toBe('TodoError');
  });

  test.each(['@tensorflow/tfjs', '@tensorflow/tfjs-node', '@tensorflow/tfjs-core'])(
    'share the TensorFlow.js of the host: %s',
    async (name) => {
      const files = {
        [second]: `import * as tf from '${name}'; export const attention = () => tf.scalar(4).square();`,
      };
      expect(await resultOf(files)).toMatchObject({ shape: [], dtype: 'float32' });
    },
  );

  test('may use Node', async () => {
    const text = "import { basename } from 'node:path'; export const attention = () => basename('a/b');";
    expect(await resultOf({ [second]: text })).toBe('b');
  });

  test('find the names that vitest gives to every file', async () => {
    const text = `
      const { basename } = require('node:path');
      if (require.main === module) throw new Error('run as a program');
      export const attention = () =>
        [basename('a/b'), import.meta.env.MODE, import.meta.env.PROD, typeof __dirname, typeof __filename, typeof exports];`;
    expect(await resultOf({ [second]: text })).toEqual(['b', 'test', false, 'string', 'string', 'object']);
  });

  test('may have a require of their own', async () => {
    const text = `
      import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      export const attention = () => require('node:path').basename('a/b');`;
    expect(await resultOf({ [second]: text })).toBe('b');
  });
});

describe('an import that is refused', () => {
  test.each([
    ['../../grader/limits', '"../../grader/limits" leads out of exercises/'],
    ['../grader/limits', '"../grader/limits" leads out of exercises/'],
    ['../solutions/02-attention', '"../solutions/02-attention" leads out of exercises/'],
    ['../tests/hidden/fixtures/02.json', '"../tests/hidden/fixtures/02.json" leads out of exercises/'],
    ['../lib/../solutions/02-attention', '"../lib/../solutions/02-attention" leads out of exercises/'],
    ['./helpers', '"./helpers" is not a file of the submission'],
    ['../lib/nothing', '"lib/nothing" is not a file of the given library'],
    [join(root, 'solutions/02-attention.ts'), 'is not part of the homework'],
    ['@tensorflow/../../solutions/02-attention.ts', 'is not part of the homework'],
    ['@tensorflow/../../tests/hidden/fixtures/02.json', 'is not part of the homework'],
    ['@tensorflow/nothing', 'the package "@tensorflow/nothing" is not part of the homework'],
    ['lodash', 'the package "lodash" is not part of the homework'],
    ['vitest', 'the package "vitest" is not part of the homework'],
    ['#impl/../solutions/02-attention', '"#impl/../solutions/02-attention" is not a file of the submission'],
    ['#impl', 'the package "#impl" is not part of the homework'],
  ])('%s', async (path, words) => {
    const problem = await problemOf(`import x from ${JSON.stringify(path)};`);
    expect(problem).toMatch(/^exercises\/02-attention\.ts:1: /);
    expect(problem).toContain(words);
  });
});

describe('a stage that does not compile', () => {
  test('names the place and the reason', async () => {
    const made = await bundle({ [second]: 'export const a = 1;\nexport function attention( {\n' });
    expect(made.file).toBeUndefined();
    expect(made.problem).toMatch(/^exercises\/02-attention\.ts:\d: \S/);
    expect(made.uses).toEqual(['01-positional-encoding']);
  });

  test('names the file of the mistake, where that is an earlier stage', async () => {
    const made = await bundle({ [first]: 'let x = ;', [second]: "import './01-positional-encoding';" });
    expect(made.problem).toMatch(/^exercises\/01-positional-encoding\.ts:1: /);
  });

  test('is missing', async () => {
    expect(await bundle({ [first]: '' })).toMatchObject({
      problem: 'exercises/02-attention.ts is missing',
      uses: [],
    });
  });
});

describe('a fault of the machine is none of the submission', () => {
  test('when the files cannot be written', async () => {
    writeFileSync(join(folder, 'a-file'), '');
    const made = bundleStage(runtime, new Map([[second, '']]), '02-attention', join(folder, 'a-file/below'), {
      reference: false,
    });
    await expect(made).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  test.skipIf(process.platform === 'win32')('when the compiler does not start', async () => {
    const { sandbox } = runtime;
    if (sandbox.kind !== 'bubblewrap') return;
    const refusing = { ...runtime, sandbox: { ...sandbox, prlimit: '/bin/false' } };
    const made = bundleStage(refusing, new Map([[second, '']]), '02-attention', join(folder, 'refused'), {
      reference: false,
    });
    await expect(made).rejects.toThrow(SandboxError);
  });
});

describe('the stages that a stage uses', () => {
  test('are those that it imports, directly or through others', async () => {
    const files = {
      [first]: 'export const one = 1;',
      [second]: "import { one } from './01-positional-encoding'; export const two = one;",
      [third]: "import { through } from './helper'; export const three = through;",
      'exercises/helper.ts': "export { two as through } from './02-attention';",
    };
    expect((await bundle(files, '03-masking')).uses).toEqual(['01-positional-encoding', '02-attention']);
    expect((await bundle({ ...files, [third]: 'export const three = 3;' }, '03-masking')).uses).toEqual([]);
  });
});

describe('with the reference', () => {
  test('earlier stages come from the solutions, the stage itself is the own one', async () => {
    const files = {
      [first]: "export const positionalEncoding = () => 'own';",
      [second]: `
        import { positionalEncoding } from './01-positional-encoding';
        export const attention = () => positionalEncoding(1, 2);`,
    };
    expect(await resultOf(files)).toBe('own');
    const onReference = (await resultOf(files, true)) as { shape: number[]; dataSync(): Float32Array };
    expect(onReference.shape).toEqual([1, 2]);
    expect([...onReference.dataSync()]).toEqual([0, 1]);
  });

  test('a later stage stays the own one, and a helper reaches the reference, too', async () => {
    const files = {
      [first]: "export const positionalEncoding = () => 'own';",
      [second]: `
        import { help } from './help';
        import { later } from './03-masking';
        export const attention = () => [help(), later];`,
      [third]: "export const later = 'own later';",
      'exercises/help.ts': `
        import { positionalEncoding } from './01-positional-encoding.ts';
        export const help = () => (positionalEncoding as Function)(3, 2).shape;`,
    };
    expect(await resultOf(files)).toEqual([undefined, 'own later']);
    expect(await resultOf(files, true)).toEqual([[3, 2], 'own later']);
  });
});
