/** The same as an ordinary user: root looks after that here, others are one already. */
import { describe } from 'vitest';
import { describeAttacks } from './attacks-support/expectations';
import { isRoot } from './attacks-support/ordinary';
import { isIsolated } from './support/isolation';

describe.runIf(isRoot && isIsolated)('graded by an ordinary user', () => describeAttacks({ ordinary: true }));
