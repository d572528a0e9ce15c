/**
 * The queue of entries: who has which. A lease is a row of `entry_work` with an account, an end by the database's clock
 * and a fence that goes up whenever somebody takes the entry. So leases outlive restarts of the server, and a save that
 * comes late from a lease that was lost is told by its number.
 */
import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { SohoaError } from '../domain/errors.ts';
import type { KindCode } from '../domain/kinds.ts';
import type { BookHand, Lane, SkipReason } from '../domain/work.ts';
import type { Db } from './database.ts';
import type { Batch } from './hand-in.ts';
import { prepared } from './prepared.ts';
import { batches, entryWork, skips } from './schema/index.ts';

export const LEASE_MINUTES = 15;
/** The entry on screen and the three fetched ahead, twice: two tabs. */
export const MOST_LEASES = 8;

export type EntryWork = typeof entryWork.$inferSelect;
export type Lease = Readonly<{ entryId: number; officeId: number; fence: number; until: Date }>;

export type ClaimFilter = Readonly<{
  accountId: number;
  /** In this order; `officeIds` null: every office. */
  lanes: readonly Readonly<{ lane: Lane; officeIds: readonly number[] | null }>[];
  kinds?: readonly KindCode[] | undefined;
  hands?: readonly BookHand[] | undefined;
  batchId?: number | undefined;
  includeSkipped?: boolean;
}>;

const list = (values: readonly (string | number)[]) => sql.param([...values]);
const leaseEnd = sql`now() + make_interval(mins => ${LEASE_MINUTES})`;

/** What the functions `next_free` and `claim_entries` (migration 0024) are asked with. */
const asked = ({ accountId, kinds, hands, batchId, includeSkipped }: ClaimFilter) => ({
  account: accountId,
  kinds: kinds ?? null,
  hands: hands ?? null,
  batch: batchId ?? null,
  skipped: includeSkipped ?? false,
});
const wishes = sql`${sql.placeholder('kinds')}::text[], ${sql.placeholder('hands')}::text[], ${sql.placeholder('batch')}::bigint,
  ${sql.placeholder('skipped')}::boolean`;

const claimQuery = prepared((db) =>
  db
    .select({
      entryId: sql<string>`taken.entry_id`,
      officeId: sql<string>`taken.office_id`,
      fence: sql<number>`taken.fence`,
      until: sql<Date>`taken.leased_until`,
    })
    .from(
      sql`claim_entries(${sql.placeholder('account')}::bigint, ${sql.placeholder('lanes')}::text[],
        ${sql.placeholder('offices')}::jsonb, ${wishes}, ${sql.placeholder('most')}::integer,
        make_interval(mins => ${sql.raw(String(LEASE_MINUTES))})) as taken`,
    )
    .prepare('claim_entries'),
);

/** Takes the next entries, in one statement: two people who ask at once get different ones. */
export const claimNext = async (db: Db, filter: ClaimFilter, most: number): Promise<Lease[]> => {
  const rows = await claimQuery(db).execute({
    ...asked(filter),
    lanes: filter.lanes.map(({ lane }) => lane),
    offices: JSON.stringify(filter.lanes.map(({ officeIds }) => officeIds)),
    most,
  });
  return rows.map(({ entryId, officeId, fence, until }) => ({
    entryId: Number(entryId),
    officeId: Number(officeId),
    fence,
    until: new Date(until),
  }));
};

/**
 * Whether a free entry is there that `claimNext` may have passed over because somebody had its row locked at that moment: a
 * save, or another claim that was then taken back.
 */
export const isAnyFree = async (db: Db, filter: ClaimFilter): Promise<boolean> => {
  const { account, kinds, hands, batch, skipped } = asked(filter);
  for (const { lane, officeIds } of filter.lanes) {
    const offices = officeIds === null ? null : list(officeIds);
    const result = await db.execute<{
      id: string | null;
    }>(sql`select next_free(${account}::bigint, ${lane}, ${offices}::bigint[],
      ${kinds === null ? null : list(kinds)}::text[], ${hands === null ? null : list(hands)}::text[], ${batch}::bigint, ${skipped}, false) as id`);
    if (result.rows[0]?.id != null) return true;
  }
  return false;
};

