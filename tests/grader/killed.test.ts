/** A machine without memory kills processes that did nothing wrong: they get a second try. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from './support/folders';
import { subjectsIn } from './support/subjects';

const folder = temporaryFolder();
// They leave a trace on this machine, so that the second try can tell that it is one.
const subjects = subjectsIn(folder, 'none');
const kill = `process.kill(process.pid, 'SIGKILL')`;
const once = (name: string) => {
  const trace = JSON.stringify(join(folder, name));
  return `if (!existsSync(${trace})) { writeFileSync(${trace}, ''); ${kill}; }`;
};
const fs = `import { existsSync, writeFileSync } from 'node:fs';`;

describe('a process that is killed', () => {
  test('during a call is asked again', async () => {
    const subject = await subjects.start(`${fs}
      export function attention() { ${once('call')} return 7; }`);
    expect(await subject.call('02-attention', 'attention', [])).toBe(7);
  });

  test('while it loads is started again', async () => {
    const subject = await subjects.start(`${fs}
      ${once('load')}
      export const attention = () => 8;`);
    expect(await subject.call('02-attention', 'attention', [])).toBe(8);
  });

  test('again and again is its own fault', async () => {
    const subject = await subjects.start(`export function attention() { ${kill}; }`);
    await expect(subject.call('02-attention', 'attention', [])).rejects.toMatchObject({
      failure: 'killed',
      message: 'the process was ended by SIGKILL',
    });
  });
});

test('an end that is no kill is not tried again', async () => {
  const subject = await subjects.start(`${fs}
    export function attention() {
      const trace = ${JSON.stringify(join(folder, 'exit'))};
      if (existsSync(trace)) return 9;
      writeFileSync(trace, '');
      process.exit(3);
    }`);
  await expect(subject.call('02-attention', 'attention', [])).rejects.toThrow('with exit code 3');
});
