/**
 * Official lists of administrative units as tables of text: units with their codes, old units with what became of them, and
 * names that are no longer used. Which list it is, is told by its columns. Pure; the rows come from a CSV reader.
 */
import { SohoaError } from './errors.ts';
import { legacyEncodingOf } from './legacy-encodings.ts';
import { fold, tidy } from './text.ts';

export const PLACE_LEVELS = ['province', 'district', 'commune'] as const;
export type PlaceLevel = (typeof PLACE_LEVELS)[number];

export type ListedUnit = Readonly<{
  code: string;
  level: PlaceLevel;
  /** `Xã An Nhơn`, with its type. */
  name: string;
  /** `Xã An Nhơn, Huyện Đạ Tẻh, Tỉnh Lâm Đồng` */
  path: string;
  /** Years or days, `1975` or `1975-12-27`; null where the list does not say. */
  from: string | null;
  until: string | null;
}>;

/** `partly`: the old unit was divided between several new ones. */
export type ListedMove = Readonly<{
  oldCode: string;
  oldPath: string;
  newCode: string;
  newPath: string;
  partly: boolean;
}>;

export type PlaceList = Readonly<{ units: readonly ListedUnit[]; moves: readonly ListedMove[] }>;

/** One row with the line it stands in. */
export type ListRow = Readonly<{ line: number; cells: Readonly<Record<string, string>> }>;

/** Words in front of a unit's name, by its level; `Thành phố` is a province unless a province stands above it. */
const LEVEL_OF_WORD: readonly (readonly [RegExp, PlaceLevel])[] = [
  [/^(?:tỉnh)\s/iu, 'province'],
  [/^(?:quận|huyện|thị xã)\s/iu, 'district'],
  [/^(?:xã|phường|thị trấn|đặc khu)\s/iu, 'commune'],
];

type Shape = Readonly<{
  needs: readonly string[];
  read: (row: ListRow, cell: (name: string) => string) => PlaceList;
}>;

const problem = (line: number, code: string, column: string): SohoaError =>
  new SohoaError(code, { line, column });

const units = (...found: ListedUnit[]): PlaceList => ({ units: found, moves: [] });

const SHAPES: readonly Shape[] = [
  {
    needs: ['old_ward_code', 'old_ward', 'old_dist', 'old_prov', 'new_ward_code', 'new_ward', 'new_prov'],
    read: ({ cells }, cell) => ({
      units: [],
      moves: [
        {
          // Districts without communes (islands) moved as a whole.
          ...((cells.old_ward ?? '') === ''
            ? { oldCode: cell('old_dist_code'), oldPath: pathOf(cell('old_dist'), cell('old_prov')) }
            : {
                oldCode: cell('old_ward_code'),
                oldPath: pathOf(cell('old_ward'), cell('old_dist'), cell('old_prov')),
              }),
          newCode: cell('new_ward_code'),
          newPath: pathOf(cell('new_ward'), cell('new_prov')),
          partly: /^(?:true|1|có|x)$/iu.test(cells.ward_divided ?? ''),
        },
      ],
    }),
  },
  {
    needs: ['code', 'full_name'],
    read: ({ line, cells }, cell) => {
      const name = cell('full_name');
      const above = [cells.district_full_name, cells.province_full_name].filter(
        (text) => (text ?? '') !== '',
      );
      const level = levelOf(name, above.length > 0);
      if (level === null) throw problem(line, 'place-list-type-unknown', 'full_name');
      const code = cell('code');
      if (!/^\d{1,5}$/u.test(code)) throw problem(line, 'place-list-code-invalid', 'code');
      const path = pathOf(name, ...above.map((text) => text ?? ''));
      return units({ code, level, name, path, from: null, until: null });
    },
  },
  {
    needs: ['name', 'period'],
    read: ({ line }, cell) => {
      const name = cell('name');
      const spans = cell('period')
        .split(';')
        .map((span) => /^\s*(\d{4})?\s*(?:[-–]\s*(\d{4})?\s*)?$/u.exec(span));
      return units(
        ...spans.map((span): ListedUnit => {
          if (span === null || span[0].trim() === '')
            throw problem(line, 'place-list-period-invalid', 'period');
          const code = `~${fold(name).replace(/\s+/gu, '-')}`;
          return { code, level: 'province', name, path: name, from: span[1] ?? null, until: span[2] ?? null };
        }),
      );
    },
  },
];

const levelOf = (name: string, hasAbove: boolean): PlaceLevel | null => {
  const known = LEVEL_OF_WORD.find(([word]) => word.test(name))?.[1];
  if (known !== undefined) return known;
  return /^thành phố\s/iu.test(name) ? (hasAbove ? 'district' : 'province') : null;
};

const pathOf = (...names: string[]): string => names.join(', ');

/**
 * Reads a list.
 * @throws SohoaError `place-list-columns` when no known list has these columns; `place-list-empty`;
 *   `place-list-cell-missing`, `place-list-type-unknown`, `place-list-code-invalid`, `place-list-period-invalid`,
 *   `place-list-encoding` naming line and column
 */
export const readPlaceList = (columns: readonly string[], rows: readonly ListRow[]): PlaceList => {
  const shape = SHAPES.find(({ needs }) => needs.every((name) => columns.includes(name)));
  if (shape === undefined) {
    throw new SohoaError('place-list-columns', {
      found: columns.join(', '),
      known: SHAPES.map(({ needs }) => needs.join(' + ')).join('; '),
    });
  }
  if (rows.length === 0) throw new SohoaError('place-list-empty');
  const lists = rows.map((row) =>
    shape.read(row, (name) => {
      const text = tidy(row.cells[name] ?? '');
      if (text === '') throw problem(row.line, 'place-list-cell-missing', name);
      if (legacyEncodingOf(text) !== null) throw problem(row.line, 'place-list-encoding', name);
      return text;
    }),
  );
  return { units: lists.flatMap((list) => list.units), moves: lists.flatMap((list) => list.moves) };
};

/** What units are looked up by: without accents, case and types, parts from small to large. */
export const placeKey = (path: string): string =>
  path
    .split(',')
    .map((part) => fold(part).replace(TYPE_WORD, ''))
    .filter((part) => part !== '')
    .join(', ');

const TYPE_WORD = /^(?:xa|phuong|thi tran|dac khu|quan|huyen|thi xa|thanh pho|tinh|tp\.?|tx\.?|tt\.?)\s+/u;

/** A part that names a commune, which a place ends with but for what lies above it; hamlets and streets stand before it. */
const COMMUNE_WORD = /^(?:xa|phuong|thi tran|dac khu|tt\.?)\s/u;

/**
 * The unit that a written place lies in, as it is looked up, and the same without its district: districts were divided
 * and renamed long before the communes in them were. Null where the writing names no unit.
 */
export const unitOfPlace = (
  text: string,
): Readonly<{ key: string; anyDistrict: readonly [commune: string, province: string] | null }> | null => {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  const from = parts.findIndex((part) => COMMUNE_WORD.test(fold(part)));
  const unit = placeKey((from < 0 ? parts : parts.slice(from)).join(','));
  if (unit === '') return null;
  const [commune, , province, more] = unit.split(', ');
  const anyDistrict =
    commune === undefined || province === undefined || more !== undefined
      ? null
      : ([commune, province] as const);
  return { key: unit, anyDistrict };
};
