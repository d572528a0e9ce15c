/** Runs of entry numbers of a batch, and the gaps in them. Kept for each book (0025_number_runs.sql). */
import { sql } from 'drizzle-orm';
import type { KindCode } from '../domain/kinds.ts';
import type { Db } from './database.ts';

export type NumberRun = Readonly<{
  kind: KindCode;
  year: number;
  first: number;
  last: number;
  entries: number;
  /** Numbers of the run that no live entry of the office has; the first hundred. */
  missing: readonly number[];
  /** More are missing than the first hundred. */
  isMore: boolean;
}>;

const MOST_MISSING = 100;

/**
 * Runs of entry numbers of a batch, as they stand in this moment: books with a mark are counted, the others were. What is
 * missing in a run is looked for in all books of its office, for a year may lie in two batches.
 */
export const numberRuns = async (db: Db, batchId: number): Promise<NumberRun[]> => {
  const result = await db.execute<{
    kind: KindCode;
    year: number;
    first: number;
    last: number;
    entries: string;
    gaps: string | null;
  }>(sql`
    with b as (select id from books where batch_id = ${batchId}),
    here as (
      select distinct n.office_id from b join book_numbers n on n.book_id = b.id
      union select m.office_id from b join number_marks m on m.book_id = b.id),
    marked as materialized (select distinct m.book_id, m.office_id from here join number_marks m using (office_id)),
    fresh as materialized (
      select n.* from marked cross join lateral numbers_of(marked.book_id) n where n.office_id = marked.office_id),
    of_books as (
      select n.* from b join book_numbers n on n.book_id = b.id
        where (n.book_id, n.office_id) not in (select book_id, office_id from marked)
      union all select f.* from b join fresh f on f.book_id = b.id),
    runs as materialized (
      select kind, year, office_id as office, range_agg(numbers) as numbers, sum(entries) as entries
      from of_books group by 1, 2, 3)
    select r.kind, r.year, lower(r.numbers) as first, upper(r.numbers) - 1 as last, r.entries,
      case when r.numbers <> range_merge(r.numbers)::int4multirange then
        range_merge(r.numbers)::int4multirange - (select range_agg(numbers) from (
          select n.numbers from book_numbers n where n.office_id = r.office and n.kind = r.kind and n.year = r.year
            and (n.book_id, n.office_id) not in (select book_id, office_id from marked)
          union all
          select f.numbers from fresh f where f.office_id = r.office and f.kind = r.kind and f.year = r.year) of_office)
      end as gaps
    from runs r
    order by r.kind, r.year, r.office`);
  return result.rows.map(({ entries, gaps, ...run }) => {
    const found = firstOf(gaps ?? '', MOST_MISSING + 1);
    return {
      ...run,
      entries: Number(entries),
      missing: found.slice(0, MOST_MISSING),
      isMore: found.length > MOST_MISSING,
    };
  });
};

/** The first numbers of ranges as PostgreSQL writes them: `{[38,39),[201,204)}`. */
const firstOf = (ranges: string, most: number): number[] => {
  const numbers: number[] = [];
  for (const [, from, to] of ranges.matchAll(/\[(\d+),(\d+)\)/g)) {
    for (let n = Number(from); n < Number(to); n += 1) {
      if (numbers.length === most) return numbers;
      numbers.push(n);
    }
  }
  return numbers;
};

/** Counts the books anew whose numbers have changed since the last time, so that reading stays quick. @returns their number */
export const foldNumbers = async (db: Db): Promise<number> => {
  const result = await db.execute<{ folded: number }>(sql`select fold_numbers() as folded`);
  return result.rows[0]?.folded ?? 0;
};
