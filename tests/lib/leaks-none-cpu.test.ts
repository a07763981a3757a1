import { testsOfRightModels } from './support/no-leaks';

await testsOfRightModels('cpu');
