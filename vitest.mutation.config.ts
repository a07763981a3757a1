import { defineConfig } from 'vitest/config';
import { CourseOrder } from './lib/runner/order';
import maintainers from './vitest.maintainers.config';

const { projects = [] } = maintainers.test ?? {};

/** What mutants of the solutions are tested with: the stage tests, public and hidden, and nothing else. */
export default defineConfig({
  test: {
    reporters: [{}], // Stryker listens for itself
    strictTags: false,
    // The first failure ends a mutant. So one that a later stage notices is one that its own public tests let pass.
    sequence: { sequencer: CourseOrder },
    maxWorkers: 1,
    // With a second worker the first failure would end tests whose result then counts as passed.
    projects: projects.flatMap((project) =>
      typeof project === 'object' && 'test' in project && project.test?.name === 'solutions'
        ? [{ ...project, test: { ...project.test, maxWorkers: 1 } }]
        : [],
    ),
  },
});
