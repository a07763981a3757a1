/** Writes the JSON Schema of the report: `tsx scripts/report-schema.ts`; with `--check` compares only. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { publishedPath, publishedSchema } from '../grader/report/json-schema';

const schema = publishedSchema();
if (!process.argv.includes('--check')) writeFileSync(publishedPath, schema);
const published = existsSync(publishedPath) ? readFileSync(publishedPath, 'utf8') : '';
if (published !== schema) {
  console.error(`${publishedPath} is not what the schema says: run tsx scripts/report-schema.ts`);
  process.exitCode = 1;
}
