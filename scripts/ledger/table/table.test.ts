import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findField } from '../../../src/domain/kinds.ts';
import { getEdition, layoutOf } from '../../../src/forms/catalog.ts';
import { namesInLayout } from '../../../src/forms/edition.ts';
import { planLedger } from '../book/plan.ts';
import { type LedgerOptions, type MadeLedger, makeLedger, parseLedgerOptions } from '../make.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tables-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
const make = (options: Omit<LedgerOptions, 'out'>): Promise<MadeLedger> =>
  makeLedger({
    dpi: 72,
    year: 1972,
    voidRate: 0,
    strikeRate: 0,
    ...options,
    out: join(folder, String(++made)),
  });

const bytesOf = (out: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(out, file), readFileSync(file).toString('base64')]),
  );

describe('a table ledger', () => {
  it('has the same bytes with the same seed, whatever the number of threads', async () => {
    const wanted: Omit<LedgerOptions, 'out'> = {
      kinds: ['KT'],
      entries: 12,
      hand: 'mixed',
      damage: 'heavy',
      strikeRate: 0.5,
      voidRate: 0.2,
    };
    const [one, two] = [await make(wanted), await make({ ...wanted, jobs: 2 })];
    expect(bytesOf(two.out)).toEqual(bytesOf(one.out));
  });

  it.each(['KS', 'KH', 'KT'] as const)(
    'tells every field of both sides of %s for every entry',
    async (kind) => {
      const { entries, pages, books } = await make({ kinds: [kind], entries: 15, years: 2, strikeRate: 0.4 });
      expect(books).toHaveLength(1);
      expect(entries.map(({ entry }) => `${entry.number}/${entry.year}`)).toEqual([
        ...Array.from({ length: 7 }, (_, i) => `${i + 1}/1972`),
        ...Array.from({ length: 8 }, (_, i) => `${i + 1}/1973`),
      ]);
      const edition = getEdition(`${kind}-1961`);
      const names = (['left', 'right'] as const)
        .flatMap((side) => namesInLayout(layoutOf(edition, 'entry', side) as never))
        .filter((name) => findField(kind, name) !== undefined)
        .sort();
      for (const { fields } of entries) {
        expect(Object.keys(fields).sort()).toEqual(names);
        for (const field of Object.values(fields))
          expect(field.normalized !== null).toBe(field.state === 'read' || field.state === 'inferred');
      }
      const rows = pages.flatMap((page) => (page.side === 'left' ? (page.rows ?? []) : []));
      expect(rows.filter((row) => row.kind === 'entry').map((row) => row.written)).toEqual(
        Array(15).fill(true),
      );
      expect(rows.filter((row) => row.kind === 'year').map((row) => row.verbatim)).toEqual(['NĂM 1973']);
      expect(rows.filter((row) => row.kind === 'closing').map((row) => row.totals?.entries)).toEqual([7, 8]);
    },
  );

  it('writes a mark only where the value above is the same, and says what it stands for', async () => {
    const { entries } = await make({ kinds: ['KS'], entries: 60, seed: 'ditto' });
    const marks = ['"', '-nt-', 'như trên', '—'];
    let seen = 0;
    entries.forEach((entry, i) => {
      for (const [name, field] of Object.entries(entry.fields)) {
        if (!marks.includes(field.verbatim ?? '')) continue;
        seen += 1;
        expect(field.state).toBe('inferred');
        expect(field.normalized).toBe(entries[i - 1]?.fields[name]?.normalized);
      }
    });
    expect(seen).toBeGreaterThan(30);
  });

  it.each(['printed', 'hand', 'none'] as const)(
    'keeps the writing of an entry within its rows (%s)',
    async (rows) => {
      const { entries, pages } = await make({
        kinds: ['KH'],
        entries: 24,
        rows,
        damage: 'none',
        seed: 'rows',
      });
      let checked = 0;
      for (const page of pages) {
        for (const row of page.rows ?? []) {
          if (row.kind !== 'entry') continue;
          const entry = entries.find(({ entry }) => entry.number === row.entry?.number);
          const table = layoutOf(getEdition('KH-1961'), 'entry', page.side)?.table;
          const parts = (page.rows ?? []).filter((other) => other.entry?.number === row.entry?.number);
          const bottom = Math.max(...parts.flatMap(({ quad }) => quad.map(([, y]) => y)));
          for (const column of table?.columns ?? []) {
            const place = column.holds[0];
            const field = place?.type === 'text' ? entry?.fields[place.name] : undefined;
            const cell = row.cells[column.key];
            if (field?.state !== 'read' || cell === undefined) continue;
            checked += 1;
            const [x, y, width, height] = field.box;
            expect(x).toBeGreaterThan(cell[0][0] - 2);
            expect(x + width).toBeLessThan(cell[1][0] + 4);
            expect(y).toBeGreaterThan(cell[0][1] - 4);
            expect(y + height).toBeLessThan(bottom + 4);
          }
        }
      }
      expect(checked).toBeGreaterThan(100);
    },
  );

  it.each(['printed', 'hand', 'none'] as const)(
    'lets entries run over two rows and onto the next sheet (%s)',
    (rows) => {
      const [book] = planLedger(
        parseLedgerOptions({ kinds: ['KS'], year: 1972, entries: 400, rows, seed: 'long', out: '' }),
      );
      const parts = (book?.table?.sheets ?? []).flatMap((sheet) =>
        sheet.rows.flatMap((row, i) => (row.type === 'entry' && row.part === 1 ? [i] : [])),
      );
      expect(parts.length).toBeGreaterThan(5);
      expect(parts).toContain(0);
    },
  );
});
