/** A page in headless Chromium, driven through the pipe of its DevTools protocol. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const programs = [process.env.CHROMIUM ?? '', 'chromium', 'chromium-browser', 'google-chrome'];

/** The program to use; undefined when there is none. */
export const chromium = programs.find((name) => name !== '' && spawnSync(name, ['--version']).status === 0);

/** Nothing but the page: no network of its own, no sandbox, which root cannot have. */
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-pipe',
  '--window-size=1366,900',
];

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** One page of one browser. */
export class BrowserPage {
  /** Exceptions of the page, and what its security policy refused. */
  readonly complaints: string[] = [];
  #session: string | undefined;
  #last = 0;
  #text = '';
  readonly #waiting = new Map<number, (message: Message) => void>();

  private constructor(
    readonly child: ChildProcess,
    readonly profile: string,
  ) {
    (child.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => this.#read(text));
  }

  static async open(url: string): Promise<BrowserPage> {
    const profile = mkdtempSync(join(tmpdir(), 'browser-'));
    const stdio = ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] as const;
    const child = spawn(chromium ?? '', [...flags, `--user-data-dir=${profile}`], { stdio: [...stdio] });
    const page = new BrowserPage(child, profile);
    const { targetId } = await page.#ask('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await page.#ask('Target.attachToTarget', { targetId, flatten: true });
    page.#session = sessionId as string;
    for (const domain of ['Page', 'Runtime', 'Log']) await page.#ask(`${domain}.enable`, {});
    await page.#ask('Page.navigate', { url });
    return page;
  }

  /** The value of an expression in the page. */
  async value(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.#ask('Runtime.evaluate', {
      expression,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value?: unknown }).value;
  }

  async screenshot(file: string): Promise<void> {
    const { data } = await this.#ask('Page.captureScreenshot', { format: 'png' });
    writeFileSync(file, Buffer.from(data as string, 'base64'));
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('close', resolve));
    this.child.kill('SIGKILL');
    await ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #ask(method: string, params: object): Promise<Record<string, unknown>> {
    this.#last += 1;
    const [id, sessionId] = [this.#last, this.#session];
    (this.child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) =>
        result ? resolve(result) : reject(new Error(`${method}: ${error?.message}`)),
      );
    });
  }

  #read(text: string): void {
    const pieces = (this.#text + text).split('\0');
    this.#text = pieces.pop() ?? '';
    for (const piece of pieces) this.#hear(JSON.parse(piece) as Message);
  }

  #hear(message: Message): void {
    if (message.id !== undefined) this.#waiting.get(message.id)?.(message);
    else if (message.method === 'Runtime.exceptionThrown' || message.method === 'Log.entryAdded') {
      this.complaints.push(JSON.stringify(message.params));
    }
  }
}
