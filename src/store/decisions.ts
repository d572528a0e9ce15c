/** What supervisors decide on batches. The database refuses a keyer's approval (trigger `four_eyes`). */
import { desc, eq } from 'drizzle-orm';
import type { Db } from './database.ts';
import { one } from './offices.ts';
import { guarded } from './problems.ts';
import { batches, decisions } from './schema/index.ts';

export type Decision = typeof decisions.$inferSelect;

/**
 * Writes the decision and moves the batch.
 * @throws SohoaError `four-eyes`
 */
export const decideBatch = async (
  db: Db,
  decision: {
    batchId: number;
    batchName: string;
    accountId: number;
    verdict: Decision['verdict'];
    reason: string | null;
  },
): Promise<Decision> =>
  guarded({ batch: decision.batchName }, async () =>
    db.transaction(async (tx) => {
      const { batchName: _name, ...row } = decision;
      const written = one(await tx.insert(decisions).values(row).returning());
      await tx
        .update(batches)
        .set({ state: decision.verdict === 'approve' ? 'accepted' : 'returned' })
        .where(eq(batches.id, decision.batchId));
      return written;
    }),
  );

export const latestDecision = async (db: Db, batchId: number): Promise<Decision | undefined> =>
  (
    await db
      .select()
      .from(decisions)
      .where(eq(decisions.batchId, batchId))
      .orderBy(desc(decisions.id))
      .limit(1)
  )[0];
