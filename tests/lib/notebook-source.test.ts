/** Notebooks as files: made from their sources, in the form that Jupyter reads. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stages } from '../../lib/course';
import { cellsOf, notebookFolder, notebookText, sourceFolder } from '../../lib/notebooks/source';

const source = '# Title\n\nText.\n\n```ts\nconst a = 1;\n```\n\n## Question\n\nWhy?\n\n*Your answer:*\n';

describe('cellsOf', () => {
  test('cuts at code, at headings and at places for answers', () => {
    expect(cellsOf(source)).toEqual([
      { kind: 'markdown', text: '# Title\n\nText.' },
      { kind: 'code', text: 'const a = 1;' },
      { kind: 'markdown', text: '## Question\n\nWhy?' },
      { kind: 'markdown', text: '*Your answer:*' },
    ]);
  });

  test('takes a heading in code for code', () => {
    expect(cellsOf('```ts\nconst x = `\n# no heading\n`;\n```\n')).toHaveLength(1);
  });
});

describe('notebookText', () => {
  const idsOf = (text: string): string[] =>
    JSON.parse(notebookText('02-attention', text)).cells.map(({ id }: { id: string }) => id);

  test('gives the id of a cell to no other, even to one with the same text', () => {
    const twice = idsOf('```ts\n1;\n```\n\n```ts\n1;\n```\n');
    expect(new Set(twice).size).toBe(2);
  });

  test('keeps the ids of cells when one is added before them', () => {
    expect(idsOf(`# New\n\n${source}`).slice(1)).toEqual(idsOf(source));
  });

  test('changes its marker with the source', () => {
    const marker = (text: string) => JSON.parse(notebookText('x', text)).metadata.transformer_homework.source;
    expect(marker(source)).not.toBe(marker(`${source} `));
  });
});

describe.each(stages.map(({ stem, functions }) => ({ stem, functions })))('$stem', ({ stem, functions }) => {
  const written = readFileSync(join(sourceFolder, `${stem}.md`), 'utf8');
  const file = readFileSync(join(notebookFolder, `${stem}.ipynb`), 'utf8');

  test('is made from its source', () => {
    expect(file === notebookText(stem, written), 'npm run ipynb makes it anew').toBe(true);
  });

  test('has no outputs, and ids that nbformat 4.5 allows', () => {
    const { cells, nbformat, nbformat_minor } = JSON.parse(file);
    expect([nbformat, nbformat_minor]).toEqual([4, 5]);
    for (const { id, outputs, execution_count } of cells) {
      expect(id).toMatch(/^[\w-]{1,64}$/);
      expect(outputs ?? []).toEqual([]);
      expect(execution_count ?? null).toBeNull();
    }
  });

  test('imports its stage, defines none of its functions, and asks a question', () => {
    expect(written).toContain(`from './exercises/${stem}'`);
    for (const { name } of functions)
      expect(written).not.toMatch(new RegExp(`(function|const|let) ${name}\\b`));
    expect(written).toContain('*Your answer:*');
    expect(written).toContain('## Experiment');
    expect(written).toMatch(/\*\*Read first:\*\*/);
  });
});
