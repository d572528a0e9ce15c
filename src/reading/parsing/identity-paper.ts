/**
 * One line that holds a whole identity paper: "CMND số 281234567 do Công an tỉnh Bình Dương cấp ngày 12/05/2010" in any
 * order of its parts. Key words cut it; each part goes to the parser of its own type.
 */
import type { CodeListName } from '../../domain/code-lists.ts';
import { CODE_LISTS } from '../../domain/code-lists.ts';
import { parseIsoDate } from '../../domain/partial-date.ts';
import { GRAMMAR_PARTS } from '../../forms/grammars.ts';
import { bestMatches, candidate, fitCost, lettersOf } from '../matching.ts';
import { boxOf, type Glyph, type Token, textOf, tokensOf, type Writing } from '../writing.ts';

import { parseDate } from './dates.ts';
import { parseDocumentNumber } from './numbers.ts';
import { parseOffice } from './offices.ts';
import { blank, MAX_MARGIN, type ParseContext, type Parsed, parsed } from './parsed.ts';

export const PAPER_PARTS = GRAMMAR_PARTS['identity-paper'];
export type PaperPart = (typeof PAPER_PARTS)[number];
export type ParsedPaper = Readonly<Record<PaperPart, Parsed>>;

const LIST: CodeListName = 'identityPaper';
/** The code of a paper that has a name of its own. */
export const OTHER_PAPER = '8';
const KINDS = CODE_LISTS[LIST].flatMap((entry) =>
  entry.words.filter((word) => word !== 'Khác').map((word) => candidate(entry.code, word)),
);

/** Takes the writing apart. Parts that are not there are blank. */
export const parseIdentityPaper = (writing: Writing, context: ParseContext): ParsedPaper => {
  const tokens = tokensOf(writing.glyphs);
  if (tokens.length === 0) {
    return { kind: blank(), number: blank(), issuedOn: blank(), issuedBy: blank(), other: blank() };
  }
  const numberAt = findNumber(tokens);
  const dateAt = findDate(tokens, numberAt);
  const head = tokens.slice(0, numberAt?.from ?? Math.min(tokens.length, 4));
  const kind = parseKind(head);
  const inside = (part: Span | null): readonly Glyph[] =>
    part === null ? [] : glyphsOf(tokens.slice(part.from, part.to));
  const office = findOffice(tokens, numberAt, dateAt);
  return {
    kind: kind.code,
    number: parsePart(inside(numberAt), writing, (part) => parseDocumentNumber(part, context)),
    issuedOn: parsePart(inside(dateAt), writing, (part) => wholeDay(parseDate(part, context))),
    issuedBy: parsePart(inside(office), writing, (part) => parseOffice(part, context)),
    other: kind.other,
  };
};

/** Papers are issued on a day: a year alone is what is left of one. */
const wholeDay = (found: Parsed): Parsed =>
  found.normalized === null || parseIsoDate(found.normalized)?.precision === 'day'
    ? found
    : { ...found, evidence: { ...found.evidence, knowledge: found.evidence.knowledge / 2 } };

type Span = Readonly<{ from: number; to: number }>;

const parsePart = (glyphs: readonly Glyph[], writing: Writing, parse: (part: Writing) => Parsed): Parsed =>
  glyphs.length === 0 ? blank() : parse({ ...writing, glyphs: trimmed(glyphs) });

