import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/root';

/** The version of an installed package, read without loading it; `none` when it is not there. */
export function installedVersion(name: string): string {
  try {
    return JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;
  } catch {
    return 'none';
  }
}
