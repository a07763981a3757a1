/** What keeps a submission apart from everything else, by the way out that it closes. */

/**
 * The layers of the sandbox, in words for the doctor. Tests take one away at a time, to see that its attacks
 * succeed then: nothing else does.
 */
export const layers = {
  network: 'no connection to anywhere',
  processes: 'no other process to see, to signal or to start',
  files: 'no file but the bundle, Node and TensorFlow.js',
  writes: 'no place to write to',
  environment: 'no environment variable',
  descriptors: 'no open file of the grader',
  memory: 'a cap on memory',
} as const;

export type Layer = keyof typeof layers;

/** What a grading can be kept apart by. `none` is for code that is trusted, and for whoever says `--unsafe`. */
export const isolations = ['bubblewrap', 'none'] as const;

export type Isolation = (typeof isolations)[number];
