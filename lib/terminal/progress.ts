/** Progress of something long: a bar on a terminal, a plain line now and then anywhere else. */
import type { Writable } from 'node:stream';
import { SingleBar } from 'cli-progress';

export interface Progress {
  /** Shows how much is done, and a note such as the loss. */
  update(done: number, note: string): void;
  /** Ends the display; what was shown last stays. Calling it again does nothing. */
  stop(): void;
}

export interface ProgressOptions {
  /** What is going on, as in `training`. */
  readonly label: string;
  /** `done` at the end. */
  readonly total: number;
  /** Where to; standard error when not given, so that results can be piped. */
  readonly stream?: (Writable & { isTTY?: boolean }) | undefined;
}

/** Plain lines for the whole progress, besides the last. */
const plainLines = 10;

/** Begins to show progress. A bar moves only on a terminal that a person looks at, so not in CI. */
export function startProgress({ label, total, stream = process.stderr }: ProgressOptions): Progress {
  return stream.isTTY && !process.env.CI ? bar(label, total, stream) : lines(label, total, stream);
}

function bar(label: string, total: number, stream: Writable): Progress {
  const display = new SingleBar({
    format: `${label} {bar} {value}/{total}  {note}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    // Ctrl-C belongs to the command, which stops the display itself.
    gracefulExit: false,
    stream,
  });
  display.start(total, 0, { note: '' });
  return {
    update: (done, note) => display.update(done, { note }),
    stop: () => display.stop(),
  };
}

function lines(label: string, total: number, stream: Writable): Progress {
  const every = Math.max(1, Math.ceil(total / plainLines));
  let pending = '';
  const flush = () => {
    stream.write(pending);
    pending = '';
  };
  return {
    update: (done, note) => {
      pending = `${label} ${done}/${total}  ${note}`.trimEnd().concat('\n');
      if (done === 1 || done % every === 0) flush();
    },
    stop: flush,
  };
}
