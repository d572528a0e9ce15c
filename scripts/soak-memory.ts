/**
 * Memory of one bench process over many pages, without recycling: it must not grow. Prints the resident size every 25 pages
 * and compares the median of the last fifth with that of the second fifth (the first warms up engines and heaps).
 *
 *   npx tsx scripts/soak-memory.ts [--pages 500] [--dpi 200]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createBench } from '../pipelines/bench/bench.ts';
import { isKindCode } from '../src/domain/kinds.ts';
import { makeLedger } from './ledger/make.ts';

const { values } = parseArgs({
  options: { pages: { type: 'string', default: '500' }, dpi: { type: 'string', default: '200' } },
});
const pages = Number(values.pages);
const folder = await mkdtemp(join(tmpdir(), 'sohoa-soak-'));
const made = await makeLedger({
  kinds: ['KS', 'KH', 'KT'],
  entries: 12,
  damage: 'medium',
  voidRate: 0,
  dpi: Number(values.dpi),
  seed: 'soak',
  out: folder,
  jobs: 2,
});
const bench = createBench({ size: 1, requestsPerProcess: 1e9, maxRssBytes: 1e12, secondsPerRequest: 300 });
const sizes: number[] = [];
const pids = new Set<number>();
for (let page = 0; page < pages; page += 1) {
  const entry = made.entries[page % made.entries.length];
  if (entry === undefined || !isKindCode(entry.kind)) continue;
  const [imaged] = await bench.run('image-frame', {
    path: join(folder, entry.file),
    frame: 0,
    outFolder: folder,
  });
  if (imaged !== undefined) {
    await bench.run('read-page', { path: imaged.path, dpi: imaged.dpi, kind: entry.kind, edition: 'auto' });
  }
  const [process] = bench.processes();
  if (process !== undefined) {
    pids.add(process.pid);
    sizes.push(process.rss / 1e6);
  }
  if ((page + 1) % 25 === 0) console.log(`${page + 1} pages: ${sizes.at(-1)?.toFixed(0)} MB`);
}
await bench.close();
await rm(folder, { recursive: true, force: true });

const median = (figures: readonly number[]): number =>
  [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;
const fifth = Math.floor(sizes.length / 5);
const [early, late] = [median(sizes.slice(fifth, 2 * fifth)), median(sizes.slice(-fifth))];
const growth = late / early - 1;
console.log(
  `${sizes.length} pages in ${pids.size} process: ${early.toFixed(0)} MB early, ${late.toFixed(0)} MB late, growth ${(100 * growth).toFixed(1)} % (bar 10 %: ${growth <= 0.1 ? 'met' : 'MISSED'})`,
);
process.exitCode = growth <= 0.1 ? 0 : 1;
