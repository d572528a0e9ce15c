/** Drafts of the fields that one line with an identity paper holds, and what the witness makes of each of them. */
import { aloneness, otherWaysOf } from './alone.ts';
import { type Draft, type Drafts, type WrittenPlace, written } from './drafts.ts';
import { OTHER_PAPER, PAPER_PARTS, type PaperPart, parseIdentityPaper } from './parsing/identity-paper.ts';
import type { ParseContext, Parsed } from './parsing/parsed.ts';
import { isLikelier, openWritingOf, secondWritingOf, type Witness } from './witness.ts';

type Parts = Readonly<Partial<Record<PaperPart, string>>>;

/** `parts` names the field of each part that the form has a field for. */
export const paperDrafts = (parts: Parts, place: WrittenPlace, context: ParseContext): Drafts => {
  const found = parseIdentityPaper(openWritingOf(place.lines), context);
  const second = secondWritingOf(place.lines);
  const seconds = second === null ? null : parseIdentityPaper(second.writing, context);
  const ways = otherWaysOf(place.lines);
  const otherwise = ways.map((way) => parseIdentityPaper(way.writing, context));
  const draft = (part: PaperPart, value: Parsed, witness: Witness | null): Draft => {
    const said = otherwise.map((paper) => paper[part]);
    return written(value, place, witness, aloneness(place.lines, ways, said, value));
  };
  const drafts: Drafts = {};
  for (const part of PAPER_PARTS) {
    const name = parts[part];
    if (name === undefined) continue;
    if (second === null || seconds === null) {
      drafts[name] = draft(part, found[part], null);
      continue;
    }
    const { confidence } = second;
    const swapped = isLikelier(seconds[part], found[part], confidence);
    const [value, other] = swapped ? [seconds[part], found[part]] : [found[part], seconds[part]];
    drafts[name] = draft(part, value, { ...other, confidence });
  }
  return withoutOtherName(withoutLostHalf(drafts, parts), parts);
};

/** A paper has a kind and a number: where one of both is not found it was there and was lost. */
const withoutLostHalf = (drafts: Drafts, { kind, number }: Parts): Drafts => {
  const [name, digits] = [drafts[kind ?? ''], drafts[number ?? '']];
  if (kind === undefined || number === undefined || name === undefined || digits === undefined) return drafts;
  const lost = (half: Draft, other: Draft): Draft =>
    half.state === 'blank' && other.state === 'read'
      ? { ...half, evidence: { ...half.evidence, source: 'faint' } }
      : half;
  return { ...drafts, [kind]: lost(name, digits), [number]: lost(digits, name) };
};

/** The name of a paper is written once: where it is one of the usual ones the place of other names is blank, as surely as that. */
const withoutOtherName = (drafts: Drafts, { kind, other }: Parts): Drafts => {
  const [name, rest] = [drafts[kind ?? ''], drafts[other ?? '']];
  const usual = name?.state === 'read' && name.normalized !== OTHER_PAPER;
  if (kind === undefined || other === undefined || rest?.state !== 'blank' || !usual) return drafts;
  const evidence = { ...rest.evidence, source: 'named' as const };
  return { ...drafts, [other]: { ...rest, evidence, drawnFrom: [kind] } };
};
