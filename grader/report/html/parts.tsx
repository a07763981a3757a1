/** Small parts that the pages share. */
import type { ComponentChildren } from 'preact';
import type { Shades } from '../../../lib/charts/theme';
import { cleanLine, cleanText } from '../../clean';
import type { Status } from '../schema';
import { formatPoints, statusSigns, statusWords } from '../wording';

/** Who reads a page: a student's has no link and nothing of hidden tests. */
export type Reader = 'instructor' | 'student';

/** The name of a submission, kept apart from the direction of the text around it. */
export function Name({ name }: { name: string }) {
  return <bdi>{cleanLine(name) || 'without a name'}</bdi>;
}

/** A status with sign, word and colour. */
export function Badge(part: { status: Status; blockedBy?: string | undefined }) {
  return (
    <span class={`badge ${statusClass(part.status)}`}>
      {statusSigns[part.status]} {statusWords(part)}
    </span>
  );
}

/** The class in the style sheet. */
export function statusClass(status: Status): string {
  return status.replace(' ', '-');
}

/** `5.33 / 8`. */
export function Points({ score, maxScore }: { score: number; maxScore: number }) {
  return (
    <span class="number">
      {formatPoints(score)} / {formatPoints(maxScore)}
    </span>
  );
}

/** The likely cause of a failure. */
export function Hint({ children }: { children: string }) {
  return (
    <p class="hint">
      <b>Likely cause:</b> {cleanText(children)}
    </p>
  );
}

/** A chart that was drawn from a specification of this program. */
export function Chart({ svg }: { svg: string }) {
  // Not escaped: drawn by vega, which escapes the text in it
  return <div dangerouslySetInnerHTML={{ __html: svg }} />;
}

interface PictureProps {
  readonly title: string;
  /** What the picture shows, in words. */
  readonly caption: ComponentChildren;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

/** A picture with its title above and its meaning below. */
export function Picture({ title, caption, wide = false, children }: PictureProps) {
  return (
    <figure class={wide ? 'card wide' : 'card'}>
      <h3>{title}</h3>
      {children}
      <figcaption>{caption}</figcaption>
    </figure>
  );
}

/** The key to the colours of heat maps. */
export function Ramp({ shades, missing = false }: { shades: Shades; missing?: boolean }) {
  return (
    <p class="key">
      <span>{shades === 'diverging' ? '−1' : '0'}</span>
      <span class={`ramp ${shades}`} />
      <span>1</span>
      {missing && (
        <span class="entry">
          <span class="swatch" style="background: var(--missing)" /> not a number
        </span>
      )}
    </p>
  );
}
