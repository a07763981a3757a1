import type { TestSequencer, TestSpecification } from 'vitest/node';

/** Runs the stages in the order of the course, whatever was slow or failed the last time. */
export class CourseOrder implements TestSequencer {
  shard(files: TestSpecification[]): TestSpecification[] {
    return files;
  }

  sort(files: TestSpecification[]): TestSpecification[] {
    return [...files].sort((a, b) => a.moduleId.localeCompare(b.moduleId));
  }
}
