/** Finds entries of a zip that lie on the same bytes: what zip bombs and zips that hold themselves are made of. */
import type { Entry as ZipEntry } from 'yauzl';

/** The bytes of an entry, from its header to its end. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Of a local header, before the name. */
const headerBytes = 30;

/** The bytes that an entry takes at least: there may be extra fields and a data descriptor as well. */
export function spanOf({ relativeOffsetOfLocalHeader, fileNameLength, compressedSize }: ZipEntry): Span {
  const start = relativeOffsetOfLocalHeader;
  return { start, end: start + headerBytes + fileNameLength + compressedSize };
}

/** All of the spans that share bytes with another. */
export function overlapping(spans: readonly Span[]): Set<Span> {
  const shared = new Set<Span>();
  let furthest: Span | undefined;
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    if (furthest && span.start < furthest.end) shared.add(furthest).add(span);
    if (!furthest || span.end > furthest.end) furthest = span;
  }
  return shared;
}
