/** Every attack of the corpus, as whoever runs the tests. */
import { describeAttacks } from './attacks-support/expectations';

describeAttacks({ ordinary: false });
