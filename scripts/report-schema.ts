/** Writes the JSON Schema of the report: `npm run schema`; with `--check` compares only. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { publishedPath, publishedSchema } from '../grader/report/json-schema';

const schema = publishedSchema();
if (!process.argv.includes('--check')) writeFileSync(publishedPath, schema);
const published = existsSync(publishedPath) ? readFileSync(publishedPath, 'utf8') : '';
if (published !== schema) {
  console.error(`${publishedPath} is not what the schema says: run npm run schema`);
  process.exitCode = 1;
}
