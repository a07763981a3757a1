import { setTimeout as wait } from 'node:timers/promises';
import { type JupyterHandlerImpl, ZmqServer } from 'tslab/dist/jupyter.js';
import type { Cells } from './cells';
import { displayThrough } from './display';
import type { Editor } from './editor';

type Message = Parameters<ZmqServer['handleExecute']>[1];
type Socket = Parameters<ZmqServer['handleShellMessage']>[0];

/** What stands between the addresses of a message and its parts: a signature, the header and so on. */
const delimiter = Buffer.from('<IDS|MSG>');

const answered = [
  'kernel_info',
  'execute',
  'is_complete',
  'inspect',
  'complete',
  'comm_info',
  'shutdown',
].map((name) => `${name}_request`);

/** Requests that Jupyter sent before it knew of an error arrive within this time, in ms. */
const stragglers = 200;

/**
 * tslab's server, but for how cells are run: it numbers no cell and writes errors into the cell's stderr. This one
 * tells Jupyter which cell is the how-manieth and of its error, as other kernels do. So a notebook shows in which
 * order its cells were run, and stops at the one that failed.
 */
export class Server extends ZmqServer {
  private queue: Promise<void> = Promise.resolve();
  private count = 0;
  private failures = 0;

  constructor(
    connectionFile: string,
    private readonly parts: { handler: JupyterHandlerImpl; editor: Editor; cells: Cells },
  ) {
    super(parts.handler, connectionFile);
  }

  /** Editors also ask for what tslab has no answer to but a line on stderr: widgets, a history. */
  override async handleShellMessage(socket: Socket, ...frames: Buffer[]): Promise<void> {
    const header = frames[frames.findIndex((frame) => frame.equals(delimiter)) + 2];
    const [, type = ''] = /"msg_type":\s*"(\w+)"/.exec(header?.toString() ?? '') ?? [];
    if (answered.includes(type)) await super.handleShellMessage(socket, ...frames);
  }

  /** Cells wait for each other; those that came before one of them failed are not run any more. */
  override handleExecute(shell: unknown, message: Message): Promise<void> {
    const known = this.failures;
    this.queue = this.queue.then(() =>
      known === this.failures
        ? this.runCell(shell, message)
        : this.send(shell, message, 'execute_reply', { status: 'aborted' }),
    );
    return this.queue;
  }

  private async runCell(shell: unknown, message: Message): Promise<void> {
    const { code, stop_on_error = true } = message.content as { code: string; stop_on_error?: boolean };
    this.count += 1;
    const number = { execution_count: this.count };
    const publish = (type: string, content: object) => this.send(this.iopub, message, type, content);
    publish('execute_input', { code, ...number });
    this.direct(publish);
    const problem = await this.parts.cells.execute(code);
    if (problem) publish('error', problem);
    else this.parts.editor.remember(code);
    const status = problem ? 'error' : 'ok';
    this.send(shell, message, 'execute_reply', { status, ...number, ...problem });
    if (problem && stop_on_error) this.abortStragglers();
  }

  /** Sends whatever is printed or shown to the cell that runs now; what comes late goes to the last cell. */
  private direct(publish: (type: string, content: object) => void): void {
    for (const name of ['stdout', 'stderr'] as const) {
      const write = this.parts.handler.createWriteToIopub(name, (_, text) =>
        publish('stream', { name, text }),
      );
      process[name].write = (text: string | Uint8Array) => write(text);
    }
    displayThrough((data, update) => publish(update ? 'update_display_data' : 'display_data', data));
  }

  private abortStragglers(): void {
    this.queue = wait(stragglers).then(() => {
      this.failures += 1;
    });
  }

  private send(socket: unknown, message: Message, type: string, content: object): void {
    const reply = message.createReply();
    reply.header.msg_type = type;
    reply.content = content;
    reply.signAndSend(this.connInfo.key, socket);
  }

  override close(): void {
    super.close();
    // Threads of a backend would keep the process alive. The answer to Jupyter goes out first.
    setTimeout(() => process.exit(), 100);
  }
}
