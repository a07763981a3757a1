/** The dashboard's server: what it gives, and whom it answers. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { dashboardCommand } from '../../lib/dashboard/command';
import { Runs } from '../../lib/dashboard/runs';
import { startServer } from '../../lib/dashboard/server';
import type { View } from '../../lib/dashboard/view';
import { addLines, metricsOf, writeRun } from './support/recorded-run';

const runs = mkdtempSync(join(tmpdir(), 'dashboard-server-'));
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(runs, { recursive: true, force: true });
});

describe('the server', () => {
  const folder = writeRun(runs, 'one', { step: 10, looks: [3] });
  mkdirSync(join(runs, 'ten'));
  writeFileSync(join(runs, 'ten/table.html'), '<p>the table</p>');
  const site = { runs: new Runs(runs, 'runs'), page: '<p>the page</p>', script: 'let x;' };
  const started = startServer(site).then((found) => {
    servers.push(found.server);
    return found;
  });

  interface Asked {
    readonly status: number | undefined;
    readonly body: string;
    readonly headers: IncomingMessage['headers'];
  }

  async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Asked> {
    const { port } = await started;
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path, headers, method }, (response) => {
        let body = '';
        response.on('data', (data) => {
          body += data;
        });
        response.on('end', () => resolve({ status: response.statusCode, body, headers: response.headers }));
      });
      asked.on('error', reject).end();
    });
  }

  test('listens on this machine alone', async () => {
    expect(((await started).server.address() as AddressInfo).address).toBe('127.0.0.1');
  });

  test('gives its page, script and tables, with a policy that lets nothing else run', async () => {
    const page = await ask('/');
    expect([page.status, page.body]).toEqual([200, site.page]);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(await ask('/page.js')).toMatchObject({ status: 200, body: site.script });
    const table = await ask('/sweep/ten');
    expect([table.status, table.body]).toEqual([200, '<p>the table</p>']);
    expect(table.headers['content-security-policy']).not.toContain('script-src');
  });

  test('answers no other web site', async () => {
    const { port } = await started;
    const refused: Record<string, string>[] = [
      { host: 'evil.example' },
      { host: `evil.example:${port}` },
      { host: '127.0.0.1' },
      { host: `127.0.0.1:${port}.evil.example` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of refused) {
      for (const path of ['/', '/page.js', '/view', '/sweep/ten']) {
        const { status, body } = await ask(path, headers);
        expect([status, body]).toEqual([403, 'The dashboard answers its own page only.']);
      }
    }
    expect((await ask('/', { host: `localhost:${port}`, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await ask('/view', {}, 'POST')).status).toBe(405);
  });

  test('gives no other file', async () => {
    for (const path of [
      '/sweep/one',
      '/sweep/..%2fone',
      '/sweep/%2e%2e%2fruns-1',
      '/sweep/%',
      '/runs/one/config.json',
      '/x',
    ]) {
      expect((await ask(path)).status).toBe(404);
    }
  });

  test('says nothing until something has changed', async () => {
    const first = JSON.parse((await ask('/view?show=0:one')).body) as View;
    expect(first.shown[0]).toMatchObject({
      name: 'one',
      step: 10,
      samples: [{ step: 10, text: 'the sample 1' }],
    });
    const again = `/view?show=0:one&seen=${first.version}`;
    expect(await ask(again)).toMatchObject({ status: 204, body: '' });
    addLines(folder, 'metrics.jsonl', [metricsOf(11)]);
    expect(JSON.parse((await ask(again)).body).shown[0].step).toBe(11);
  });

  test('takes the next port when one is in use, but not in place of the one that was asked for', async () => {
    const { port } = await started;
    await expect(dashboardCommand(['--port', `${port}`], runs)).rejects.toThrow(
      `Port ${port} is in use: give another --port, or leave it out`,
    );
    const other = await startServer(site);
    servers.push(other.server);
    expect(other.port).toBeGreaterThan(port);
  });
});
