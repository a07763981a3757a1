/** What the student's functions look like: the positional encoding, and what the trained heads attend to. */

import { type Difference, difference, shapeOf } from '../../../lib/charts/positional-encoding';
import { cleanText } from '../../clean';
import type { PicturesReport } from '../schema';
import { formatPoints } from '../wording';
import { Chart, Picture, Ramp } from './parts';

/** The pictures of a submission as SVG. */
export interface PictureCharts {
  readonly student?: string | undefined;
  readonly expected?: string | undefined;
  /** Only when student and expected differ. */
  readonly difference?: string | undefined;
  /** One for each head. */
  readonly heads: readonly string[];
  /** Influence by replacing tokens, and by gradient. */
  readonly perturbation?: string | undefined;
  readonly gradient?: string | undefined;
}

type Encodings = NonNullable<PicturesReport['positionalEncoding']>;

/** The section of the pictures, or nothing when there are none. */
export function Pictures({ pictures, charts }: { pictures: PicturesReport; charts: PictureCharts }) {
  const { positionalEncoding, attentionPattern, influence } = pictures;
  if (!positionalEncoding && !attentionPattern && !influence) return null;
  return (
    <section aria-labelledby="pictures">
      <h2 id="pictures">Pictures</h2>
      <div class="pictures">
        {positionalEncoding && <Encoding encodings={positionalEncoding} charts={charts} />}
        {attentionPattern && (
          <Picture
            wide
            title="Attention of the trained model"
            caption="First block, on one string: what each query (row) takes from each key (column). Above the diagonal lies the future: it has to stay empty. Look in the second half for a line that falls from right to left: each token looks back at its mirror image."
          >
            <Panels panels={charts.heads.map((svg, head) => [`Head ${head + 1}`, svg])} />
            <Ramp shades="sequential" missing={attentionPattern.patterns.flat(2).includes(null)} />
          </Picture>
        )}
        {influence && <Influence influence={influence} charts={charts} />}
      </div>
    </section>
  );
}

function Encoding({ encodings, charts }: { encodings: Encodings; charts: PictureCharts }) {
  const { student, expected } = encodings;
  const panels: [string, string | undefined][] = [
    ['Yours', charts.student],
    ['Expected', charts.expected],
    ['Yours minus expected', charts.difference],
  ];
  return (
    <Picture wide title="Positional encoding" caption={comparison(encodings, difference(student, expected))}>
      <Panels panels={panels} />
      <Ramp shades="diverging" missing={student.flat().includes(null)} />
    </Picture>
  );
}

function Influence({
  influence,
  charts,
}: {
  influence: NonNullable<PicturesReport['influence']>;
  charts: PictureCharts;
}) {
  const panels: [string, string | undefined][] = [
    ['When the token is replaced', charts.perturbation],
    ['By gradient', charts.gradient],
  ];
  return (
    <Picture
      wide
      title="Which token changes which logits"
      caption={
        <>
          {cleanText(influence.sentence)} Measured on a small model with random weights: darker is more. The
          dashed cells are the future: they have to stay empty, and a red cross marks what is seen of it.
        </>
      }
    >
      <Panels panels={panels} />
    </Picture>
  );
}

/** How the student's encoding compares with the expected one, in a sentence. */
export function comparison({ student, expected }: Encodings, wrong: Difference | undefined): string {
  if (shapeOf(student) !== shapeOf(expected)) {
    return `Yours has ${shapeOf(student)} numbers, expected were ${shapeOf(expected)} (positions × columns).`;
  }
  if (!wrong) return 'Yours and the expected one are equal.';
  if (wrong.largest === null) return 'Yours holds no numbers.';
  return `The largest difference is ${formatPoints(wrong.largest) === '0' ? wrong.largest.toPrecision(2) : formatPoints(wrong.largest)}. All pictures have the same colours, and what lies outside −1 and 1 gets the last one.`;
}

function Panels({ panels }: { panels: readonly (readonly [string, string | undefined])[] }) {
  return (
    <div class="panels">
      {panels.map(
        ([title, svg]) =>
          svg && (
            <div>
              <h4>{title}</h4>
              <Chart svg={svg} />
            </div>
          ),
      )}
    </div>
  );
}
