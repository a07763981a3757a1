/** The dashboard in a real browser. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageScript } from '../../lib/dashboard/page-script';
import { Runs } from '../../lib/dashboard/runs';
import { startServer } from '../../lib/dashboard/server';
import { shell } from '../../lib/dashboard/shell';
import { type ProcessLock, takeLock } from '../../lib/process-lock';
import { BrowserPage, chromium } from './support/browser';
import { addLines, configOf, metricsOf, writeRun } from './support/recorded-run';

/** How long the page may take to follow. */
const patience = { timeout: 20_000, interval: 50 };

describe.skipIf(!chromium)('the page of the dashboard (needs Chromium: apt-get install chromium)', () => {
  const runs = mkdtempSync(join(tmpdir(), 'dashboard-page-'));
  let server: Server;
  let page: BrowserPage;
  let lock: ProcessLock | undefined;

  beforeAll(async () => {
    const started = await startServer(
      { runs: new Runs(runs, 'runs'), page: shell(), script: await pageScript() },
      0,
    );
    server = started.server;
    page = await BrowserPage.open(`http://127.0.0.1:${started.port}/`);
  });

  afterAll(async () => {
    await page?.close();
    server?.closeAllConnections();
    server?.close();
    await lock?.release();
    rmSync(runs, { recursive: true, force: true });
  });

  const text = (selector: string) =>
    page.value(
      `[...document.querySelectorAll(${JSON.stringify(selector)})].map((found) => found.innerText).join('\\n')`,
    );
  const count = (selector: string) =>
    page.value(`document.querySelectorAll(${JSON.stringify(selector)}).length`);

  test('says how to make a first run', async () => {
    await expect.poll(() => text('main'), patience).toContain('npm run train makes the first one, in runs');
    // Whether it is still there tells whether the page was loaded again.
    await page.value('window.mark = 1');
  });

  test('shows runs as they begin, grow and end, without being loaded again', async () => {
    const going = writeRun(runs, 'going', { step: 20, looks: [3, 2.5] });
    lock = (await takeLock(join(going, '.training'))).lock;
    await expect
      .poll(() => text('.run'), patience)
      .toMatch(/going\s+going on\s+step 20 of 200 · validation 2.500\s+3m 00s left/);
    await expect.poll(() => count('.pictures svg'), patience).toBe(4);
    expect(await text('.cards')).toContain('the sample 2');
    addLines(going, 'metrics.jsonl', [metricsOf(21)]);
    await expect.poll(() => text('.run'), patience).toContain('step 21 of 200');
    await lock?.release();
    await expect.poll(() => text('.run'), patience).toContain('interrupted');
    expect(await page.value('window.mark')).toBe(1);
  });

  test('shows samples of earlier steps', async () => {
    await page.value(
      `(() => { const slider = document.querySelector('input[type=range]'); slider.value = 0;
        slider.dispatchEvent(new Event('input', { bubbles: true })); })()`,
    );
    await expect.poll(() => text('.cards'), patience).toContain('after step 10');
    expect(await text('.cards pre')).toBe('the sample 1');
  });

  test('shows what files say as text, whatever they say', async () => {
    const attack = '<img src=x onerror="window.mark = 2"><script>window.mark = 2</script>';
    const config = { ...configOf(attack), versions: { [attack]: attack } as never };
    const folder = writeRun(runs, '<i onclick=1>&amp;', { step: 3, config });
    addLines(folder, 'samples.jsonl', [{ step: 3, prompt: 'a', text: attack, temperature: 1, topK: 0 }]);
    await expect.poll(() => count('.run'), patience).toBe(2);
    await page.value(`[...document.querySelectorAll('.run input')].find((box) => !box.checked).click()`);
    await expect.poll(() => count('.cards .card'), patience).toBe(2);
    expect(await text('.cards')).toContain(attack);
    expect(await text('.facts')).toContain(attack);
    expect(await text('.run')).toContain('<i onclick=1>&amp;');
    expect(await count('main img, main script, main i[onclick]')).toBe(0);
    expect(await page.value('window.mark')).toBe(1);
  });

  test('keeps the choice of runs in its address, and hides what is not chosen', async () => {
    expect(await page.value('location.hash')).toBe(
      `#show=0:going&show=1:${encodeURIComponent('<i onclick=1>&amp;')}`,
    );
    await page.value(`document.querySelector('.run input').click()`);
    await expect.poll(() => count('.cards .card'), patience).toBe(1);
    await page.value('location.reload()');
    // Until the new page is there, the old one answers.
    await expect.poll(() => page.value('window.mark === undefined'), patience).toBe(true);
    await expect.poll(() => count('.cards .card'), patience).toBe(1);
  });

  test('says so when the dashboard was stopped; nothing was wrong until then', async () => {
    expect(page.complaints).toEqual([]);
    server.closeAllConnections();
    server.close();
    await expect
      .poll(() => text('header'), patience)
      .toContain('The dashboard was stopped: npm run dashboard');
    expect(await count('.cards .card')).toBe(1);
  });
});