const trimmed = (glyphs: readonly Glyph[]): readonly Glyph[] => {
  const outer = /^[\s.,:;'"-]$/u;
  const from = glyphs.findIndex((glyph) => !outer.test(glyph.text));
  let to = glyphs.length;
  while (to > from && outer.test(glyphs[to - 1]?.text ?? '')) to--;
  return from < 0 ? [] : glyphs.slice(from, to);
};

const glyphsOf = (tokens: readonly Token[]): readonly Glyph[] =>
  tokens.flatMap((token, index) => (index === 0 ? token.glyphs : [SPACE, ...token.glyphs]));

const SPACE: Glyph = { text: ' ', confidence: 1, box: [0, 0, 0, 0], alternatives: [] };

const digitsIn = (text: string): number => text.match(/\d/gu)?.length ?? 0;

/** The first long row of digits (a number may be written in groups: "281 234 567"). */
const findNumber = (tokens: readonly Token[]): Span | null => {
  for (let from = 0; from < tokens.length; from++) {
    let to = from;
    let digits = 0;
    while (to < tokens.length && isNumberPiece(tokens[to]?.text ?? '')) {
      digits += digitsIn(tokens[to]?.text ?? '');
      to++;
      if (/[,;]$/u.test(tokens[to - 1]?.text ?? '')) break;
    }
    if (digits >= 6) return { from, to };
    if (to > from) from = to - 1;
  }
  return null;
};

/** Mostly digits, no date: "281234567", "B1234567,", "28l234567". */
const isNumberPiece = (text: string): boolean => {
  const bare = text.replace(/[.,;:]+$/u, '');
  const isDigits = digitsIn(bare) >= 2 && digitsIn(bare) >= bare.length * 0.6;
  return isDigits && (!/\d[/.-]\d/u.test(bare) || STROKED.test(bare));
};
/** A 1 that is a mere stroke is read as a slash: "346/45302" is longer than a month and its year. */
const STROKED = /^(?=(?:\D*\d){8})\d{2,}\/\d{2,}$/u;

/** What follows "ngày" (cấp ngày 12/05/2010), or the last thing that looks like a date. */
const findDate = (tokens: readonly Token[], number: Span | null): Span | null => {
  const start = number?.to ?? 0;
  const wordAt = tokens.findIndex((token, index) => index >= start && isWord(token, 'ngày', 1.2));
  const from =
    wordAt >= 0 ? wordAt : tokens.findIndex((token, index) => index >= start && isDateLike(token.text));
  if (from < 0) return null;
  let to = from + 1;
  while (to < tokens.length && continuesDate(tokens, from, to)) to++;
  // "ngày" alone leads the date and is no part of it; with "tháng" behind it is.
  const isLead = from === wordAt && to > from + 1 && isDateLike(tokens[from + 1]?.text ?? '');
  return { from: isLead ? from + 1 : from, to };
};

const isDateLike = (text: string): boolean => digitsIn(text) >= 4 && /[/.-]/u.test(text);

/** A date ends with its year (four digits) or at a comma. */
const continuesDate = (tokens: readonly Token[], from: number, at: number): boolean => {
  const before = tokens[at - 1];
  if (before === undefined || at - from > 6) return false;
  const isMarker = at - 1 === from && isWord(before, 'ngày', 1.2);
  if (!isMarker && (/[,;]$/u.test(before.text) || digitsIn(before.text) >= 4)) return false;
  const token = tokens[at];
  return (
    token !== undefined &&
    (digitsIn(token.text) > 0 || isWord(token, 'tháng', 1.4) || isWord(token, 'năm', 1))
  );
};

const isWord = (token: Token, word: string, limit: number): boolean => {
  const letters = token.glyphs.filter((glyph) => !/^[.,:;]$/u.test(glyph.text));
  return fitCost(letters, lettersOf(word), limit) <= limit;
};

const KEY_WORDS = ['do', 'cấp', 'nơi', 'ngày', 'số', 'tại', 'bởi'];

/** What is left between and behind number and date, without the words that hold the sentence together. */
const findOffice = (tokens: readonly Token[], number: Span | null, date: Span | null): Span | null => {
  const start = number?.to ?? 0;
  if (number === null && date === null) return null;
  const gaps: Span[] =
    date === null
      ? [{ from: start, to: tokens.length }]
      : [
          { from: start, to: date.from },
          { from: date.to, to: tokens.length },
        ];
  const bare = gaps.map((gap) => withoutKeyWords(tokens, gap)).filter(({ from, to }) => to > from);
  return bare.sort((a, b) => b.to - b.from - (a.to - a.from))[0] ?? null;
};

const KEY_LIMIT = 1.2;
/** The same letters in another case. */
const EXACT = 0.1;

const withoutKeyWords = (tokens: readonly Token[], { from, to }: Span): Span => {
  const isKey = (at: number): boolean => {
    const token = tokens[at];
    if (token === undefined) return false;
    if (!/[\p{L}\d]/u.test(token.text)) return true;
    // "do", however it was read: an office starts with a capital.
    if (at === from && /^\p{Ll}{1,2}$/u.test(token.text) && /^\p{Lu}/u.test(tokens[at + 1]?.text ?? ''))
      return true;
    // "Hà Nội cấp": a capital begins a name, however near it looks to "nơi".
    const limit = /^\p{Lu}/u.test(token.text) ? EXACT : KEY_LIMIT;
    return KEY_WORDS.some(
      (word) => isWord(token, word, limit) && (word.length > 2 || token.text.length === word.length),
    );
  };
  while (from < to && isKey(from)) from++;
  while (to > from && isKey(to - 1)) to--;
  return { from, to };
};

/** The words before the number, without "số" and a colon. An unknown paper is "other", with its name. */
const parseKind = (head: readonly Token[]): { code: Parsed; other: Parsed } => {
  let words = [...head];
  while (words.length > 1 && isWord(words.at(-1) as Token, 'số', 0.9)) words = words.slice(0, -1);
  const glyphs = trimmed(glyphsOf(words));
  if (glyphs.length === 0) return { code: blank(), other: blank() };
  const matches = bestMatches(glyphs, KINDS, Math.min(3, 0.8 + 0.3 * glyphs.length), 8);
  const best = matches[0];
  if (best === undefined) {
    const name = textOf(glyphs);
    return {
      code: parsed(glyphs, OTHER_PAPER, { change: 1, margin: 0.3, knowledge: 0 }),
      other: parsed(glyphs, name, { change: 0, margin: 1, knowledge: 0 }),
    };
  }
  const next = matches.find((match) => match.item !== best.item);
  const margin = next === undefined ? MAX_MARGIN : next.total - best.total;
  return {
    code: { ...parsed(glyphs, best.item, { change: best.cost, margin, knowledge: 1 }), box: boxOf(glyphs) },
    other: blank(),
  };
};
