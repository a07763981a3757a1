/** What a run wrote, from the first look to the last, and what is to be said of it. */
import { useState } from 'preact/hooks';
import { runColour } from '../../charts/run-colours';
import type { RunDetail } from '../view';

export function SampleCard({ run }: { run: RunDetail }) {
  const { name, colour, state, perplexity, problems, notes } = run;
  return (
    <section class="card" style={{ borderTopColor: runColour(colour) }}>
      <div class="line">
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <span class={`badge ${state.replace(' ', '-')}`}>{state}</span>
        {perplexity !== undefined && <span class="small muted">perplexity {perplexity.toFixed(2)}</span>}
      </div>
      <Warnings texts={problems} look="warning bad" />
      <Warnings texts={notes} look="warning" />
      <Samples run={run} />
    </section>
  );
}

function Warnings({ texts, look }: { texts: readonly string[]; look: string }) {
  return (
    <>
      {texts.map((text) => (
        <p key={text} class={look}>
          {text}
        </p>
      ))}
    </>
  );
}

function Samples({ run: { name, samples } }: { run: RunDetail }) {
  // Undefined: the newest one, whichever that is.
  const [step, setStep] = useState<number | undefined>(undefined);
  const found = samples.findIndex((sample) => sample.step === step);
  const index = found < 0 ? samples.length - 1 : found;
  const sample = samples[index];
  if (!sample) return <p class="small muted">No samples yet.</p>;
  const choose = (next: number) => setStep(next === samples.length - 1 ? undefined : samples[next]?.step);
  return (
    <>
      <label>
        <span class="number">after step {sample.step.toLocaleString('en')}</span>
        <input
          type="range"
          min={0}
          max={samples.length - 1}
          value={index}
          aria-label={`Samples of ${name}, from the first to the last`}
          onInput={(event) => choose(Number((event.currentTarget as unknown as { value: string }).value))}
        />
      </label>
      <pre>
        <bdi>{sample.text}</bdi>
      </pre>
    </>
  );
}
