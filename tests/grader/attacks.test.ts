/** Attacks as whoever runs the tests: one of each sort, all of them with the environment variable ATTACKS=all. */
import { describe } from 'vitest';
import { describeAttacks } from './attacks-support/expectations';
import { isIsolated } from './support/isolation';

describe.skipIf(!isIsolated)('graded', () => describeAttacks({ ordinary: false }));
