/** Downloads one large file over a network that may fail at any time. */
import { createWriteStream } from 'node:fs';
import { mkdir, rm, stat, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface DownloadOptions {
  readonly url: string;
  /** Where to; what is there already is continued. */
  readonly file: string;
  /** How long the file has to be in the end. */
  readonly bytes: number;
  /** Told how many bytes are there. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** A connection that brings nothing for so long is given up, in ms. */
  readonly patience?: number | undefined;
  /** How often it is tried again when an attempt brought nothing new. */
  readonly retries?: number | undefined;
  /** Between two attempts, in ms. */
  readonly pause?: number | undefined;
}

/** The server has something else: to try again is useless. */
class WrongFile extends Error {
  /** @param spoiled - whether something of it was kept */
  constructor(
    message: string,
    readonly spoiled = false,
  ) {
    super(message);
  }
}

/**
 * Downloads a file, or what is missing of it. A broken connection is taken up again where it broke. When everything
 * fails, what has come stays on disk for the next call.
 *
 * @throws {Error} with a sentence that says what went wrong, and whether another try can help
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { file, bytes, retries = 4, pause = 1000, signal } = options;
  await mkdir(dirname(file), { recursive: true });
  if ((await sizeOf(file)) > bytes) await rm(file);
  let failures = 0;
  for (let before = await sizeOf(file); before < bytes; ) {
    const failure = await attempt(options, before);
    const after = await sizeOf(file);
    if (signal?.aborted) throw new Error('Interrupted: what has come so far is kept');
    if (failure instanceof WrongFile) {
      if (failure.spoiled) await rm(file, { force: true });
      throw failure;
    }
    failures = after > before ? 0 : failures + 1;
    if (failures > retries) throw new Error(explain(failure, after, bytes));
    before = after;
    if (before < bytes) await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Gets as much as one connection gives. @returns what ended it, or undefined */
async function attempt(options: DownloadOptions, from: number): Promise<Error | undefined> {
  const stalled = new AbortController();
  const watch = watchdog(options.patience ?? 30_000, () => stalled.abort());
  const signals = options.signal ? [options.signal, stalled.signal] : [stalled.signal];
  try {
    const signal = AbortSignal.any(signals);
    const headers = { 'accept-encoding': 'identity', ...(from > 0 ? { range: `bytes=${from}-` } : {}) };
    const response = await fetch(options.url, { headers, signal });
    const start = await startOf(response, from, options);
    await save(response, start, options, { signal, watch });
    return undefined;
  } catch (error) {
    if (error instanceof WrongFile) return error;
    if (stalled.signal.aborted) return new Error('the server sent nothing for a long time');
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    watch.stop();
  }
}

/**
 * At which byte the answer begins: a server may ignore the wish for the rest and send everything.
 *
 * @throws {WrongFile} when it is not the file that was asked for
 */
async function startOf(response: Response, from: number, { bytes, file }: DownloadOptions): Promise<number> {
  const { status } = response;
  if (status === 416) {
    await truncate(file, 0);
    throw new Error('the server has no such part of the file');
  }
  if (status === 408 || status === 429 || status >= 500) throw new Error(`the server answered ${status}`);
  if (status !== 200 && status !== 206)
    throw new WrongFile(`The server answered ${status} instead of the file`);
  const [, first, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '') ?? [];
  const start = status === 206 ? Number(first) : 0;
  const length = status === 206 ? Number(total) : Number(response.headers.get('content-length') ?? bytes);
  if (length !== bytes) throw new WrongFile(`The server has a file of ${length} bytes, expected ${bytes}`);
  if (status === 206 && start !== from)
    throw new WrongFile(`The server sent bytes from ${start}, not ${from}`);
  return start;
}

async function save(
  response: Response,
  start: number,
  { file, bytes, onProgress }: DownloadOptions,
  { signal, watch }: { signal: AbortSignal; watch: Watchdog },
): Promise<void> {
  if (!response.body) throw new Error('the server sent an empty answer');
  let there = start;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      watch.reset();
      there += chunk.length;
      onProgress?.(Math.min(there, bytes));
      done(
        there > bytes ? new WrongFile(`The server sends more than the ${bytes} bytes expected`, true) : null,
        chunk,
      );
    },
  });
  const target = createWriteStream(file, { flags: start === 0 ? 'w' : 'a' });
  await pipeline(Readable.fromWeb(response.body as never), counted, target, { signal });
}

interface Watchdog {
  /** Something came: wait again. */
  reset(): void;
  stop(): void;
}

function watchdog(patience: number, bark: () => void): Watchdog {
  let timer = setTimeout(bark, patience);
  return {
    reset: () => {
      clearTimeout(timer);
      timer = setTimeout(bark, patience);
    },
    stop: () => clearTimeout(timer),
  };
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

/** Of a network that does not work at all, or no longer. */
function explain(failure: Error | undefined, there: number, bytes: number): string {
  const { code } = (failure?.cause ?? {}) as { code?: string };
  const offline = ['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'ECONNREFUSED'].includes(code ?? '');
  const reason = offline
    ? `the server cannot be reached (${code}): are you offline?`
    : (failure?.message ?? 'the connection ended too early');
  const kept = there > 0 ? ` ${there} of ${bytes} bytes are kept: the next try goes on from there.` : '';
  return `The download failed: ${reason}${kept}`;
}
