/** Which books there are, what was registered in them and on which file each page lies. All from the seed. */

import { SohoaError } from '../../../src/domain/errors.ts';
import type { KindCode } from '../../../src/domain/kinds.ts';
import { editions, getEdition, layoutOf } from '../../../src/forms/catalog.ts';
import type { Edition, Layout } from '../../../src/forms/edition.ts';
import { addDays, daysBetween, workingDay } from '../people/dates.ts';
import { makeName } from '../people/names.ts';
import { communeOfOffice, communes, communeText } from '../people/places.ts';
import { SIGNER_TITLES } from '../people/words.ts';
import { createRandom, type Random } from '../random.ts';
import { makeRegistration, type Office, type Registration } from '../story/registration.ts';
import { planTable, type TableBook, type TableSheet, tableSides } from '../table/plan.ts';
import { chooseHabits, type Habits } from '../writing/verbatim.ts';
import type { Container, LedgerSettings } from './options.ts';

export type PagePlan = Readonly<
  { seed: string } & (
    | { class: 'entry' | 'void'; number: number; registration: Registration }
    | { class: 'cover' | 'closing' | 'blank' }
    /** One side of a spread with a table. */
    | { class: 'table'; number: number; side: 'left' | 'right'; sheet: TableSheet }
  )
>;

/** One image file: a page, or the two pages of a spread. */
export type SheetPlan = Readonly<{ file: string; index: number; seed: string; pages: readonly PagePlan[] }>;

export type BookPlan = Readonly<{
  edition: Edition;
  kind: KindCode;
  year: number;
  /** `01` */
  volume: string;
  folder: string;
  office: Office;
  habits: Habits;
  seed: string;
  sheets: readonly SheetPlan[];
  declaredEntries: number;
  /** Numbered pages: entries and void ones. */
  declaredPages: number;
  openedOn: string;
  closedOn: string;
  /** Rows of a table ledger; null where every entry has a page. */
  table: TableBook | null;
}>;

const SUFFIX: Readonly<Record<Container, string>> = { jpg: 'jpg', png: 'png', tiff: 'tif', pdf: 'pdf' };

/** @throws SohoaError when the edition is unknown, is of another kind, or a kind has no edition */
export const planLedger = (settings: LedgerSettings): readonly BookPlan[] => {
  const root = createRandom(`ledger/${settings.seed}`);
  const office = makeOffice(root.fork('office'), settings.office);
  const books = settings.kinds.flatMap((kind, k) => {
    const edition = editionFor(kind, settings);
    const year = settings.year ?? Math.min(edition.years.to, Math.max(edition.years.from, 2018));
    const volumes = tableSides(edition) === null ? settings.years : 1;
    return Array.from({ length: volumes }, (_, y) => ({ kind, edition, year: year + y, k, y }));
  });
  return books.map(({ kind, edition, year }, i) => {
    const entries =
      Math.floor(((i + 1) * settings.entries) / books.length) -
      Math.floor((i * settings.entries) / books.length);
    const wish = { kind, edition, year, entries, office };
    return tableSides(edition) === null ? planBook(settings, wish) : planTableBook(settings, wish);
  });
};

const editionFor = (kind: KindCode, settings: LedgerSettings): Edition => {
  if (settings.edition !== undefined) {
    const edition = getEdition(settings.edition);
    if (edition.kind !== kind)
      throw new SohoaError('ledger-edition-of-other-kind', { edition: edition.id, kind });
    return edition;
  }
  const all = [...editions().values()].filter((edition) => edition.kind === kind);
  const fitting = all.filter(
    ({ years }) => settings.year === undefined || (settings.year >= years.from && settings.year <= years.to),
  );
  const newest = (fitting.length > 0 ? fitting : all).sort((a, b) => b.years.from - a.years.from)[0];
  if (newest === undefined) throw new SohoaError('ledger-kind-without-edition', { kind });
  return newest;
};

const makeOffice = (random: Random, wanted: string | undefined): Office => {
  const place =
    (wanted === undefined ? null : communeOfOffice(wanted)) ??
    random.pick(communes().filter((commune) => commune.rural));
  const text = communeText(place);
  return {
    name: wanted ?? `Ủy ban nhân dân ${text.charAt(0).toLocaleLowerCase('vi')}${text.slice(1)}`,
    place,
    signers: Array.from({ length: 2 }, () => ({
      name: makeName(random, random.chance(0.8) ? 'male' : 'female'),
      title: random.weighted(SIGNER_TITLES),
    })),
    registrars: Array.from({ length: 2 }, () => makeName(random, random.chance(0.5) ? 'male' : 'female')),
  };
};

type BookWish = Readonly<{ kind: KindCode; edition: Edition; year: number; entries: number; office: Office }>;

