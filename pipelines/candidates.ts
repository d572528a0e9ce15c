/** Candidate entries as data, one object an entry: what was read, how sure, where on which page, and how it goes on. */
import { type Actor, authorize } from '../src/access/accounts.ts';
import type { KindCode } from '../src/domain/kinds.ts';
import type { Box, Route, ValueState } from '../src/domain/values.ts';
import { recordAudit } from '../src/store/audit.ts';
import { candidateRows } from '../src/store/candidates.ts';
import type { Db } from '../src/store/database.ts';
import type { Batch } from '../src/store/hand-in.ts';

export type CandidateRecord = Readonly<{
  batch: string;
  book: { office: string; kind: string; year: number; volume: string };
  /** `toFile`: row-major 3×3 homography from pixels of the stored page to pixels of the frame in the file. */
  page: {
    file: string;
    sha256: string;
    index: number;
    side: string;
    image: string;
    width: number;
    height: number;
    toFile: readonly number[];
  };
  entry: { id: number; number: number | null; suffix: string; year: number | null };
  edition: string;
  /** The earlier entry that this one changes or ends, as its fields say; `entry` is its id once it is known here. */
  refersTo: {
    kind: KindCode;
    number: number;
    suffix: string;
    year: number;
    entry: number | null;
  } | null;
  fields: Record<
    string,
    {
      verbatim: string | null;
      normalized: string | null;
      state: ValueState;
      confidence: number;
      box: Box | null;
      engine: string;
      route: Route;
    }
  >;
}>;

/** All live entries of a batch in the order of their pages. Looking at them is a read of entries: audited. */
export async function* candidatesOf(
  ctx: { db: Db },
  actor: Actor,
  batch: Batch,
): AsyncGenerator<CandidateRecord> {
  authorize(actor, 'entry.view', batch.officeId);
  await recordAudit(ctx.db, {
    accountId: actor.accountId,
    officeId: batch.officeId,
    action: 'entry.view',
    subject: 'batch',
    subjectId: batch.id,
  });
  for (let after = 0; ; ) {
    const rows = await candidateRows(ctx.db, { batchId: batch.id, after, limit: 100 });
    for (const row of rows) {
      after = row.entry.id;
      yield {
        batch: batch.name,
        book: { office: row.officeCode, kind: row.book.kind, year: row.book.year, volume: row.book.volume },
        page: {
          file: row.fileName,
          sha256: row.fileSha256,
          index: row.frameIndex,
          side: row.page.side,
          image: row.page.imageSha256,
          width: row.page.width,
          height: row.page.height,
          toFile: row.page.toFile,
        },
        entry: {
          id: row.entry.id,
          number: row.entry.number,
          suffix: row.entry.suffix,
          year: row.entry.registrationYear,
        },
        edition: row.entry.editionId,
        refersTo: row.refersTo,
        fields: row.fields,
      };
    }
    if (rows.length === 0) return;
  }
}
