/** The audit chain: who saw or changed what. Rows are chained by a trigger (migration 0001_guards). */
import { sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { auditEvents } from './schema/index.ts';

export type AuditSubject =
  | 'batch'
  | 'book'
  | 'page'
  | 'entry'
  | 'account'
  | 'office'
  | 'hold'
  | 'places'
  | 'form'
  | 'form-draft';

export type AuditRecord = Readonly<{
  /** Null: the system itself. */
  accountId: number | null;
  officeId: number | null;
  /** `entry.view`, `batch.approve`, … */
  action: string;
  subject: AuditSubject;
  subjectId: number;
  /** Ids and codes only. */
  detail?: Readonly<Record<string, string | number | null>>;
}>;

/** Adds rows to the chain; call it last in the transaction of the change, since the chain's lock is held to its end. */
export const recordAudit = async (db: Db, ...records: readonly AuditRecord[]): Promise<void> => {
  if (records.length === 0) return;
  await db.insert(auditEvents).values(records.map((record) => ({ ...record, detail: record.detail ?? {} })));
};

/** Computes the chain again. `brokenAt` is the first row whose hash or link is wrong; `head` the last good hash. */
export const verifyAuditChain = async (
  db: Db,
): Promise<{ rows: number; head: string; brokenAt: number | null }> => {
  const result = await db.execute<{ rows: string; head: string | null; broken_at: string | null }>(sql`
    with chain as (
      select id, hash, previous_hash, coalesce(lag(hash) over (order by id), '') as expected_previous,
        encode(sha256(convert_to(concat_ws('|', previous_hash, id,
          to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), coalesce(account_id::text, ''),
          coalesce(office_id::text, ''), action, subject, subject_id, detail::text), 'UTF8')), 'hex') as expected_hash
      from audit_events)
    select count(*) as rows, (select hash from audit_events order by id desc limit 1) as head,
      min(id) filter (where hash <> expected_hash or previous_hash <> expected_previous) as broken_at
    from chain`);
  const row = result.rows[0];
  return {
    rows: Number(row?.rows ?? 0),
    head: row?.head ?? '',
    brokenAt: row?.broken_at == null ? null : Number(row.broken_at),
  };
};
