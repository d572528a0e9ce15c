import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { packagePath } from '../config/root.ts';
import { isSohoaError } from '../domain/errors.ts';
import { editions, getEdition, layoutOf, parseEdition, parseForm } from './catalog.ts';
import { extentOf, type FieldPlace } from './edition.ts';

const codeOf = (run: () => unknown): string | undefined => {
  try {
    run();
  } catch (error) {
    return isSohoaError(error) ? error.code : 'not-typed';
  }
  return undefined;
};

describe('shipped editions', () => {
  it('are valid, and have an entry page, a cover and a closing note', () => {
    expect([...editions().keys()]).toEqual(expect.arrayContaining(['KS-2016', 'KH-2016', 'KT-2016']));
    for (const edition of editions().values()) {
      // A table's closing note stands under its last row.
      const isTable = edition.layouts.some(({ table }) => table !== undefined);
      for (const pageClass of ['entry', 'cover', ...(isTable ? [] : ['closing' as const])] as const) {
        expect(layoutOf(edition, pageClass), `${edition.id} ${pageClass}`).toBeDefined();
      }
    }
  });

  it('keep every field on the paper', () => {
    for (const edition of editions().values()) {
      for (const place of edition.layouts.flatMap((layout) => layout.fields)) {
        const [x, y, width, height] = extentOf(place);
        expect(x).toBeGreaterThanOrEqual(0);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(x + width).toBeLessThanOrEqual(edition.paper.width);
        expect(y + height).toBeLessThanOrEqual(edition.paper.height);
      }
    }
  });
});

describe('an edition file', () => {
  const good = readFileSync(packagePath('src/forms/editions/KS-2016.json'), 'utf8');

  it('that is no JSON, lacks a part or names an unknown field is refused with the place', () => {
    expect(codeOf(() => parseEdition('{', 'x.json'))).toBe('edition-invalid');
    expect(codeOf(() => parseEdition('{}', 'x.json'))).toBe('edition-invalid');
    expect(codeOf(() => parseEdition(good.replaceAll('"nksHoTen"', '"tenTre"'), 'x.json'))).toBe(
      'edition-unknown-field',
    );
    expect(codeOf(() => parseEdition(good.replaceAll('"nksQueQuan"', '"nksHoTen"'), 'x.json'))).toBe(
      'edition-field-twice',
    );
  });

  it('that is asked for by an unknown id is answered with the known ones', () => {
    expect(codeOf(() => getEdition('KS-1900'))).toBe('edition-unknown');
  });
});

describe('the file of a table form', () => {
  const column = (key: string, from: number, to: number, name?: string) => ({
    key,
    heading: key,
    from,
    to,
    holds: name === undefined ? [] : [{ type: 'text' as const, name }],
  });
  const side = (which: 'left' | 'right', columns: ReturnType<typeof column>[]) => ({
    class: 'entry' as const,
    side: which,
    print: { texts: [], rules: [] },
    fields: [] as FieldPlace[],
    table: {
      head: { from: 20, to: 40 },
      body: { from: 40, to: 280 },
      columns,
      rows: { found: 'ink' as const, startsIn: 'number' },
    },
  });
  const form = () => ({
    format: 1 as const,
    id: 'FR-TEST',
    version: 1,
    kind: 'OTHER' as const,
    title: { vi: 'thử', en: 'test' },
    basis: '-',
    provenance: { vi: 'thử', en: 'test' },
    years: { from: 1800, to: 1900 },
    paper: { width: 200, height: 300 },
    fields: [
      { name: 'number', type: 'text' as const, label: { vi: 'số', en: 'number' } },
      { name: 'names', type: 'text' as const, label: { vi: 'tên', en: 'names' } },
    ],
    layouts: [
      side('left', [column('number', 10, 30, 'number'), column('date', 30, 60)]),
      side('right', [column('names', 10, 150, 'names')]),
    ],
  });
  type Changeable = ReturnType<typeof form>;
  const codeWith = (change: (json: Changeable) => unknown): string | undefined => {
    const changed = form();
    change(changed);
    return codeOf(() => parseForm(JSON.stringify(changed), 'x.json'));
  };

  it('is taken when it is in order', () => {
    expect(codeWith(() => undefined)).toBeUndefined();
  });

  it.each<[string, (json: Changeable) => unknown]>([
    ['edition-unknown-field', ({ layouts }) => (layouts[1]!.table.columns[0]!.holds[0]!.name = 'x')],
    [
      'edition-field-twice',
      ({ layouts }) => layouts[0]!.table.columns[1]!.holds.push({ type: 'text', name: 'number' }),
    ],
    ['edition-columns-order', ({ layouts }) => (layouts[0]!.table.columns[1]!.from = 25)],
    ['edition-column-twice', ({ layouts }) => (layouts[1]!.table.columns[0]!.key = 'date')],
    ['edition-off-paper', ({ layouts }) => (layouts[1]!.table.columns[0]!.to = 201)],
    ['edition-off-paper', ({ layouts }) => (layouts[0]!.table.body.from = 39)],
    ['edition-rows-start', ({ layouts }) => (layouts[0]!.table.rows.startsIn = 'x')],
    ['edition-side-missing', ({ layouts }) => layouts.pop()],
    [
      'edition-fields-overlap',
      ({ layouts }) =>
        layouts[0]!.fields.push(
          { type: 'text', name: 'page.year', lines: [[10, 8, 50, 6]] },
          { type: 'text', name: 'page.month', lines: [[10, 12, 50, 6]] },
        ),
    ],
  ])('is refused with %s', (code, change) => {
    expect(codeWith(change)).toBe(code);
  });

  it('is no edition of a civil-status book', () => {
    expect(codeOf(() => parseEdition(JSON.stringify(form()), 'x.json'))).toBe('edition-of-no-kind');
  });
});
