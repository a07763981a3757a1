/** The process behind a notebook: tslab's way of talking to Jupyter, with cells that run in this project. */
import type { Executor } from 'tslab/dist/executor.js';
import { JupyterHandlerImpl } from 'tslab/dist/jupyter.js';
import { root } from '../root';
import { Cells } from './cells';
import { Editor } from './editor';
import { ProjectModules } from './project-modules';
import { Server } from './server';
import { notebookTensorFlow } from './tensorflow';

/** How often the kernel looks whether Jupyter is still there, in ms. */
const glance = 2000;

/**
 * Starts the kernel and returns when it listens.
 *
 * @param connectionFile - what Jupyter wrote: addresses and a key
 */
export async function startKernel(connectionFile: string): Promise<void> {
  // So that a notebook in any folder means the same by `./exercises/02-attention`.
  process.chdir(root);
  // What packages want to say to whoever maintains them.
  process.noDeprecation = true;
  const cells = new Cells(new ProjectModules(root, await notebookTensorFlow()));
  const editor = new Editor();
  // It answers the editor's questions; to run cells is up to the server.
  const handler = new JupyterHandlerImpl(editor as unknown as Executor, false);
  const server = new Server(connectionFile, { handler, editor, cells });
  process.on('SIGINT', () => cells.interrupt());
  process.on('uncaughtException', (error) => console.error(error));
  process.on('unhandledRejection', (reason) => console.error(reason));
  endWithParent();
  await server.init();
}

/** A Jupyter that was killed tells nobody: without it a kernel would wait forever. */
function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit();
  }, glance).unref();
}
