/** Pages of a book that can be read again with another edition. */
import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { entries, fieldValues, holds, pages } from './schema/index.ts';

export type PageToRedo = Readonly<{
  id: number;
  generation: number;
  editionId: string | null;
  editionVersion: number | null;
  class: (typeof pages.$inferSelect)['class'];
  state: (typeof pages.$inferSelect)['state'];
  forcedEdition: string | null;
  /** Whether a person has written a value of an entry on it. */
  hasPeoplesValues: boolean;
  /** The open hold of a page that fits no edition. */
  formHoldId: number | null;
}>;

const FORM_UNKNOWN = 'form-unknown';

/** Pages of entries, and those held because no edition fits them; locked for the rest of the transaction. */
export const pagesToRedo = async (db: Db, bookId: number): Promise<PageToRedo[]> =>
  db
    .select({
      id: pages.id,
      generation: pages.generation,
      editionId: pages.editionId,
      editionVersion: pages.editionVersion,
      class: pages.class,
      state: pages.state,
      forcedEdition: pages.forcedEdition,
      hasPeoplesValues: sql<boolean>`exists (select 1 from ${entries} e join ${fieldValues} v on v.entry_id = e.id
        where e.page_id = ${pages.id} and v.account_id is not null)`,
      formHoldId: holds.id,
    })
    .from(pages)
    .leftJoin(
      holds,
      and(
        eq(holds.subject, 'page'),
        eq(holds.subjectId, pages.id),
        eq(holds.reason, FORM_UNKNOWN),
        isNull(holds.releasedAt),
      ),
    )
    .where(
      and(
        eq(pages.bookId, bookId),
        or(
          and(eq(pages.class, 'entry'), inArray(pages.state, ['imaged', 'read', 'extracted'])),
          and(eq(pages.state, 'held'), eq(holds.reason, FORM_UNKNOWN)),
        ),
      ),
    )
    .orderBy(asc(pages.position), asc(pages.id))
    .for('update', { of: pages });
