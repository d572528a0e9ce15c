/** Candidate entries as data, one object an entry: what was read, how sure, where on which page, and how it goes on. */
import { type Actor, authorize } from '../src/access/accounts.ts';
import type { KindCode } from '../src/domain/kinds.ts';
import type { Box, Route, ValueState } from '../src/domain/values.ts';
import { recordAudit } from '../src/store/audit.ts';
import { type CandidateRow, candidateRows } from '../src/store/candidates.ts';
import type { Db } from '../src/store/database.ts';
import type { Batch } from '../src/store/hand-in.ts';

/** `toFile`: row-major 3×3 homography from pixels of the stored page to pixels of the frame in the file. */
export type CandidatePage = Readonly<{
  file: string;
  sha256: string;
  index: number;
  side: string;
  image: string;
  width: number;
  height: number;
  toFile: readonly number[];
}>;

export type CandidateRecord = Readonly<{
  batch: string;
  book: { office: string; kind: string; year: number; volume: string };
  page: CandidatePage;
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
      /** Where the box lies, when it is not on the entry's own page. */
      page?: CandidatePage;
    }
  >;
}>;

const pageOf = ({
  page,
  fileName,
  fileSha256,
  frameIndex,
}: Pick<CandidateRow, 'page' | 'fileName' | 'fileSha256' | 'frameIndex'>): CandidatePage => ({
  file: fileName,
  sha256: fileSha256,
  index: frameIndex,
  side: page.side,
  image: page.imageSha256,
  width: page.width,
  height: page.height,
  toFile: page.toFile,
});

/** The fields, those of another page (the other side of a spread) with that page. */
const fieldsOf = (row: CandidateRow): CandidateRecord['fields'] =>
  Object.fromEntries(
    Object.entries(row.fields).map(([name, { pageId, ...field }]) => {
      const other = pageId === null || pageId === row.page.id ? undefined : row.pages.get(pageId);
      return [name, other === undefined ? field : { ...field, page: pageOf(other) }];
    }),
  );

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
        page: pageOf(row),
        entry: {
          id: row.entry.id,
          number: row.entry.number,
          suffix: row.entry.suffix,
          year: row.entry.registrationYear,
        },
        edition: row.entry.editionId,
        refersTo: row.refersTo,
        fields: fieldsOf(row),
      };
    }
    if (rows.length === 0) return;
  }
}
