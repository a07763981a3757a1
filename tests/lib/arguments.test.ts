/** What a person may type after `npm test`, and how commands start. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleCommand } from '../../lib/cli/bundle.mjs';
import { nodeProblem } from '../../lib/cli/run.mjs';
import { UsageError } from '../../lib/cli/start';
import { filesOf, readArguments } from '../../lib/runner/test-command';

describe('readArguments', () => {
  test.each([['02'], ['2'], ['attention'], ['02-attention']])('understands %s', (name) => {
    expect(readArguments([name]).stems).toEqual(['02-attention']);
  });

  test('takes several stages, and none for all', () => {
    expect(readArguments(['01', 'masking']).stems).toEqual(['01-positional-encoding', '03-masking']);
    expect(readArguments([]).stems).toEqual([]);
  });

  test('hands options on to vitest, but not whether to watch', () => {
    const { stems, options } = readArguments(['02', '-t', 'mask', '-v']);
    expect(stems).toEqual(['02-attention']);
    expect(options).toMatchObject({ testNamePattern: 'mask' });
    expect(Object.keys(options)).not.toEqual(expect.arrayContaining(['run']));
    expect(Object.keys(options)).not.toEqual(expect.arrayContaining(['watch']));
  });

  test('refuses an unknown stage', () => {
    expect(() => readArguments(['99'])).toThrow(UsageError);
    expect(() => readArguments(['99'])).toThrow('Unknown stage "99": the stages are 01-positional-encoding');
  });
});

test('filesOf names the test files', () => {
  expect(filesOf(['02-attention'])).toEqual([join('tests', '02-attention.test.ts')]);
});

describe('run.mjs', () => {
  test.each(['18.19.0', '0.12.0', '19.9.9'])('refuses Node %s in one line', (version) => {
    expect(nodeProblem(version)).toMatch(
      new RegExp(`^Node ${version} is too old: install Node 20 or newer .*$`),
    );
  });

  test.each(['20.0.0', '22.1.0', '24.0.0'])('runs on Node %s', (version) => {
    expect(nodeProblem(version)).toBeUndefined();
  });

  test('says in one line which file is broken', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
    try {
      mkdirSync(join(folder, 'lib'));
      writeFileSync(join(folder, 'lib/start.ts'), "import './broken';\n");
      writeFileSync(join(folder, 'lib/broken.ts'), 'const a = 1;\nconst = 2;\n');
      const bundled = bundleCommand('lib/start.ts', folder, []);
      await expect(bundled).rejects.toThrow(/^lib\/broken\.ts:2: Expected identifier.*$/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
