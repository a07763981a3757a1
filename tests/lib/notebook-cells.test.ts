/** Cells as they are run: in this process, without Jupyter. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { compileCell } from '../../lib/notebooks/cell';
import { Cells } from '../../lib/notebooks/cells';
import { problemOf } from '../../lib/notebooks/problem';
import { ProjectModules } from '../../lib/notebooks/project-modules';
import { notebookTensorFlow } from '../../lib/notebooks/tensorflow';
import { root } from '../../lib/root';
import { TodoError } from '../../lib/todo';

describe('compileCell', () => {
  test.each([
    "import { a } from './exercises/02-attention';",
    "const { a } = await import('./exercises/02-attention');",
  ])('finds the files that are imported: %s', (cell) =>
    expect(compileCell(cell).imports).toEqual(['./exercises/02-attention']),
  );

  test('leaves packages and types alone', () => {
    const cell = "import * as tf from '@tensorflow/tfjs';\nimport type { A } from './lib/parameters';\ntf;";
    expect(compileCell(cell).imports).toEqual([]);
  });

  test('names the line of what is not TypeScript', () => {
    expect(() => compileCell('const a = 1;\nconst = 2;')).toThrow(/^line 2 of this cell: /);
  });
});

describe('Cells', async () => {
  const cells = new Cells(new ProjectModules(root, await notebookTensorFlow()));
  const shown = vi.spyOn(console, 'log').mockImplementation(() => {});
  afterEach(() => shown.mockClear());

  /** Runs cells and gives back what they show. */
  async function run(...sources: string[]): Promise<unknown[]> {
    for (const source of sources) expect(await cells.execute(source)).toBeUndefined();
    return shown.mock.calls.map(([value]) => value);
  }

  test('shows the value of the last line, and nothing for a declaration', async () => {
    expect(await run('const a = 20;\na + 1', 'const b = 3;', 'void 0')).toEqual([21]);
  });

  test.each([
    ['const', 'const v = 1;', 'v'],
    ['let', 'let v = 1;', 'v'],
    ['destructuring', 'const { a: [v] } = { a: [1] };', 'v'],
    ['function', 'function v() { return 1; }', 'v()'],
    ['class', 'class v { static x = 1 }', 'v.x'],
    ['enum', 'enum v { x = 1 }', 'v.x'],
    ['await', 'const v = await Promise.resolve(1);', 'v'],
  ])('knows in a later cell what one declared with %s', async (_, declaration, use) => {
    expect(await run(declaration, use)).toEqual([1]);
  });

  test('lets a name be declared again', async () => {
    expect(await run('const again = 1;', 'const again = 2;', 'again')).toEqual([2]);
    expect(await run("import { half as again } from './lib/reversal/task';", 'again')).toEqual([2, 6]);
  });

  test('lets a later cell change a variable', async () => {
    expect(await run('let count = 1;', 'count += 1;', 'count')).toEqual([2, 2]);
  });

  test('tells what is not written yet, and where, in one line', async () => {
    const problem = await cells.execute(
      "import { todo } from './lib/todo';\nconst f = () => todo('attention');\nf();",
    );
    expect(problem?.traceback).toEqual([
      'attention is not written yet: open exercises/02-attention.ts and write it, then run this cell again.',
    ]);
  });

  test('names a file that is not there', async () => {
    const problem = await cells.execute("import { x } from './exercises/99-nothing';\nx;");
    expect(problem?.evalue).toContain('./exercises/99-nothing');
    expect(await run("import { half } from './lib/reversal/task';\nhalf")).toEqual([6]);
  });

  test('ends a cell that waits when it is interrupted', async () => {
    const waiting = cells.execute('await new Promise(() => {});');
    await vi.waitFor(async () => {
      cells.interrupt();
      expect(await Promise.race([waiting, Promise.resolve('waits')])).toMatchObject({
        evalue: 'Interrupted',
      });
    });
  });
});

describe('ProjectModules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'notebook-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

  test('reads a file again when it has changed, or one that it imports', async () => {
    write('package.json', '{}');
    write('inner.ts', 'export const size: number = 1;');
    write('outer.ts', "import { size } from './inner';\nexport const twice = () => 2 * size;");
    const modules = new ProjectModules(folder, () => undefined);
    await modules.refresh(['./outer']);
    const outer = modules.require('./outer') as { twice(): number };
    expect(outer.twice()).toBe(2);
    write('inner.ts', 'export const size: number = 5;');
    await modules.refresh([]);
    expect(outer.twice()).toBe(10);
    write('inner.ts', 'export const size: number = ;');
    await expect(modules.refresh([])).rejects.toThrow('inner.ts:1');
    write('inner.ts', 'export const size: number = 6;');
    await modules.refresh([]);
    expect(outer.twice()).toBe(12);
    await modules.close();
  });

  test('loads a file once, however many import it', async () => {
    write('state.ts', 'export const state = {};');
    write('one.ts', "export { state } from './state';");
    const modules = new ProjectModules(folder, () => undefined);
    await modules.refresh(['./one', './state']);
    const [one, state] = ['./one', './state'].map((path) => modules.require(path) as { state: object });
    expect(one?.state).toBe(state?.state);
    await modules.close();
  });
});

describe('problemOf', () => {
  test("shows the lines of the student's files and none of the kernel's", () => {
    const error = new RangeError('too long');
    error.stack = [
      'RangeError: too long',
      `    at f (${root}/exercises/02-attention.ts:7:3)`,
      `    at Cells.run (${root}/lib/notebooks/cells.ts:1:1)`,
      `    at x (${root}/node_modules/some/index.js:1:1)`,
    ].join('\n');
    expect(problemOf(error, root).traceback).toEqual([
      'RangeError: too long',
      '    at f (exercises/02-attention.ts:7:3)',
    ]);
  });

  test('takes whatever is thrown', () => {
    expect(problemOf('just text', root).evalue).toBe('just text');
    expect(problemOf(new TodoError('mine'), root).evalue).toBe('mine is not written yet');
  });
});
