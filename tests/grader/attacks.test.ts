/** Every attack of the corpus, as whoever runs the tests. */
import { describe } from 'vitest';
import { describeAttacks } from './attacks-support/expectations';
import { isIsolated } from './support/isolation';

describe.skipIf(!isIsolated)('graded', () => describeAttacks({ ordinary: false, sample: false }));