const planBook = (settings: LedgerSettings, wish: BookWish): BookPlan => {
  const { kind, edition, year, entries, office } = wish;
  const volume = settings.volume.padStart(2, '0');
  const seed = `ledger/${settings.seed}/${kind}/${year}/${volume}`;
  const random = createRandom(seed);
  const days = registrationDays(random.fork('days'), year, entries);
  const pages: PagePlan[] = [];
  const addEntry = (i: number, pageClass: 'entry' | 'void'): void => {
    const number = settings.first + i;
    const page = pages.length + 1;
    const own = `${seed}/page${page}`;
    const registration = makeRegistration(
      kind,
      { random: createRandom(`${own}/story`), office, registeredOn: days[i] ?? `${year}-12-31` },
      { number, year, volume: `${volume}/${year}`, page },
    );
    pages.push({ class: pageClass, number: page, registration, seed: own });
  };
  for (let i = 0; i < entries; i++) {
    if (random.chance(settings.voidRate)) addEntry(i, 'void');
    addEntry(i, 'entry');
  }
  const declaredPages = pages.length;
  const lastDay = days[entries - 1] ?? `${year}-12-31`;
  const single = (pageClass: 'cover' | 'closing'): readonly PagePlan[] =>
    layoutOf(edition, pageClass) === undefined ? [] : [{ class: pageClass, seed: `${seed}/${pageClass}` }];
  const folder = `${kind}/${year}/${volume}`;
  return {
    edition,
    kind,
    year,
    volume,
    folder,
    office,
    habits: chooseHabits(random.fork('habits')),
    seed,
    sheets: layOut(settings, folder, seed, single('cover'), [...pages, ...single('closing')]),
    declaredEntries: entries,
    declaredPages,
    openedOn: days[0] ?? `${year}-01-02`,
    closedOn: random.chance(0.5) ? lastDay : `${year}-12-31`,
    table: null,
  };
};

/** A book of tables: cover, then spreads; closing notes stand under the last row of a year. */
const planTableBook = (settings: LedgerSettings, wish: BookWish): BookPlan => {
  const { kind, edition, year, office } = wish;
  const volume = settings.volume.padStart(2, '0');
  const seed = `ledger/${settings.seed}/${kind}/${year}/${volume}`;
  const habits = chooseHabits(createRandom(seed).fork('habits'));
  const table = planTable({
    ...wish,
    seed,
    habits,
    years: settings.years,
    first: settings.first,
    volume,
    ruling: settings.rows,
    voidRate: settings.voidRate,
    strikeRate: settings.strikeRate,
  });
  const folder = `${kind}/${year}/${volume}`;
  const spreads = table.sheets.map((sheet) =>
    (['left', 'right'] as const).map(
      (side): PagePlan => ({
        class: 'table',
        number: sheet.number,
        side,
        sheet,
        seed: `${seed}/sheet${sheet.number}/${side}`,
      }),
    ),
  );
  const cover: readonly PagePlan[] =
    layoutOf(edition, 'cover') === undefined ? [] : [{ class: 'cover', seed: `${seed}/cover` }];
  return {
    edition,
    kind,
    year,
    volume,
    folder,
    office,
    habits,
    seed,
    sheets: [...(cover.length > 0 ? [cover] : []), ...spreads].map((pages, i) =>
      sheetPlan(settings, folder, seed, pages, i),
    ),
    declaredEntries: wish.entries,
    declaredPages: table.sheets.length * 2,
    openedOn: table.openedOn,
    closedOn: table.lastOn,
    table,
  };
};

/** Working days through the year, in order. */
const registrationDays = (random: Random, year: number, entries: number): readonly string[] => {
  const first = `${year}-01-02`;
  const last = daysBetween(first, `${year}-12-30`);
  return Array.from({ length: entries }, () => random.whole(0, last))
    .sort((a, b) => a - b)
    .map((day) => workingDay(addDays(first, day)));
};

const layOut = (
  settings: LedgerSettings,
  folder: string,
  seed: string,
  cover: readonly PagePlan[],
  pages: readonly PagePlan[],
): readonly SheetPlan[] => {
  const groups: (readonly PagePlan[])[] = cover.map((page) => [page]);
  if (settings.spread) {
    for (let i = 0; i < pages.length; i += 2) {
      const [left, right] = [pages[i], pages[i + 1]];
      if (left === undefined) continue;
      groups.push([left, right ?? { class: 'blank', seed: `${seed}/blank` }]);
    }
  } else groups.push(...pages.map((page) => [page]));
  return groups.map((group, i) => sheetPlan(settings, folder, seed, group, i));
};

const sheetPlan = (
  settings: LedgerSettings,
  folder: string,
  seed: string,
  pages: readonly PagePlan[],
  i: number,
): SheetPlan => ({
  file: `${folder}/${String(i + 1).padStart(4, '0')}.${SUFFIX[settings.container]}`,
  index: i + 1,
  seed: `${seed}/sheet${i + 1}`,
  pages,
});

/** The layout a page is printed with; a blank one has none. */
export const layoutOfPage = (edition: Edition, page: PagePlan): Layout | undefined => {
  switch (page.class) {
    case 'entry':
    case 'void':
      return layoutOf(edition, 'entry');
    case 'cover':
    case 'closing':
      return layoutOf(edition, page.class);
    case 'table':
      return layoutOf(edition, 'entry', page.side);
    case 'blank':
      return undefined;
  }
};