const leaseColumns = {
  entryId: entryWork.entryId,
  officeId: entryWork.officeId,
  fence: entryWork.fence,
  until: entryWork.leasedUntil,
};
const asLeases = <L extends Omit<Lease, 'until'>>(
  rows: readonly (L & { until: Date | null })[],
): (Omit<L, 'until'> & { until: Date })[] =>
  rows.flatMap(({ until, ...lease }) => (until === null ? [] : [{ ...lease, until }]));

/** Leases that the account holds and that have not run out, with the lane that each entry is in (null: all is settled). */
export const leasesOf = async (db: Db, accountId: number): Promise<(Lease & { lane: Lane | null })[]> =>
  asLeases(await leasesQuery(db).execute({ account: accountId }));

const leasesQuery = prepared((db) =>
  db
    .select({ ...leaseColumns, lane: entryWork.lane })
    .from(entryWork)
    .where(and(eq(entryWork.accountId, sql.placeholder('account')), sql`${entryWork.leasedUntil} > now()`))
    .orderBy(entryWork.entryId)
    .prepare('leases_of_account'),
);

/**
 * Takes one entry, open or not, unless somebody else works on it.
 * @throws SohoaError `entry-busy`
 */
export const claimEntry = async (db: Db, entryId: number, accountId: number): Promise<Lease> => {
  await ensureWork(db, entryId);
  const taken = asLeases(
    await db
      .update(entryWork)
      .set({
        accountId,
        leasedUntil: leaseEnd,
        // A lease of one's own stays what it is: the other tab must not lose it.
        fence: sql`case when ${entryWork.accountId} = ${accountId} and ${entryWork.leasedUntil} > now()
          then ${entryWork.fence} else ${entryWork.fence} + 1 end`,
      })
      .where(
        and(
          eq(entryWork.entryId, entryId),
          sql`(${entryWork.leasedUntil} is null or ${entryWork.leasedUntil} < now() or ${entryWork.accountId} = ${accountId})`,
        ),
      )
      .returning(leaseColumns),
  )[0];
  if (taken === undefined) throw new SohoaError('entry-busy', { entry: entryId });
  return taken;
};

/** Entries that never had a task have no row yet. */
const ensureWork = async (db: Db, entryId: number): Promise<void> => {
  const there = await db.$count(entryWork, eq(entryWork.entryId, entryId));
  if (there === 0) await db.execute(sql`select refresh_work(array[${entryId}]::bigint[])`);
};

export type LockedWork = Readonly<{
  work: EntryWork;
  batch: Pick<Batch, 'id' | 'name' | 'state' | 'officeId'>;
}>;

/**
 * Locks the entry's row for the rest of the transaction and checks that this person may write. With a `fence` they must
 * hold that very lease; one that ran out while nobody else wanted the entry still counts. Without (the command line)
 * nobody else may hold it.
 * @throws SohoaError `lease-lost`, `entry-busy`
 */
export const lockWork = async (
  tx: Db,
  entryId: number,
  accountId: number,
  fence: number | undefined,
): Promise<LockedWork> => {
  let row = await lockedRow(tx, entryId);
  if (row === undefined) {
    await ensureWork(tx, entryId);
    row = await lockedRow(tx, entryId);
  }
  if (row === undefined) throw new SohoaError('entry-unknown', { entry: entryId });
  const { work, batch, isLive } = row;
  if (fence === undefined) {
    if (isLive && work.accountId !== accountId) throw new SohoaError('entry-busy', { entry: entryId });
  } else if (work.accountId !== accountId || work.fence !== fence) {
    throw new SohoaError('lease-lost', { entry: entryId });
  }
  return { work, batch };
};

const lockedRow = async (tx: Db, entryId: number) =>
  (
    await tx
      .select({
        work: entryWork,
        batch: { id: batches.id, name: batches.name, state: batches.state, officeId: batches.officeId },
        isLive: sql<boolean>`coalesce(${entryWork.leasedUntil} > now(), false)`,
      })
      .from(entryWork)
      .innerJoin(batches, eq(batches.id, entryWork.batchId))
      .where(eq(entryWork.entryId, sql.placeholder('entry')))
      .for('update', { of: entryWork })
      .prepare('locked_work')
      .execute({ entry: entryId })
  )[0];

/** Keeps leases for another quarter of an hour; those that are lost are not in the answer. */
export const renewLeases = async (
  db: Db,
  accountId: number,
  leases: readonly Pick<Lease, 'entryId' | 'fence'>[],
): Promise<Lease[]> => {
  if (leases.length === 0) return [];
  return asLeases(
    await db
      .update(entryWork)
      .set({ leasedUntil: leaseEnd })
      .where(and(eq(entryWork.accountId, accountId), ofLeases(leases)))
      .returning(leaseColumns),
  );
};

