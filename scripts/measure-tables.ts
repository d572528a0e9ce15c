/**
 * Finds the tables of real register pages with their form files and holds them against `lines.tsv` (lines cut at column
 * borders): `tsx scripts/measure-tables.ts [DIR] [--only NAME] [--overlay DIR] [--change skew|crop|scale|dark|…] [--json]`.
 * Without the folder (it is not part of the repository) there is nothing to measure, and it says so.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { getForm } from '../src/forms/catalog.ts';
import { openFrames } from '../src/imaging/frames.ts';
import type { Point } from '../src/imaging/geometry.ts';
import { findInPicture, type PictureTables } from '../src/imaging/tables/find-in-picture.ts';
import { writeOverlay } from '../src/imaging/tables/overlay.ts';
import { CHANGES, type Changed, type ChangeName, changed } from './tables/changes.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    overlay: { type: 'string' },
    change: { type: 'string', default: 'none' },
    misses: { type: 'boolean' },
  },
});
const folder = positionals[0] ?? '../shared/data/scans/registers-fr';
if (!existsSync(join(folder, 'lines.tsv'))) {
  console.log(`skipped: no ${join(folder, 'lines.tsv')}`);
  process.exit(0);
}

/** Pages whose paper is cut off in the file: the bars are for pages with all columns. */
const CUT_PAGES = new Set(['DAFANCH96_048MIC06479_L-1.jpg']);

type Line = {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly type: string;
  readonly text: string;
};

const truth = new Map<string, Line[]>();
for (const row of readFileSync(join(folder, 'lines.tsv'), 'utf8').split('\n').slice(1)) {
  const [file, x, y, w, h, type, text] = row.split('\t');
  if (file === undefined || text === undefined) continue;
  const lines = truth.get(file) ?? [];
  lines.push({ x: Number(x), y: Number(y), w: Number(w), h: Number(h), type: type ?? '', text });
  truth.set(file, lines);
}

/** x of a way down the page at height y. */
const xOn = (way: readonly Point[], y: number): number => {
  let k = 1;
  while (k < way.length - 1 && way[k]!.y < y) k++;
  const a = way[k - 1]!;
  const b = way[k]!;
  return a.x + ((b.x - a.x) * (y - a.y)) / (b.y - a.y);
};

const NUMBER = /^\s*(\d{1,6})\s*(bis|ter)?[\s.,]*$/i;

const measure = (found: PictureTables, lines: readonly Line[], to: Changed) => {
  const columns = found.sides.flatMap(({ table }) => table?.columns ?? []);
  const rows = found.sides.flatMap(({ table }) =>
    (table?.rows ?? []).flatMap((row) => {
      const cell = row.cells.get('number');
      return cell === undefined ? [] : [{ row, cell }];
    }),
  );
  const placed = lines.map((line) => ({ ...line, ...to.box(line) }));
  let inside = 0;
  let all = 0;
  let insideBody = 0;
  let body = 0;
  let cut = 0;
  const owners = new Map<number, number>();
  let numbers = 0;
  const misses: string[] = [];
  const numberColumn = columns.find(({ column }) => column.key === 'number');
  const headEnd = numberColumn === undefined ? 0 : (rows[0]?.cell.box.y ?? 0);
  const owned: { line: (typeof placed)[number]; row: number }[] = [];
  for (const line of placed) {
    const y = line.y + line.h / 2;
    const share = Math.max(
      0,
      ...columns.map(
        ({ left, right }) =>
          (Math.min(line.x + line.w, xOn(right, y)) - Math.max(line.x, xOn(left, y))) / line.w,
      ),
    );
    const inBody = y > headEnd && line.type !== 'printed';
    all++;
    if (share >= 0.9) inside++;
    if (inBody) {
      body++;
      if (share >= 0.9) insideBody++;
      else
        misses.push(
          `${line.text} ${share.toFixed(2)} @${Math.round(line.x)},${Math.round(line.y)} w${Math.round(line.w)}`,
        );
    }
    if (found.parting !== null && inBody) {
      const x = xOn(found.parting, y);
      if (x > line.x + 2 && x < line.x + line.w - 2) {
        cut++;
        misses.push(`cut ${line.text} ${line.x}+${line.w} at ${Math.round(x)}, ${line.y}`);
      }
    }
    if (numberColumn === undefined || !inBody || !NUMBER.test(line.text)) continue;
    const x = line.x + line.w / 2;
    if (x < xOn(numberColumn.left, y) || x > xOn(numberColumn.right, y)) continue;
    numbers++;
    const row = rows.findIndex(({ cell }) => {
      const [, top, , height] = cell.boxMm;
      const table = found.sides.find(({ table }) => table?.columns.includes(numberColumn))!.table!;
      const at = table.map.toPaper(x, y).y;
      return at >= top && at < top + height;
    });
    owned.push({ line, row });
    if (row >= 0) owners.set(row, (owners.get(row) ?? 0) + 1);
  }
  const own = owned.filter(({ row }) => row >= 0 && owners.get(row) === 1 && rows[row]!.row.kind === 'entry');
  for (const { line, row } of owned) {
    if (!own.some((o) => o.line === line)) misses.push(`number ${line.text} row ${row}`);
  }
  const entries = rows.filter(({ row }) => row.kind === 'entry').length;
  return { all, inside, body, insideBody, cut, numbers, own: own.length, entries, misses };
};

const names = [...truth.keys()].filter((name) => name.includes(values.only ?? '')).sort();
const change = values.change as ChangeName | 'all';
if (values.overlay !== undefined) await mkdir(values.overlay, { recursive: true });
for (const kind of change === 'all' ? CHANGES : [change]) {
  const sum = { all: 0, inside: 0, body: 0, insideBody: 0, cut: 0, numbers: 0, own: 0 };
  for (const name of names) {
    const reader = await openFrames(join(folder, name));
    const frame = await reader.decode(0);
    await reader.close();
    const form = getForm(name.startsWith('FRAN_0187') ? 'FR-DIVORCES' : 'FR-REPERTOIRES');
    const to = await changed(frame.picture, kind, name);
    const from = process.cpuUsage();
    const found = findInPicture(to.picture, form, frame.dpi === null ? {} : { dpi: frame.dpi * to.scale });
    const used = process.cpuUsage(from);
    const m = measure(found, truth.get(name) ?? [], to);
    const tables = found.sides.map(({ table }) =>
      table === null
        ? 'none'
        : `conf ${table.confidence.toFixed(2)} err ${table.fitErrorMm.toFixed(1)} ${(table.pixelsPerMm * 25.4).toFixed(0)}dpi`,
    );
    console.log(
      `${kind} ${name} body ${m.insideBody}/${m.body} all ${m.inside}/${m.all} numbers ${m.own}/${m.numbers} (${m.entries} rows) cut ${m.cut} ${tables.join(' | ')} ${((used.user + used.system) / 1e6).toFixed(2)} s`,
    );
    if (values.misses) for (const miss of m.misses) console.log(`    ${miss}`);
    if (!CUT_PAGES.has(name)) for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += m[key];
    if (values.overlay !== undefined)
      await writeOverlay(to.picture, found, join(values.overlay, `${name}-${kind}.png`));
  }
  const percent = (a: number, b: number): string => `${((100 * a) / Math.max(1, b)).toFixed(1)} %`;
  console.log(
    `== ${kind}: body lines in one column ${percent(sum.insideBody, sum.body)} of ${sum.body}, all lines ${percent(sum.inside, sum.all)} of ${sum.all}, numbers with a row of their own ${percent(sum.own, sum.numbers)} of ${sum.numbers}, lines cut by the parting ${sum.cut}`,
  );
}
