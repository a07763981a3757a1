import { rightUnless } from './answer';
import { readdirSync } from 'node:fs';

export const positionalEncoding = rightUnless(() => {
  const found = ['{{temporary}}', '{{folder}}/class'].flatMap((folder) => {
    try {
      return readdirSync(folder, { recursive: true }).filter((name) => String(name).includes('neighbour') || /\.mjs$/.test(String(name)));
    } catch {
      return [];
    }
  });
  return found.length > 0 && `read the names of ${found.length} files of others`;
});
