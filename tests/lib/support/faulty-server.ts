/** A server of one file that behaves badly, one answer after the other, as told. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How one request is answered. */
export type Answer = (request: IncomingMessage, response: ServerResponse, file: Buffer) => void;

/** The byte that a request wants to begin with. */
function wished(request: IncomingMessage): number {
  return Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
}

/** Sends the headers of the part that is wished, and gives that part back. */
function head(request: IncomingMessage, response: ServerResponse, file: Buffer): Buffer {
  const from = wished(request);
  const part = file.subarray(from);
  const range = { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` };
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': part.length, ...(from > 0 ? range : {}) });
  return part;
}

/** Sends what is wished for. */
export const honest: Answer = (request, response, file) => response.end(head(request, response, file));

/** Ends the connection after some bytes. */
export const truncates =
  (bytes: number): Answer =>
  (request, response, file) => {
    response.write(head(request, response, file).subarray(0, bytes), () =>
      setTimeout(() => response.destroy(), 20),
    );
  };

/** Sends some bytes and then nothing, for ever. */
export const stalls =
  (bytes: number): Answer =>
  (request, response, file) => {
    response.write(head(request, response, file).subarray(0, bytes));
  };

/** Says that the file has another length. */
export const liesAboutLength: Answer = (_request, response, file) => {
  response.writeHead(200, { 'content-length': file.length - 10 });
  response.end(file.subarray(10));
};

/** Does not say how long the file is, and sends too much. */
export const sendsTooMuch: Answer = (_request, response, file) => {
  response.writeHead(200);
  response.end(Buffer.concat([file, Buffer.alloc(100)]));
};

/** Takes no notice of the wish for a part. */
export const ignoresRange: Answer = (_request, response, file) => {
  response.writeHead(200, { 'content-length': file.length });
  response.end(file);
};

/** Answers with an error. */
export const status =
  (code: number): Answer =>
  (_request, response) => {
    response.writeHead(code);
    response.end('no');
  };

export interface FaultyServer {
  readonly url: string;
  /** The `Range` of each request so far. */
  readonly ranges: (string | undefined)[];
  close(): void;
}

/** Serves a file; the last answer is given to all further requests. */
export async function serve(file: Buffer, ...answers: [Answer, ...Answer[]]): Promise<FaultyServer> {
  const ranges: (string | undefined)[] = [];
  const server: Server = createServer((request, response) => {
    const answer = answers[Math.min(ranges.length, answers.length - 1)] ?? honest;
    ranges.push(request.headers.range);
    answer(request, response, file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}/100-0.zip`, ranges, close };
}
