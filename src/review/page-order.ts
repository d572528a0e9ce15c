/** What the numbers of a book say of the order of its pages: gaps, the same number twice, numbers that go back. Pure. */

/** Pages in the order of the book, each with the numbers of its entries in the order of the paper. */
export type NumberedPage = Readonly<{
  pageId: number;
  entries: readonly Readonly<{ year: number; number: number; suffix: string }>[];
}>;

export type PageMarks = Readonly<{
  /** Numbers that are nowhere in the book and belong before this page. */
  missing: Readonly<{ from: number; to: number; year: number }> | null;
  /** Another page that has one of its numbers, too: the one before wins, so the mark is on the later page. */
  doubleOf: number | null;
  /** Its number is lower than one before it: the page stands in the wrong place. */
  isLate: boolean;
}>;

const NO_MARKS: PageMarks = { missing: null, doubleOf: null, isLate: false };

/** Marks of the pages that have any. Years are told apart; each begins anew. */
export const marksOf = (pages: readonly NumberedPage[]): ReadonlyMap<number, PageMarks> => {
  const all = new Map<number, Set<number>>();
  for (const { entries } of pages)
    for (const { year, number } of entries) all.set(year, (all.get(year) ?? new Set()).add(number));
  const marks = new Map<number, PageMarks>();
  const mark = (pageId: number, with_: Partial<PageMarks>): void => {
    marks.set(pageId, { ...(marks.get(pageId) ?? NO_MARKS), ...with_ });
  };
  const holders = new Map<string, number>();
  const highest = new Map<number, number>();
  for (const { pageId, entries } of pages) {
    for (const { year, number, suffix } of entries) {
      const name = `${year}/${number}${suffix}`;
      const holder = holders.get(name);
      if (holder === undefined) holders.set(name, pageId);
      else if (holder !== pageId) mark(pageId, { doubleOf: holder });
      const before = highest.get(year);
      if (before !== undefined && number < before) mark(pageId, { isLate: true });
      const hole = holeBefore(all.get(year) ?? new Set(), number, before);
      if (hole !== null) mark(pageId, { missing: { ...hole, year } });
      highest.set(year, Math.max(before ?? number, number));
    }
  }
  return marks;
};

/** Numbers right below `number` and above the highest before that no page has. */
const holeBefore = (
  known: ReadonlySet<number>,
  number: number,
  before: number | undefined,
): { from: number; to: number } | null => {
  if (before === undefined || number <= before + 1) return null;
  let from = number;
  while (from - 1 > before && !known.has(from - 1)) from -= 1;
  return from === number ? null : { from, to: number - 1 };
};
