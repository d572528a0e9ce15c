/**
 * How fast the loader is, as a share of a raw COPY of the same rows: `npx tsx scripts/bench-load.ts [--entries 100000]
 * [--books 1] [--pairs 5]`. Both run on one private PostgreSQL with its durable settings, turn and turn about. The raw COPY
 * sends lines made beforehand into a table of the same columns without constraints, keys or indexes; the loader checks,
 * hashes, looks up, writes the lines and keeps all constraints. Bar: median of the pairs' shares >= 0.5.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { from as copyFrom } from 'pg-copy-streams';
import { arrange } from '../src/registry/arrange.ts';
import { openRegistry, type Registry } from '../src/registry/database.ts';
import type { RegistryEntry } from '../src/registry/entry.ts';
import { loadBook } from '../src/registry/loader.ts';
import { MADE_UP_BOOK, madeUpBirths } from '../src/registry/made-up.ts';
import { copyStatement, createRowWriter } from '../src/registry/row-writer.ts';
import { ensureEmbeddedPostgres } from '../src/store/embedded/embedded.ts';

const BAR = 0.5;

const GROUP = 500;

const groupsOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));

/** The rows as the loader would send them, made beforehand. */
const copyLines = (entries: readonly RegistryEntry[]): Buffer[] =>
  groupsOf(entries, GROUP).map((group) => {
    const writer = createRowWriter('KS', { officeCode: MADE_UP_BOOK.officeCode, loadedBookId: 1 });
    for (const entry of group) {
      const { registrationYear, number, suffix } = entry.identity;
      const identity = { registrationYear: registrationYear ?? 0, number: number ?? 0, suffix };
      writer.add(entry, identity, arrange('KS', entry));
    }
    return writer.bytes();
  });

const seconds = async (work: () => Promise<void>): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};

const rawCopy = async (registry: Registry, chunks: readonly Buffer[]): Promise<number> => {
  await registry.pool.query('drop table if exists raw_events');
  await registry.pool.query('create table raw_events as select * from registry.ks_events with no data');
  await registry.pool.query('alter table raw_events alter loaded_at set default now()');
  await registry.pool.query('checkpoint');
  const client = await registry.pool.connect();
  try {
    return await seconds(async () => {
      const stream = client.query(copyFrom(copyStatement('KS', 'raw_events')));
      for (const chunk of chunks) stream.write(chunk);
      stream.end();
      await finished(stream);
    });
  } finally {
    client.release();
  }
};

const load = async (registry: Registry, books: readonly RegistryEntry[][]): Promise<number> => {
  await registry.pool.query('truncate registry.ks_events');
  await registry.pool.query('checkpoint');
  const batch = { runKey: crypto.randomUUID(), batchName: 'bench', loadedBy: 'bench' };
  return seconds(async () => {
    for (const [index, entries] of books.entries()) {
      const book = { ...MADE_UP_BOOK, volume: String(index + 1) };
      const report = await loadBook(registry, { batch, book, entries: groupsOf(entries, GROUP) });
      if (report.loaded !== entries.length) throw new Error(`loaded ${report.loaded} of ${entries.length}`);
    }
  });
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      entries: { type: 'string', default: '100000' },
      books: { type: 'string', default: '1' },
      pairs: { type: 'string', default: '5' },
    },
  });
  // As they come from the store: parsed from JSON.
  const entries = JSON.parse(JSON.stringify(madeUpBirths(Number(values.entries)))) as RegistryEntry[];
  const books = groupsOf(entries, Math.ceil(entries.length / Number(values.books)));
  const lines = copyLines(entries);
  const workspace = await mkdtemp(join(tmpdir(), 'sohoa-bench-load-'));
  const server = await ensureEmbeddedPostgres({ workspace });
  try {
    await server.createDatabaseIfMissing('registry');
    const registry = await openRegistry(server.url('registry'));
    const raws: number[] = [];
    const loads: number[] = [];
    for (let pair = 0; pair < Number(values.pairs); pair += 1) {
      // Turn about, so that neither always finds the warmer machine.
      if (pair % 2 === 0) raws.push(await rawCopy(registry, lines));
      loads.push(await load(registry, books));
      if (pair % 2 === 1) raws.push(await rawCopy(registry, lines));
      console.log(`raw COPY ${raws[pair]?.toFixed(2)} s   loader ${loads[pair]?.toFixed(2)} s`);
    }
    await registry.close();
    const share = median(raws.map((raw, i) => raw / (loads[i] ?? Number.NaN)));
    const rate = (s: number): string => Math.round(entries.length / s).toLocaleString('en');
    console.log(
      `${entries.length} births in ${books.length} book(s), medians of ${raws.length}: ` +
        `raw COPY ${rate(median(raws))}/s, loader ${rate(median(loads))}/s; ` +
        `share of raw COPY ${share.toFixed(2)} (bar ${BAR})`,
    );
    const busy = loadavg()[0] ?? 0;
    if (busy > availableParallelism() + 1) {
      // The loader works in two processes, the raw COPY in one: whoever else uses the machine slows down only the loader.
      console.log(`load average ${busy.toFixed(1)}: the machine is busy, the share is too low`);
    }
    process.exitCode = share >= BAR ? 0 : 1;
  } finally {
    await server.stop();
    await rm(workspace, { recursive: true, force: true });
  }
};

await main();
