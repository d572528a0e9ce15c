/** Drafts of the fields that one line with an identity paper holds, and what the witness makes of each of them. */
import { type Drafts, type WrittenPlace, written } from './drafts.ts';
import { PAPER_PARTS, type PaperPart, parseIdentityPaper } from './parsing/identity-paper.ts';
import type { ParseContext } from './parsing/parsed.ts';
import { isLikelier, openWritingOf, secondWritingOf } from './witness.ts';

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
    if (second === null || seconds === null) {
      drafts[name] = written(found[part], place);
      continue;
    }
    const { confidence } = second;
    const swapped = isLikelier(seconds[part], found[part], confidence);
    const [value, other] = swapped ? [seconds[part], found[part]] : [found[part], seconds[part]];
    drafts[name] = written(value, place, { ...other, confidence });
  }
  return drafts;
};
