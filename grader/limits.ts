/** What a submission may use, in one place, with units. */
import { submissionLimits } from '../lib/handing-in/limits';

/** Bytes in a MiB. */
export const mebibyte = 1024 * 1024;

/** For the tests of the grader alone: how many times shorter it waits for a function. */
const haste = Number(process.env.GRADER_HASTE ?? 1);

export const limits = {
  // Wall-clock time.
  /** Until the code of a stage has been loaded and the backend is ready, in ms. */
  load: 15_000,
  /** For putting the files of one stage together, in ms. */
  compile: 15_000,
  /** For one call of a function, in ms. */
  call: 5_000 / haste,
  /** For the second try of a call that did not answer in time, in a new process, in ms. */
  retry: 10_000 / haste,
  /** For a call in a stage that uses a function which has already run out of time, in ms. */
  callAfterTimeout: 2_000 / haste,
  /** For one question of an examination, of which there are some ten, in ms; it is not asked again. */
  examination: 10_000,
  /** For the whole training of a milestone, in ms; 400 steps on the cpu backend of a busy machine fit in. */
  training: 600_000,
  /** For all calls of the picture of influence, in ms: after it there is no such picture. */
  influence: 20_000 / haste,
  /** Calls of a function in a row that may end its process; after that it is not called again. */
  ends: 3,
  /** For all of one submission, in ms: after it something in the grader itself must hang. */
  submission: 3_600_000,

  // A worker of the grader: it compares and draws, and runs no code of a submission.
  /** JavaScript heap, in MiB. */
  workerHeap: 1_024,
  /** A worker that has more than this in use after a submission makes room for a new one, in MiB. */
  workerMemory: 1_024,

  // The process of one stage.
  /** CPU time of one process with all of its threads, in s: more than the longest training on two cores. */
  cpu: 1_200,
  /** JavaScript heap of one process, in MiB. */
  heap: 512,
  /** All writable memory of one process (heap, array buffers, WebAssembly), in MiB; needs Linux. */
  memory: 1_024,
  /** All writable memory of the compiler, in MiB. */
  compilerMemory: 512,
  /** Open files of one process; Node itself needs about 25. */
  openFiles: 128,
  /** What is kept of the text that a stage prints, in characters. */
  output: 4_000,
  /** What a stage may print before it is ended, in bytes: a forgotten `print()` in a training comes to some 20 MiB. */
  printed: 32 * mebibyte,
  /** One stage with everything that it imports, put together, in bytes. */
  bundle: 16 * mebibyte,

  /** Tensors of earlier calls that stay in one process, in bytes: beyond that each call's are disposed at its end. */
  keptBytes: 64 * mebibyte,
  /** The same, as a number of tensors. */
  keptTensors: 20_000,

  // Messages between the grader and a submission.
  /** One message, in bytes, and so the largest tensor. */
  message: 64 * mebibyte,
  /** The part of a message that is text, in bytes: numbers of tensors are none. Its objects take many times the memory. */
  text: 8 * mebibyte,
  /** Tensors in one message. */
  tensors: 10_000,
  /** Axes of one tensor; TensorFlow.js itself has at most 6. */
  rank: 8,
  /** Depth of nested records and arrays in a message. */
  depth: 12,

  // A notebook that is executed again, in a sandbox of its own.
  /** One cell, in s. */
  notebookCell: 300,
  /** One notebook, in s. */
  notebook: 600,
  /** All notebooks of one submission, in s: later ones are not executed. */
  notebooks: 1_500,
  /** All outputs of one notebook, in bytes. */
  notebookOutput: 8 * mebibyte,
  /** Memory of each process of a notebook, in MiB: Python, Node, esbuild. */
  notebookMemory: 2_048,
  /** Processes and threads of one notebook; some 50 are needed. */
  notebookProcesses: 128,
  /** Each of the two places that a notebook can write to, which are in memory, in bytes. */
  notebookFiles: 64 * mebibyte,
  /** Cells that the report names as different. */
  notebookDifferences: 10,

  // Written answers.
  /** What the report shows of one answer, in characters: some six pages. */
  answer: 20_000,
  /** One formula of an answer that is drawn, in characters. */
  formula: 2_000,

  // The files of a submission.
  /** Files of one submission that are read: code in exercises/. */
  files: submissionLimits.codeFiles,
  /** One file of a submission, in bytes. */
  fileBytes: submissionLimits.fileBytes,
  /** All files of one submission that are read, in bytes. */
  submissionBytes: submissionLimits.codeBytes,
  /** One notebook, in bytes: its pictures are in it. */
  notebookBytes: submissionLimits.notebookBytes,
  /** Files and folders that are listed for one submission, read or not: a zip may hold its packages. */
  listed: 100_000,
  /** The list of files of one zip, in bytes. */
  listedBytes: 64 * mebibyte,
  /** Folders inside of each other in one submission. */
  folderDepth: 20,
  /** Notes of the intake on one submission. */
  notes: 20,
  /** One note or fault of the intake, in characters: names may be very long. */
  noteCharacters: 400,
} as const;
