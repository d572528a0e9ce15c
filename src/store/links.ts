/** Links from an entry to the earlier one it changes or ends: kept in step with what either of them says. */
import { and, eq, inArray, ne, or, sql } from 'drizzle-orm';
import { officeKey, type ReferredEntry, referenceFields, referredEntry } from '../domain/entry-reference.ts';
import type { Db } from './database.ts';
import { listOffices } from './offices.ts';
import { entries, entryFields, entryLinks, fieldValues } from './schema/index.ts';

type LinkedEntry = Pick<
  typeof entries.$inferSelect,
  'id' | 'kind' | 'officeId' | 'registrationYear' | 'number' | 'suffix' | 'state'
>;

/** After the fields by which an entry speaks of another one changed: the link says what they say now. */
export const settleLink = async (
  tx: Db,
  { id, kind, officeId }: Pick<LinkedEntry, 'id' | 'kind' | 'officeId'>,
): Promise<void> => {
  const names = referenceFields(kind);
  if (names.length === 0) return;
  const said = await tx
    .select({ field: entryFields.field, normalized: fieldValues.normalized })
    .from(entryFields)
    .innerJoin(fieldValues, eq(fieldValues.id, entryFields.valueId))
    .where(and(eq(entryFields.entryId, id), inArray(entryFields.field, [...names])));
  const referred = referredEntry(
    kind,
    Object.fromEntries(said.map(({ field, normalized }) => [field, normalized])),
  );
  if (referred === null) {
    await tx.delete(entryLinks).where(eq(entryLinks.entryId, id));
    return;
  }
  const at = await officeOf(tx, referred, officeId);
  const link = {
    kind: referred.kind,
    registrationYear: referred.year,
    number: referred.number,
    suffix: referred.suffix,
    officeId: at,
    targetId: at === null ? null : await targetOf(tx, referred, at),
  };
  await tx
    .insert(entryLinks)
    .values({ entryId: id, ...link })
    .onConflictDoUpdate({ target: entryLinks.entryId, set: link });
};

/** The office of that name; the entry's own when several are called so. */
const officeOf = async (tx: Db, { office }: ReferredEntry, own: number): Promise<number | null> => {
  if (office === null) return null;
  const key = officeKey(office);
  const called = (await listOffices(tx)).filter(({ name }) => officeKey(name) === key);
  return called.length === 1 ? (called[0]?.id ?? null) : (called.find((one) => one.id === own)?.id ?? null);
};

const targetOf = async (tx: Db, referred: ReferredEntry, officeId: number): Promise<number | null> => {
  const [found] = await tx
    .select({ id: entries.id })
    .from(entries)
    .where(
      and(
        eq(entries.officeId, officeId),
        eq(entries.kind, referred.kind),
        eq(entries.registrationYear, referred.year),
        eq(entries.number, referred.number),
        eq(entries.suffix, referred.suffix),
        ne(entries.state, 'withdrawn'),
      ),
    );
  return found?.id ?? null;
};

/** After an entry got, changed or lost its identity: those that speak of it point at it, others no longer do. */
export const settleLinksTo = async (tx: Db, entry: LinkedEntry): Promise<void> => {
  const { id, kind, officeId, registrationYear, number, suffix, state } = entry;
  const isKnown = number !== null && registrationYear !== null && state !== 'withdrawn';
  const meant = isKnown
    ? and(
        eq(entryLinks.number, number),
        eq(entryLinks.kind, kind),
        eq(entryLinks.registrationYear, registrationYear),
        eq(entryLinks.suffix, suffix),
        eq(entryLinks.officeId, officeId),
      )
    : sql`false`;
  await tx
    .update(entryLinks)
    .set({ targetId: sql`case when ${meant} then ${id}::bigint end` })
    .where(or(meant, eq(entryLinks.targetId, id)));
};

/** The earlier entries that these change, by the id of the changing one. */
export const linksOf = async (db: Db, entryIds: readonly number[]) =>
  entryIds.length === 0
    ? []
    : db
        .select()
        .from(entryLinks)
        .where(inArray(entryLinks.entryId, [...entryIds]));
