import { rightUnless } from './answer';
import { readdirSync, readFileSync } from 'node:fs';

export const positionalEncoding = rightUnless(() => {
  const others = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const commands = others.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  return commands.length > 0 && `read ${commands.length} commands`;
});
