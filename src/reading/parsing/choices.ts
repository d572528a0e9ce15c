/** Fields that say one of a list: codes by their words, ethnic groups, nationalities, relations. */
import { CODE_LISTS, type CodeListName } from '../../domain/code-lists.ts';
import { ETHNIC_GROUPS, findEthnicGroup } from '../../domain/ethnic-groups.ts';
import { findNationality, NATIONALITIES } from '../../domain/nationalities.ts';
import { RELATIONS } from '../knowledge/phrases.ts';
import { bestMatches, type Candidate, candidate } from '../matching.ts';
import { type Glyph, textOf, type Writing } from '../writing.ts';
import {
  blank,
  MAX_MARGIN,
  type ParseContext,
  type Parsed,
  type Parser,
  parsed,
  saysNothing,
} from './parsed.ts';

/** A match may cost this much for every letter of the writing, and this much at most. */
const LIMIT_PER_LETTER = 0.5;
const LIMIT = 3.2;

const limitFor = (glyphs: readonly Glyph[]): number =>
  Math.min(LIMIT, 0.6 + LIMIT_PER_LETTER * glyphs.length);

/** The item that fits best, or what was written with no knowledge behind it. */
const choose = (
  glyphs: readonly Glyph[],
  candidates: readonly Candidate<string>[],
  otherwise: string | null,
): Parsed => {
  const matches = bestMatches(glyphs, candidates, limitFor(glyphs), 12);
  const best = matches[0];
  if (best === undefined) return parsed(glyphs, otherwise, { change: 0.5, margin: 0, knowledge: 0 });
  const next = matches.find((match) => match.item !== best.item);
  return parsed(glyphs, best.item, {
    change: best.cost,
    margin: next === undefined ? MAX_MARGIN : next.total - best.total,
    knowledge: 1,
  });
};

const codeCandidates = new Map<CodeListName, readonly Candidate<string>[]>();

const candidatesOf = (list: CodeListName): readonly Candidate<string>[] => {
  const known = codeCandidates.get(list);
  if (known !== undefined) return known;
  const made = CODE_LISTS[list].flatMap((entry) => entry.words.map((word) => candidate(entry.code, word)));
  codeCandidates.set(list, made);
  return made;
};

export const parseCode: Parser = (writing, { spec }) => {
  if (writing.glyphs.length === 0 || spec.codeList === undefined) return blank();
  return choose(writing.glyphs, candidatesOf(spec.codeList), null);
};

/** How rare an ethnic group is, so that two that fit alike are told apart by sense: Kinh are six of seven people. */
const COMMON_GROUPS = [
  'Kinh',
  'Tày',
  'Thái',
  'Mường',
  'Khơ-me',
  'Nùng',
  'Hoa',
  "H'Mông",
  'Dao',
  'Gia-rai',
  'Ê-đê',
];
const groupPrior = (name: string): number => {
  const rank = COMMON_GROUPS.indexOf(name);
  return rank < 0 ? 0.3 : rank * 0.02;
};

const GROUPS = ETHNIC_GROUPS.flatMap((group) =>
  [group.name, ...group.spellings].map((name) => candidate(group.name, name, groupPrior(group.name))),
);

export const parseEthnicGroup: Parser = (writing) =>
  fromList(writing, (text) => findEthnicGroup(text)?.name, GROUPS);

const COUNTRIES = NATIONALITIES.flatMap((entry, rank) =>
  [entry.name, ...entry.spellings].map((name) => candidate(entry.name, name, rank === 0 ? 0 : 0.25)),
);

export const parseNationality: Parser = (writing) =>
  fromList(writing, (text) => findNationality(text)?.name, COUNTRIES);

const fromList = (
  writing: Writing,
  exact: (text: string) => string | undefined,
  candidates: readonly Candidate<string>[],
): Parsed => {
  if (writing.glyphs.length === 0 || saysNothing(writing)) return blank(writing.glyphs);
  const text = textOf(writing.glyphs);
  const name = exact(text);
  const fitted = choose(writing.glyphs, candidates, text);
  if (name === undefined || name === fitted.normalized) return fitted;
  return parsed(writing.glyphs, name, { change: 0, margin: 0.5, knowledge: 1 });
};

const RELATION_CANDIDATES = RELATIONS.map((relation, rank) =>
  candidate(relation, relation, Math.min(0.3, rank * 0.006)),
);

/** The writing's own case is kept: "cha đẻ" stays small. */
export const parseRelation: Parser = (writing: Writing, _context: ParseContext) => {
  if (writing.glyphs.length === 0 || saysNothing(writing)) return blank(writing.glyphs);
  const text = textOf(writing.glyphs);
  const found = choose(writing.glyphs, RELATION_CANDIDATES, text);
  if (found.normalized === null) return found;
  const small = startsSmall(writing.glyphs);
  return { ...found, normalized: small ? lowerFirst(found.normalized) : found.normalized };
};

/** A small first letter, seen for sure: letters that differ from their capital by size alone do not tell. */
const startsSmall = (glyphs: readonly Glyph[]): boolean => {
  const first = glyphs[0]?.text ?? '';
  return first !== first.toLocaleUpperCase('vi') && !/^[cosvwxzCOSVWXZ]/u.test(first.normalize('NFD'));
};

const lowerFirst = (text: string): string => text.charAt(0).toLocaleLowerCase('vi') + text.slice(1);