/** Gives leases back; what is lost already is left alone. */
export const giveBack = async (
  db: Db,
  accountId: number,
  leases: readonly Pick<Lease, 'entryId' | 'fence'>[],
): Promise<void> => {
  if (leases.length === 0) return;
  await db
    .update(entryWork)
    .set({ accountId: null, leasedUntil: null })
    .where(and(eq(entryWork.accountId, accountId), ofLeases(leases)));
};

const ofLeases = (leases: readonly Pick<Lease, 'entryId' | 'fence'>[]) =>
  sql`(${entryWork.entryId}, ${entryWork.fence}) in (${sql.join(
    leases.map(({ entryId, fence }) => sql`(${entryId}::bigint, ${fence}::int)`),
    sql`, `,
  )})`;

/** Leaves an entry to others: it is given back and not offered to this person again in this lane. */
export const leaveToOthers = async (
  tx: Db,
  skip: { entryId: number; accountId: number; reason: SkipReason; note: string } | undefined,
  work: Pick<EntryWork, 'entryId'>,
  accountId: number,
): Promise<void> => {
  if (skip !== undefined) await tx.insert(skips).values(skip);
  await tx
    .update(entryWork)
    .set({
      accountId: null,
      leasedUntil: null,
      skippedBy: sql`array_append(array_remove(${entryWork.skippedBy}, ${accountId}::bigint), ${accountId}::bigint)`,
    })
    .where(eq(entryWork.entryId, work.entryId));
};

/** Offers an entry again to somebody who left it to others. */
export const offerAgain = async (tx: Db, entryId: number, accountId: number): Promise<void> => {
  await tx
    .update(entryWork)
    .set({ skippedBy: sql`array_remove(${entryWork.skippedBy}, ${accountId}::bigint)` })
    .where(eq(entryWork.entryId, entryId));
};

const openWorkQuery = prepared((db) =>
  db
    .select({ entryId: entryWork.entryId })
    .from(entryWork)
    .where(and(eq(entryWork.bookId, sql.placeholder('book')), isNotNull(entryWork.lane)))
    .limit(1)
    .prepare('open_work_of_book'),
);

/** Whether any entry of the book still needs a person. */
export const hasOpenWork = async (db: Db, bookId: number): Promise<boolean> =>
  (await openWorkQuery(db).execute({ book: bookId })).length > 0;

export type WorkCount = Readonly<{
  lane: Lane;
  officeId: number;
  kind: KindCode;
  hand: BookHand;
  entries: number;
}>;

/** How much waits for somebody, each number counted up to `countTo`. */
export const countWork = async (
  db: Db,
  options: { lane: Lane; accountId: number; officeIds: readonly number[] | null; countTo: number },
): Promise<WorkCount[]> => {
  const { lane, accountId, officeIds, countTo } = options;
  const open = sql`w.lane = ${lane} and w.lane is not null and not w.parked`;
  const start = officeIds === null ? sql`true` : sql`w.office_id = any (${list(officeIds)}::bigint[])`;
  const result = await db.execute<{ office_id: string; kind: KindCode; hand: BookHand; entries: string }>(sql`
    with recursive groups as (
      (select w.office_id, w.kind, w.hand from entry_work w where ${open} and ${start}
        order by w.office_id, w.kind, w.hand limit 1)
      union all
      select next.* from groups g cross join lateral
        (select w.office_id, w.kind, w.hand from entry_work w where ${open} and ${start}
          and (w.office_id, w.kind, w.hand) > (g.office_id, g.kind, g.hand)
          order by w.office_id, w.kind, w.hand limit 1) next
    ), counted as (
      select g.*, (select count(*) from (select 1 from entry_work w where ${open} and w.office_id = g.office_id
        and w.kind = g.kind and w.hand = g.hand and not (${accountId}::bigint = any (w.excluded))
        and not (${accountId}::bigint = any (w.skipped_by))
        and (w.leased_until is null or w.leased_until < now() or w.account_id = ${accountId}) limit ${countTo}) waiting) as entries
      from (select * from groups limit 200) g
    )
    select * from counted where entries > 0`);
  return result.rows.map((row) => ({
    lane,
    officeId: Number(row.office_id),
    kind: row.kind,
    hand: row.hand,
    entries: Number(row.entries),
  }));
};
