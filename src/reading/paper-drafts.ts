/** Drafts of the fields that one line with an identity paper holds, and what the witness makes of each of them. */
import { type Drafts, type WrittenPlace, written } from './drafts.ts';
import { PAPER_PARTS, type PaperPart, parseIdentityPaper } from './parsing/identity-paper.ts';
import type { ParseContext } from './parsing/parsed.ts';
import { openWritingOf, secondWritingOf } from './witness.ts';

/** `parts` names the field of each part that the form has a field for. */
export const paperDrafts = (
  parts: Readonly<Partial<Record<PaperPart, string>>>,
  place: WrittenPlace,
  context: ParseContext,
): Drafts => {
  const found = parseIdentityPaper(openWritingOf(place.lines), context);
  const second = secondWritingOf(place.lines);
  const seconds = second === null ? null : parseIdentityPaper(second.writing, context);
  const drafts: Drafts = {};
  for (const part of PAPER_PARTS) {
    const name = parts[part];
    if (name === undefined) continue;
    const witness =
      second === null || seconds === null ? null : { ...seconds[part], confidence: second.confidence };
    drafts[name] = written(found[part], place, witness);
  }
  return drafts;
};
