/** What the doctor says of machines that are not at hand. */
import { describe, expect, test } from 'vitest';
import { adviceFor } from '../../../grader/doctor/advice';
import { diagnosisOf } from '../../../grader/doctor/command';
import { type Facts, factsHere } from '../../../grader/doctor/facts';
import { isIsolated } from '../support/isolation';

const healthy: Facts = {
  platform: 'linux',
  hasFilter: true,
  architecture: 'x64',
  bwrap: '/usr/bin/bwrap',
  prlimit: '/usr/bin/prlimit',
  kernel: {
    maxUserNamespaces: '96000',
    unprivilegedUserNamespaces: undefined,
    appArmorRestricts: undefined,
  },
  inContainer: false,
  isRoot: false,
  findings: { open: {} },
};

const broken = { broken: 'bwrap: No permissions to create new namespace', open: {} };

/** Everything that is advised, as one text. */
const adviceText = (facts: Partial<Facts>) =>
  adviceFor({ ...healthy, ...facts })
    .map(({ gap, steps }) => [gap, ...steps].join('\n'))
    .join('\n');

test('a machine where everything holds needs nothing', () => {
  expect(adviceFor(healthy)).toEqual([]);
  const lines = diagnosisOf(healthy, []);
  expect(lines.at(-1)).toContain('✓ Submissions are isolated on this machine.');
  expect(lines.filter((line) => line.includes('✓'))).toHaveLength(8);
});

describe('each gap has its own advice', () => {
  test.each([
    ['macOS', { platform: 'darwin' as const }, /this is darwin\n.*container/],
    ['Windows', { platform: 'win32' as const }, /this is win32\n.*container/],
    ['another processor', { hasFilter: false, architecture: 'riscv64' }, /no filter .* riscv64/],
    ['no bubblewrap', { bwrap: undefined, findings: undefined }, /bubblewrap .*\n.*apt install bubblewrap/],
    ['no prlimit', { prlimit: undefined, findings: undefined }, /apt install util-linux/],
    [
      'namespaces switched off',
      { findings: broken, kernel: { ...healthy.kernel, maxUserNamespaces: '0' } },
      /No permissions(.|\n)*user\.max_user_namespaces=15000/,
    ],
    [
      'namespaces for root only',
      { findings: broken, kernel: { ...healthy.kernel, unprivilegedUserNamespaces: '0' } },
      /kernel\.unprivileged_userns_clone=1/,
    ],
    [
      'AppArmor',
      { findings: broken, kernel: { ...healthy.kernel, appArmorRestricts: '1' } },
      /AppArmor keeps \/usr\/bin\/bwrap .*profile of docs\/isolation\.md/,
    ],
    ['a container', { findings: broken, inContainer: true }, /--security-opt seccomp=unconfined/],
    ['something unknown', { findings: broken }, /namespaces may be forbidden here/],
    [
      'a layer that does not hold',
      { findings: { open: { network: 'connected to this machine' } } },
      /no connection to anywhere: not so, a program in the sandbox connected to this machine/,
    ],
  ] as const)('%s', (_, facts, words) => {
    const advice = adviceText(facts);
    expect(advice).toMatch(words);
    const lines = diagnosisOf({ ...healthy, ...facts }, adviceFor({ ...healthy, ...facts }));
    expect(lines.join('\n')).toContain('NOT ISOLATED');
  });
});

test.skipIf(!isIsolated)('this machine isolates, and the probes say so', async () => {
  const { findings } = await factsHere();
  expect(findings).toEqual({ open: {} });
});
