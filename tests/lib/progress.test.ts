import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startProgress } from '../../lib/terminal/progress';

/** Collects what is written; a terminal when `isTTY`. */
function collect(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 100 });
  let text = '';
  stream.on('data', (chunk) => {
    text += String(chunk);
  });
  return { stream, text: () => text };
}

describe('startProgress', () => {
  beforeEach(() => void vi.stubEnv('CI', ''));
  afterEach(() => void vi.unstubAllEnvs());

  test('prints the first, every tenth part and the last where no person looks', () => {
    const { stream, text } = collect(false);
    const progress = startProgress({ label: 'training', total: 50, stream });
    for (let done = 1; done <= 13; done += 1) progress.update(done, `loss ${done}`);
    progress.stop();
    progress.stop();
    expect(text()).toBe(
      'training 1/50  loss 1\ntraining 5/50  loss 5\ntraining 10/50  loss 10\ntraining 13/50  loss 13\n',
    );
  });

  test('prints a line once and nothing when nothing was done', () => {
    const { stream, text } = collect(false);
    startProgress({ label: 'training', total: 3, stream }).stop();
    expect(text()).toBe('');
    const progress = startProgress({ label: 'training', total: 3, stream });
    progress.update(1, '');
    progress.stop();
    expect(text()).toBe('training 1/3\n');
  });

  test('draws a bar on a terminal', () => {
    const { stream, text } = collect(true);
    const progress = startProgress({ label: 'training', total: 4, stream });
    progress.update(2, 'loss 1.5');
    progress.stop();
    expect(text()).toContain(`training ${'█'.repeat(12)}${'░'.repeat(12)} 2/4  loss 1.5`);
  });

  test('draws no bar in CI', () => {
    vi.stubEnv('CI', 'true');
    const { stream, text } = collect(true);
    const progress = startProgress({ label: 'training', total: 4, stream });
    progress.update(1, 'loss 2');
    progress.stop();
    expect(text()).toBe('training 1/4  loss 2\n');
  });
});
