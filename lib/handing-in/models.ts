/** The report of the trained models that is handed in for them: a table, no weights and no logs. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readEnds } from '../language-model/read-run';

/** Its name in the submission. */
export const modelsFile = 'models.md';

/**
 * What was trained, as a table in Markdown; nothing when nothing was.
 *
 * @param runs - the folder of all runs
 */
export function modelsReport(runs: string): string | undefined {
  const names = existsSync(runs) ? readdirSync(runs).sort() : [];
  const rows = names.map((name) => rowOf(join(runs, name))).filter((row) => row !== undefined);
  if (rows.length === 0) return undefined;
  const head = [
    'run',
    'text',
    'tokens',
    'parameters',
    'steps',
    'validation loss',
    'perplexity',
    'accuracy',
    'ended',
  ];
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `# Trained models\n\n${lines.join('\n')}\n`;
}

function rowOf(folder: string): string[] | undefined {
  const {
    config: { value: config },
    result: { value: result },
  } = readEnds(folder);
  if (!config) return undefined;
  const { name, text, parameters, settings } = config;
  const { loss, perplexity, accuracy } = result?.validation ?? {};
  const cells = [
    ...[name, text.name, `${settings.tokenizer}s`, parameters, result?.steps ?? '–'],
    ...[loss, perplexity, accuracy].map((value) => value?.toFixed(3) ?? '–'),
    result?.ended ?? 'not finished',
  ];
  return cells.map((cell) => String(cell).replaceAll('|', '/'));
}
