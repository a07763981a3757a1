/** Text in columns of a terminal: how wide it is, how it is cut and how it is wrapped. */

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Emoji and the letters of East Asia take two columns. */
const wide =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;

/** The number of columns that a text without escape sequences takes. */
export function columnsOfText(text: string): number {
  return pieces(text).reduce((sum, piece) => sum + width(piece), 0);
}

/** Cuts a text to at most `columns`; `…` stands for what is left out. */
export function truncate(text: string, columns: number): string {
  if (columnsOfText(text) <= columns) return text;
  return `${take(text, columns - 1)}…`;
}

/** Lines of at most `columns`, broken between words where possible, each with `indent` in front. */
export function wrap(text: string, columns: number, indent = ''): string {
  const room = columns - indent.length;
  const lines = text.split('\n').flatMap((line) => wrapLine(line, room));
  return lines.map((line) => `${indent}${line}`.trimEnd()).join('\n');
}

function wrapLine(line: string, room: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ').flatMap((long) => chop(long, room))) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (columnsOfText(longer) <= room) {
      current = longer;
      continue;
    }
    lines.push(current);
    current = word;
  }
  return [...lines, current];
}

function chop(word: string, room: number): string[] {
  const parts: string[] = [];
  let rest = word;
  while (columnsOfText(rest) > room) {
    const part = take(rest, room);
    parts.push(part);
    rest = rest.slice(part.length);
  }
  return [...parts, rest];
}

function take(text: string, columns: number): string {
  let used = 0;
  let taken = '';
  for (const piece of pieces(text)) {
    used += width(piece);
    if (used > columns) break;
    taken += piece;
  }
  return taken;
}

function pieces(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

function width(grapheme: string): number {
  return wide.test(grapheme) ? 2 : 1;
}
