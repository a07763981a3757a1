/** What a submission may hold: `npm run submit` packs no more, and the grader reads no more. */

const mebibyte = 1024 * 1024;

export const submissionLimits = {
  /** Files of code in exercises/. */
  codeFiles: 500,
  /** One file of code, or of written answers, in bytes. */
  fileBytes: mebibyte,
  /** All code together, in bytes. */
  codeBytes: 8 * mebibyte,
  /** One notebook with its pictures, in bytes. */
  notebookBytes: 8 * mebibyte,
  /** The whole zip, in bytes: course platforms take no more than some 50 MiB. */
  zipBytes: 40 * mebibyte,
} as const;
