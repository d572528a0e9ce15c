/**
 * Made-up table ledgers (1961–1998) against their truth: rows found, places of cells, what each row is, and with `--read`
 * the fields of the entries, all behind intake's straightening and without a database.
 *
 *   npx tsx scripts/measure-table-ledgers.ts [--kinds KS,KH,KT] [--entries 24] [--hand print] [--damage medium] [--rows mixed]
 *     [--seed eval-1] [--read] [--worst] [--overlay DIR] [--strikes 0.1] [--voids 0.04] [--years 2] [--keep DIR]
 *
 * `--keep` leaves what was drawn in a folder, and takes it from there the next time.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { orientByKnownForms } from '../pipelines/bench/orient.ts';
import { cellBox, findPageTable, type PageTable, tableEditions } from '../pipelines/bench/page-table.ts';
import { readTable } from '../pipelines/bench/read-table.ts';
import type { KindCode } from '../src/domain/kinds.ts';
import { sameValue } from '../src/domain/values.ts';
import { applyTo, type Box, type Mat3, type Point } from '../src/imaging/geometry.ts';
import type { Picture } from '../src/imaging/raster.ts';
import { straightenFile } from '../src/imaging/straighten.ts';
import {
  extractSheet,
  type SheetReadings,
  startOfBook,
  type TableEntry,
} from '../src/reading/rows/entries.ts';
import { createTesseractEngine } from '../src/reading/tesseract.ts';
import { type MadeLedger, makeLedger, type TrueEntry, type TruePage } from './ledger/make.ts';
import { iou } from './ledger/overlap.ts';

const { values } = parseArgs({
  options: {
    kinds: { type: 'string', default: 'KS,KH,KT' },
    entries: { type: 'string', default: '24' },
    years: { type: 'string', default: '2' },
    hand: { type: 'string', default: 'print' },
    damage: { type: 'string', default: 'medium' },
    rows: { type: 'string', default: 'mixed' },
    seed: { type: 'string', default: 'eval-1' },
    strikes: { type: 'string', default: '0.1' },
    voids: { type: 'string', default: '0.04' },
    overlay: { type: 'string' },
    keep: { type: 'string' },
    read: { type: 'boolean', default: false },
    worst: { type: 'boolean', default: false },
  },
});

type TruthRow = NonNullable<TruePage['rows']>[number];
const boundsOf = (points: readonly (readonly [number, number])[]): Box => {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
};

const count = {
  pages: 0,
  tables: 0,
  rows: 0,
  rowsFound: 0,
  unwrittenLost: 0,
  surplus: 0,
  cells: 0,
  cellsFound: 0,
};
const fields = { all: 0, right: 0, entries: 0, entriesFound: 0, extra: 0 };
const byState = new Map<string, { all: number; right: number }>();
const closings = { all: 0, right: 0 };
const seconds = { find: 0, read: 0 };

/** How far a cell's upper and lower border lie below where they should, as shares of its true height. */
const offOf = (cell: Box, truth: Box): string => {
  const share = (off: number): string => `${((100 * off) / truth.height).toFixed(0)} %`;
  return `top ${share(cell.y - truth.y)} and bottom ${share(cell.y + cell.height - truth.y - truth.height)} of its height too low`;
};

/** A row is found when a row lies on it; those after the last written one are left out where no rule tells them. */
const compareRows = (
  table: PageTable,
  truth: readonly TruthRow[],
  toFile: (point: Point) => Point,
  name: string,
): void => {
  const corners = (box: readonly [number, number, number, number]) =>
    [
      [box[0], box[1]],
      [box[0] + box[2], box[1]],
      [box[0] + box[2], box[1] + box[3]],
      [box[0], box[1] + box[3]],
    ].map(([x, y]) => {
      const at = toFile(table.map.toPage(x!, y!));
      return [at.x, at.y] as const;
    });
  const found = table.rows.map((row) => ({
    row,
    cells: new Map(
      table.columns.map((column) => [column.key, boundsOf(corners(cellBox(column, row)))] as const),
    ),
  }));
  for (const row of truth) {
    if (row.kind === 'blank') continue;
    count.rows += 1;
    const first = Object.keys(row.cells)[0] ?? '';
    const overlap = (one: (typeof found)[number]): number => {
      const cell = one.cells.get(first);
      return cell === undefined ? 0 : iou(cell, boundsOf(row.cells[first] ?? []));
    };
    const best = [...found].sort((a, b) => overlap(b) - overlap(a))[0];
    const isFound = best !== undefined && overlap(best) >= 0.5;
    if (isFound) count.rowsFound += 1;
    else {
      const unwritten = row.written ? '' : ' (nothing is written in it)';
      if (!row.written) count.unwrittenLost += 1;
      console.log(`  ${name}: row ${row.kind} ${row.entry?.number ?? ''} not found${unwritten}`);
    }
    // Void rows and notes across the table have no cells that are read.
    if (row.kind !== 'entry' && row.kind !== 'continued') continue;
    for (const [key, quad] of Object.entries(row.cells)) {
      const cell = best?.cells.get(key);
      count.cells += 1;
      if (isFound && cell !== undefined && iou(cell, boundsOf(quad)) >= 0.8) count.cellsFound += 1;
      else if (values.worst && isFound && cell !== undefined && key === first)
        console.log(
          `  ${name}: row ${row.kind} ${row.entry?.number ?? ''} IoU ${iou(cell, boundsOf(quad)).toFixed(2)}, ${offOf(cell, boundsOf(quad))}`,
        );
    }
  }
  count.surplus += Math.max(0, found.length - truth.length);
};

