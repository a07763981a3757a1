/** Notebooks are written as Markdown with fenced TypeScript; what Jupyter opens is made from that. */
import { join } from 'node:path';
import { root } from '../root';
import { sha256Of } from '../text/sha256';
import { kernelInfo } from './kernel-spec';

/** Where the notebooks are, and what they are made from. */
export const notebookFolder = join(root, 'notebooks');
export const sourceFolder = join(notebookFolder, 'source');

interface Cell {
  readonly kind: 'markdown' | 'code';
  readonly text: string;
}

/**
 * A notebook as the text of an `.ipynb` file, nbformat 4.5, without outputs. Each fenced block of `ts` is a cell of
 * code, each part of the text from one heading to the next is a cell of Markdown, and so is the place of an answer.
 *
 * @param stem - of the stage
 * @param source - the Markdown
 */
export function notebookText(stem: string, source: string): string {
  const used = new Map<string, number>();
  const notebook = {
    cells: cellsOf(source).map((cell) => jupyterCell(cell, used)),
    metadata: {
      kernelspec: kernelInfo,
      language_info: { name: 'typescript', mimetype: 'text/typescript', file_extension: '.ts' },
      transformer_homework: { stage: stem, source: sha256Of(source) },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

/** The cells of a source, in order. */
export function cellsOf(source: string): Cell[] {
  // Every other part is what a fence encloses.
  const parts = source.split(/^```ts\n([\s\S]*?)^```$/m);
  return parts.flatMap((part, index): Cell[] =>
    index % 2 === 1
      ? [{ kind: 'code', text: part.trimEnd() }]
      : part
          .split(/^(?=#{1,3} |\*Your answer)/m)
          .map((text): Cell => ({ kind: 'markdown', text: text.trim() }))
          .filter(({ text }) => text !== ''),
  );
}

/** With an id that stays when cells before it change. */
function jupyterCell({ kind, text }: Cell, used: Map<string, number>) {
  const name = sha256Of(kind + text).slice(0, 8);
  const before = used.get(name) ?? 0;
  used.set(name, before + 1);
  const id = before === 0 ? name : `${name}-${before}`;
  const source = text.split(/(?<=\n)/);
  return kind === 'markdown'
    ? { cell_type: kind, id, metadata: {}, source }
    : { cell_type: kind, execution_count: null, id, metadata: {}, outputs: [], source };
}
