/** What `npm run native` needs of a machine; tests put another one in its place. */

import { root } from '../root';
import { type Ran, type RunOptions, runProgram } from '../run-program';

export interface Machine {
  /** The folder of the project. */
  readonly root: string;
  readonly platform: NodeJS.Platform;
  readonly architecture: string;
  /** The running Node. */
  readonly node: string;
  /** The C++ compiler that the user wishes: the variable `CXX`. */
  readonly compiler: string | undefined;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  readonly run: (program: string, args: readonly string[], options?: RunOptions) => Promise<Ran>;
  readonly say: (line: string) => void;
}

/** This machine. */
export function machineHere(signal: AbortSignal): Machine {
  return {
    root,
    platform: process.platform,
    architecture: process.arch,
    node: process.execPath,
    compiler: process.env.CXX || undefined,
    signal,
    run: async (program, args, options) => {
      const ran = await runProgram(program, args, { ...options, signal });
      signal.throwIfAborted();
      return ran;
    },
    say: (line) => console.log(line),
  };
}
