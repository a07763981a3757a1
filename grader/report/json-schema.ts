/** The JSON Schema of `report.json`, for readers in other languages; made from the schema in `schema.ts`. */
import { z } from 'zod';
import { reportSchema, reportVersion } from './schema';

/** Where the published schema lies, from the root of the repository. */
export const publishedPath = 'docs/report.schema.json';

/** The text of the published schema, draft 2020-12. */
export function publishedSchema(): string {
  const { $schema, ...rest } = z.toJSONSchema(reportSchema);
  const title = `Report of the transformer homework, version ${reportVersion}`;
  return `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
}