const overlay = async (picture: Picture, table: PageTable, name: string): Promise<void> => {
  if (values.overlay === undefined) return;
  await mkdir(values.overlay, { recursive: true });
  const polygon = ([x, y, w, h]: readonly [number, number, number, number]): string =>
    [
      [x, y],
      [x + w, y],
      [x + w, y + h],
      [x, y + h],
    ]
      .map(([u, v]) => table.map.toPage(u!, v!))
      .map(({ x: u, y: v }) => `${u.toFixed(1)},${v.toFixed(1)}`)
      .join(' ');
  const shapes = table.rows
    .flatMap((row) => table.columns.map((column) => cellBox(column, row)))
    .map((box) => `<polygon points="${polygon(box)}" fill="none" stroke="red" stroke-width="5"/>`);
  const { width, height, channels } = picture;
  const drawn = await sharp(picture.data, { raw: { width, height, channels } })
    .composite([
      {
        input: Buffer.from(
          `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes.join('')}</svg>`,
        ),
      },
    ])
    .png()
    .toBuffer();
  await sharp(drawn)
    .resize({ width: 1200 })
    .png()
    .toFile(join(values.overlay, `${name}.png`));
};

const compareFields = (truth: readonly TrueEntry[], made: readonly TableEntry[]): void => {
  const said = new Map(made.map((one) => [one.entry.fields.so?.normalized, one]));
  fields.extra += made.filter(
    ({ entry }) => !truth.some(({ fields: f }) => f.so?.normalized === entry.fields.so?.normalized),
  ).length;
  for (const entry of truth) {
    fields.entries += 1;
    const found = said.get(entry.fields.so?.normalized ?? null);
    if (found !== undefined) fields.entriesFound += 1;
    else console.log(`  entry ${entry.file} ${entry.entry.number}/${entry.entry.year} not found`);
    for (const [name, field] of Object.entries(entry.fields)) {
      const value = found?.entry.fields[name];
      const right = value !== undefined && sameValue(value, field);
      fields.all += 1;
      if (right) fields.right += 1;
      const kind =
        field.state === 'inferred' ? (/^\d/u.test(field.verbatim ?? '') ? 'age' : 'ditto') : field.state;
      const group = byState.get(kind) ?? { all: 0, right: 0 };
      byState.set(kind, { all: group.all + 1, right: group.right + (right ? 1 : 0) });
      if (!right && values.worst)
        console.log(
          `  ${entry.entry.number}/${entry.entry.year} ${name}: ${field.state} ${field.normalized} (${field.verbatim}) | ${value?.state} ${value?.normalized} (${value?.verbatim}) ${value?.confidence.toFixed(2)}`,
        );
    }
  }
};

/** The ledger in its folder, drawn now or kept from an earlier run. */
const ledgerOf = async (kind: KindCode): Promise<{ made: MadeLedger; folder: string }> => {
  const options = {
    kinds: [kind],
    year: 1972,
    years: Number(values.years),
    entries: Number(values.entries),
    hand: values.hand as 'print',
    damage: values.damage as 'medium',
    rows: values.rows as 'mixed',
    seed: values.seed,
    strikeRate: Number(values.strikes),
    voidRate: Number(values.voids),
  };
  const name = Object.values(options).flat().join('-');
  const folder =
    values.keep === undefined ? await mkdtemp(join(tmpdir(), 'sohoa-tables-')) : join(values.keep, name);
  const kept = `${folder}.json`;
  if (values.keep !== undefined && existsSync(kept))
    return { made: JSON.parse(await readFile(kept, 'utf8')) as MadeLedger, folder };
  const made = await makeLedger({ ...options, out: folder });
  if (values.keep !== undefined) await writeFile(kept, JSON.stringify(made));
  return { made, folder };
};

