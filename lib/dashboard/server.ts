/** The dashboard's web server: for this machine alone, and for no other web site. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Runs } from './runs';
import { wantedIn } from './view';

/** Only programs of this machine reach it. */
const host = '127.0.0.1';

/** Where to listen when nothing is said: here, or at the next free port. */
export const usualPort = 7878;
const triedPorts = 20;

/** What a browser may do with any answer: neither guess what it is, nor show it in the page of another site. */
const headers = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/** No page of this server runs a script but its own, or is shown inside another one. */
const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";
const ownPolicy = `${pagePolicy}; script-src 'self'; connect-src 'self'`;

export interface Site {
  readonly runs: Runs;
  /** The page itself, and its script. */
  readonly page: string;
  readonly script: string;
}

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly policy?: string;
  readonly body?: string;
}

/**
 * Starts the server.
 *
 * @param port - the one to use; without it a free one near {@link usualPort}
 * @throws {Error} with the code of the system, as `EADDRINUSE`, when it cannot be had
 */
export async function startServer(site: Site, port?: number): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => void respond(site, request, response));
  const last = port ?? usualPort + triedPorts;
  for (let tried = port ?? usualPort; ; tried += 1) {
    try {
      await listen(server, tried);
      return { server, port: (server.address() as AddressInfo).port };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || tried >= last) throw error;
    }
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function respond(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, type, policy, body = '' } = await answer(site, request).catch(failure);
  response.writeHead(status, {
    ...headers,
    ...(type && { 'content-type': `${type}; charset=utf-8` }),
    ...(policy && { 'content-security-policy': policy }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function failure(error: unknown): Answer {
  return { status: 500, type: 'text/plain', body: error instanceof Error ? error.message : String(error) };
}

async function answer(site: Site, request: IncomingMessage): Promise<Answer> {
  if (isFromElsewhere(request)) {
    return { status: 403, type: 'text/plain', body: 'The dashboard answers its own page only.' };
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405 };
  const { pathname, search, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/') return { status: 200, type: 'text/html', policy: ownPolicy, body: site.page };
  if (pathname === '/page.js') return { status: 200, type: 'text/javascript', body: site.script };
  if (pathname === '/view') {
    const view = await site.runs.view(wantedIn(search), searchParams.get('seen') ?? undefined);
    if (!view) return { status: 204 };
    return { status: 200, type: 'application/json', body: JSON.stringify(view) };
  }
  return sweepTable(site, pathname);
}

async function sweepTable({ runs }: Site, pathname: string): Promise<Answer> {
  const [, name = ''] = /^\/sweep\/([^/]+)$/.exec(pathname) ?? [];
  const file = runs.tableOf(decoded(name));
  if (!file) return { status: 404, type: 'text/plain', body: 'There is no such page.' };
  return { status: 200, type: 'text/html', policy: pagePolicy, body: await readFile(file, 'utf8') };
}

/** A name as it stands in an address; empty when it cannot be one. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/**
 * Whether another web site asks: under a name of its own that leads here, which its Host tells, or from its page.
 */
function isFromElsewhere({ headers: { host: asked = '', ...others }, socket }: IncomingMessage): boolean {
  const port = socket.localPort;
  const site = others['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return asked !== `${host}:${port}` && asked !== `localhost:${port}`;
}
