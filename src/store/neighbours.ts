/** The pages around a page in the order of its book, with what was read of them at a few places. */
import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { pages, readings } from './schema/index.ts';

export type Neighbour = Readonly<{
  pageId: number;
  /** Null as long as nobody has looked at the page. */
  class: string | null;
  /** Place → reading as it was stored. */
  readings: Readonly<Record<string, unknown>>;
}>;

/** Up to `reach` pages on either side and the page itself, in order. Two statements, over the index of the order. */
export const neighboursOf = async (
  db: Db,
  page: { id: number; bookId: number; position: string },
  { reach, places }: { reach: number; places: readonly string[] },
): Promise<readonly Neighbour[]> => {
  const shape = { pageId: pages.id, class: pages.class };
  const place = sql`(${pages.position}, ${pages.id})`;
  const here = sql`(${page.position}::numeric, ${page.id}::bigint)`;
  const ofBook = eq(pages.bookId, page.bookId);
  const [before, after] = await Promise.all([
    db
      .select(shape)
      .from(pages)
      .where(and(ofBook, sql`${place} < ${here}`))
      .orderBy(desc(pages.position), desc(pages.id))
      .limit(reach),
    db
      .select(shape)
      .from(pages)
      .where(and(ofBook, sql`${place} >= ${here}`))
      .orderBy(asc(pages.position), asc(pages.id))
      .limit(reach + 1),
  ]);
  const around = [...before.reverse(), ...after];
  const read = await db
    .select({ pageId: readings.pageId, place: readings.place, content: readings.content })
    .from(readings)
    .where(
      and(
        inArray(
          readings.pageId,
          around.map(({ pageId }) => pageId),
        ),
        inArray(readings.place, [...places]),
      ),
    );
  return around.map((neighbour) => ({
    ...neighbour,
    readings: Object.fromEntries(
      read.filter(({ pageId }) => pageId === neighbour.pageId).map((row) => [row.place, row.content]),
    ),
  }));
};
