/** Asks the server again and again for what has changed. */
import { useEffect, useState } from 'preact/hooks';
import { type View, type Wanted, wantedText } from '../view';
import { document } from './browser';

/** Between two questions, in ms: a multiple of what the last answer took, so that a training is left in peace. */
const pause = { least: 1000, most: 3000, multiple: 5 };

export interface Followed {
  readonly view: View | undefined;
  /** Why there is no answer; the last one stays. */
  readonly problem: string | undefined;
}

export function useView(wanted: readonly Wanted[]): Followed {
  const [followed, setFollowed] = useState<Followed>({ view: undefined, problem: undefined });
  const asked = wanted.map(wantedText).join('&');
  useEffect(() => {
    const stop = new AbortController();
    let seen = '';
    const ask = async () => {
      if (document.hidden) return;
      const answer = await fetchView(`${asked}&seen=${seen}`, stop.signal);
      if (stop.signal.aborted) return;
      if (answer.view) seen = answer.view.version;
      setFollowed((last) => ({ view: answer.view ?? last.view, problem: answer.problem }));
    };
    void repeat(ask, stop.signal);
    return () => stop.abort();
  }, [asked]);
  return followed;
}

async function repeat(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const began = Date.now();
    await work();
    const wait = Math.min(pause.most, Math.max(pause.least, pause.multiple * (Date.now() - began)));
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** Nothing but `undefined` when nothing has changed. */
async function fetchView(query: string, signal: AbortSignal): Promise<Followed> {
  try {
    const response = await fetch(`/view?${query}`, { signal });
    if (response.status === 204) return { view: undefined, problem: undefined };
    if (response.ok) return { view: (await response.json()) as View, problem: undefined };
    return { view: undefined, problem: `The dashboard failed: ${await response.text()}` };
  } catch {
    return { view: undefined, problem: 'The dashboard was stopped: npm run dashboard' };
  }
}
