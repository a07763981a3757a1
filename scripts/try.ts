import { readFileSync } from 'node:fs';
import { runMatrix } from '../grader/mistakes/matrix';

const stage = process.argv[2] ?? '02-attention';
const backend = (process.argv[3] ?? 'cpu') as 'cpu';
const text = readFileSync(`solutions/${stage}.ts`, 'utf8');
const versions = Array.from({ length: Number(process.argv[4] ?? 20) }, (_, i) => ({
  id: `v${i}`,
  stage,
  files: new Map([[`${stage}.ts`, i % 2 ? text.replace('.div(Math.sqrt(dHead))', '') : text]]),
}));
const t = performance.now();
const records = await runMatrix(versions, { backend, hidden: process.argv[5] === 'hidden' });
console.log((performance.now() - t) / versions.length, 'ms per version');
for (const [id, all] of [...records].slice(0, 4))
  console.log(
    id,
    all.length,
    all.filter((r) => r.outcome !== 'passed').map((r) => [r.title, r.observed, r.errorShare, r.message]),
  );