const measure = async (kind: KindCode): Promise<void> => {
  const { made, folder } = await ledgerOf(kind);
  const engine = createTesseractEngine();
  const sheets: SheetReadings[] = [];
  try {
    const files = [...new Set(made.pages.filter((page) => page.rows !== undefined).map((page) => page.file))];
    for (const file of files) {
      const pages = await straightenFile(join(folder, file), 0, { matchForm: orientByKnownForms });
      const tables = new Map<string, { table: PageTable; picture: Picture }>();
      for (const truth of made.pages.filter((page) => page.file === file)) {
        count.pages += 1;
        const page = pages.find(({ side }) => side === truth.side);
        const mate =
          truth.side === 'right' ? (pages.find(({ side }) => side === 'left')?.picture ?? null) : null;
        const started = process.cpuUsage();
        const table =
          page === undefined
            ? null
            : findPageTable(page.picture, tableEditions(kind, 'auto'), {
                dpi: page.dpi,
                side: page.side,
                mate,
              });
        seconds.find += process.cpuUsage(started).user / 1e6;
        const name = `${kind}-${values.hand}-${values.damage}-${values.seed}-${truth.index}-${truth.side}`;
        if (page === undefined || table === null) {
          const rows = (truth.rows ?? []).filter((row) => row.kind !== 'blank');
          count.rows += rows.length;
          count.cells += rows.reduce((sum, row) => sum + Object.keys(row.cells).length, 0);
          console.log(
            `  ${name}: no table (${pages.map(({ side, rotation }) => `${side} ${rotation}`).join(', ')}; truth ${truth.rotation})`,
          );
          continue;
        }
        count.tables += 1;
        compareRows(table, truth.rows ?? [], ({ x, y }) => applyTo(page.toFile as Mat3, x, y), name);
        await overlay(page.picture, table, name);
        tables.set(truth.side, { table, picture: page.picture });
      }
      if (!values.read) continue;
      const started = process.cpuUsage();
      const read = async (side: 'left' | 'right', pageId: number) => {
        const one = tables.get(side);
        return one === undefined
          ? null
          : { pageId, ...(await readTable(engine, one.picture, one.table, kind)) };
      };
      const [left, right] = [
        await read('left', 2 * sheets.length),
        await read('right', 2 * sheets.length + 1),
      ];
      seconds.read += process.cpuUsage(started).user / 1e6;
      if (left !== null) sheets.push({ left, right });
    }
  } finally {
    await engine.close();
    if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
  }
  if (values.read) extractAll(kind, made, sheets);
};

const extractAll = (kind: KindCode, made: MadeLedger, sheets: readonly SheetReadings[]): void => {
  const [edition] = tableEditions(kind, 'auto');
  if (edition === undefined) return;
  const year = made.books[0]?.year ?? 0;
  let carry = startOfBook(year);
  const entries: TableEntry[] = [];
  const totals: (number | null)[] = [];
  for (const [i, sheet] of sheets.entries()) {
    const result = extractSheet({
      kind,
      edition,
      context: {
        office: made.books[0]?.office ?? null,
        years: { from: year, to: year },
        volume: `${made.books[0]?.volume}/${year}`,
        pageNumberGuess: null,
        entryNumberGuess: null,
      },
      sheet,
      next: sheets[i + 1] ?? null,
      carry,
    });
    carry = result.carry;
    entries.push(...result.entries);
    totals.push(...result.closings.map((closing) => closing.entries));
    if (values.worst) console.log(`  sheet ${i + 1}: ${result.classes.join(' ')}`);
  }
  compareFields(made.entries, entries);
  const wanted = made.pages
    .flatMap((page) => (page.side === 'left' ? (page.rows ?? []) : []))
    .flatMap((row) => (row.totals === null ? [] : [row.totals.entries]));
  closings.all += wanted.length;
  closings.right += wanted.filter((total, i) => totals[i] === total).length;
};

const share = (part: number, all: number): string => `${((100 * part) / Math.max(1, all)).toFixed(2)} %`;
for (const kind of values.kinds.split(',') as KindCode[]) await measure(kind);
console.log(`${values.hand}, ${values.damage}, rows ${values.rows}, seed ${values.seed}`);
console.log(
  `tables found on ${count.tables} of ${count.pages} pages, ${(seconds.find / Math.max(1, count.pages)).toFixed(2)} s CPU each`,
);
console.log(
  `rows found: ${share(count.rowsFound, count.rows)} of ${count.rows} (surplus ${count.surplus}; nothing is written in ${count.unwrittenLost} of those lost)`,
);
console.log(`cells with IoU ≥ 0.8: ${share(count.cellsFound, count.cells)} of ${count.cells}`);
if (values.read) {
  console.log(
    `entries found by their number: ${share(fields.entriesFound, fields.entries)} of ${fields.entries}, surplus ${fields.extra}`,
  );
  console.log(`fields right: ${share(fields.right, fields.all)} of ${fields.all}`);
  for (const [state, group] of byState)
    console.log(`  ${state}: ${share(group.right, group.all)} of ${group.all}`);
  console.log(`closing totals right: ${closings.right} of ${closings.all}`);
  console.log(`reading ${(seconds.read / Math.max(1, count.pages)).toFixed(1)} s CPU a page`);
}
