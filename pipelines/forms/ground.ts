/** What a draft lies upon: its newest samples, or the blank pictures of the edition that it began with. */
import { z } from 'zod';
import { DRAFT_CLASSES } from '../../src/forms/draft/draft.ts';
import type { DraftProposal } from '../../src/forms/draft/proposal.ts';
import type { Layout } from '../../src/forms/edition.ts';
import type { Db } from '../../src/store/database.ts';
import { doneSamples, type StoredDraft } from '../../src/store/form-drafts.ts';
import type { PageFiles } from '../../src/store/page-files.ts';
import type { BlankSource, SampleSide } from '../bench/protocol.ts';

/** How a sample is asked for: kept with it, so that it does not matter who looks at it. */
export const sampleRequest = z.strictObject({
  class: z.enum(DRAFT_CLASSES),
  spread: z.enum(['auto', 'never', 'always']),
});
export type StoredSide = Omit<SampleSide, 'path'> & Readonly<{ sha256: string }>;
export type SampleResult = Readonly<{ proposal: DraftProposal; sides: readonly StoredSide[] }>;

/** A sample that was looked at. */
export type DoneSample = Readonly<{ pageId: number; class: Layout['class'] }> & SampleResult;

/** What a draft lies upon, and what its blank pictures are made from: the newest sample of a class, or the edition's. */
export type Ground = Readonly<{ samples: readonly DoneSample[]; blanks: StoredDraft['blanks'] }>;
export const groundOf = async (db: Db, draft: StoredDraft): Promise<Ground> => {
  const newest = new Map<Layout['class'], DoneSample>();
  for (const page of await doneSamples(db, draft.id)) {
    const request = sampleRequest.parse(page.request);
    const { proposal, sides } = page.result as SampleResult;
    newest.set(request.class, { pageId: page.id, class: request.class, proposal, sides });
  }
  return { samples: [...newest.values()], blanks: draft.blanks };
};

/** Paths of what the blank pictures of a draft are made from. */
export const blankSources = async (
  { pageFiles }: Readonly<{ pageFiles: PageFiles }>,
  { samples, blanks }: Ground,
): Promise<readonly BlankSource[]> => {
  const sources = new Map<string, BlankSource>();
  for (const [layoutClass, { sha256 }] of Object.entries(blanks)) {
    const path = await pageFiles.localPath(sha256);
    sources.set(layoutClass, { class: layoutClass as BlankSource['class'], path, sampleDpi: null });
  }
  for (const sample of samples) {
    const side = sample.sides.find((one) => one.side === 'single');
    if (side === undefined) continue;
    const path = await pageFiles.localPath(side.sha256);
    sources.set(sample.class, { class: sample.class, path, sampleDpi: side.dpi });
  }
  return [...sources.values()];
};
