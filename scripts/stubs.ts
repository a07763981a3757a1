/** Writes `exercises/` from `solutions/`: `npm run stubs`, or `npm run stubs -- --check` to compare only. */
import { readFileSync, writeFileSync } from 'node:fs';
import { stages } from '../lib/course';
import { stubOf } from '../lib/runner/stub';

const check = process.argv.includes('--check');
const drifted = stages.filter(({ stem }) => {
  const file = `exercises/${stem}.ts`;
  const stub = stubOf(readFileSync(`solutions/${stem}.ts`, 'utf8'));
  if (!check) writeFileSync(file, stub);
  return readFileSync(file, 'utf8') !== stub;
});
for (const { stem } of drifted) {
  console.error(`exercises/${stem}.ts differs from the stub of solutions/${stem}.ts: run npm run stubs`);
}
process.exitCode = drifted.length === 0 ? 0 : 1;
