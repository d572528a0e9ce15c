/**
 * How likely words are in civil-status papers, alone and beside each other: the language model behind free text, places
 * and names of offices. Built once from unit names, name syllables and phrases; weights are rough by design.
 */
import { NAME_SYLLABLES, SURNAMES } from '../../domain/names.ts';
import { syllableKey } from '../../domain/syllables.ts';
import { type Candidate, candidate } from '../matching.ts';
import { EXTINCT_PROVINCES } from './extinct-provinces.ts';
import {
  CAUSES,
  NOTES,
  NUMBERED,
  OFFICES,
  PAPER_PHRASES,
  PLACES,
  REASONS,
  RELATIONS,
  TITLES,
} from './phrases.ts';
import { provinces, UNIT_TYPES, type Unit } from './units.ts';

export type Lexicon = Readonly<{
  /** Cost of a word alone: 0 for the commonest, more for rare ones, undefined for unknown ones. Any case. */
  rarity: (word: string) => number | undefined;
  /** The second word as it is written where these two stand beside each other in a known phrase or name. */
  together: (left: string, right: string) => string | undefined;
  /** Whether these two stand beside each other in the name of a unit. */
  inName: (left: string, right: string) => boolean;
  /** All words as candidates for matching, their rarity as prior. */
  candidates: readonly Candidate<string>[];
}>;

const RARITY_WEIGHT = 0.11;

/** Stands for every number in the pairs: "đội 8" is "đội 0". */
const NUMBER = '0';
const pairKey = (word: string): string => (/^\d+$/u.test(word) ? NUMBER : syllableKey(word));

const build = (): Lexicon => {
  const weights = new Map<string, { text: string; weight: number }>();
  const pairs = new Map<string, string>();
  const add = (phrase: string, weight: number): void => {
    const words = phrase.split(/[\s(),]+/u).filter((word) => word !== '');
    words.forEach((word, index) => {
      const key = pairKey(word);
      const known = weights.get(key);
      if (known === undefined) weights.set(key, { text: word, weight });
      else known.weight += weight;
      const before = words[index - 1];
      if (before !== undefined) pairs.set(`${pairKey(before)} ${key}`, word);
    });
  };
  for (const list of [RELATIONS, TITLES, OFFICES, PLACES, CAUSES, NOTES, REASONS, PAPER_PHRASES]) {
    for (const phrase of list) add(phrase, 30);
  }
  for (const { word } of UNIT_TYPES) add(word, 2000);
  for (const word of NUMBERED) add(`${word} ${NUMBER}`, 60);
  SURNAMES.forEach((word, rank) => {
    add(word, 60 / (1 + rank / 4));
  });
  NAME_SYLLABLES.forEach((word, rank) => {
    add(word, 60 / (1 + rank / 10));
  });
  const names = new Set<string>();
  const addUnit = (unit: Unit): void => {
    // What kind of unit it is says nothing of the word behind it: "thị trấn Quỳnh Lưu" makes no "Trấn" of "Trần Quỳnh".
    add(unit.type, 1);
    add(unit.name, 1);
    const words = unit.name.split(' ');
    words.slice(1).forEach((word, at) => {
      names.add(`${syllableKey(words[at] ?? '')} ${syllableKey(word)}`);
    });
    for (const child of unit.children) addUnit(child);
  };
  for (const province of provinces()) addUnit(province);
  for (const { name } of EXTINCT_PROVINCES) add(name, 1);
  const heaviest = Math.max(...[...weights.values()].map(({ weight }) => weight));
  const rarities = new Map(
    [...weights].map(([key, { weight }]) => [key, RARITY_WEIGHT * Math.log(heaviest / weight)] as const),
  );
  return {
    rarity: (word) => rarities.get(syllableKey(word)),
    together: (left, right) => pairs.get(`${pairKey(left)} ${pairKey(right)}`),
    inName: (left, right) => names.has(`${syllableKey(left)} ${syllableKey(right)}`),
    candidates: [...weights]
      .filter(([key]) => key !== NUMBER)
      .map(([key, { text }]) => candidate(text, text, rarities.get(key) ?? 0)),
  };
};

let built: Lexicon | undefined;

/** The lexicon of civil-status papers. Building takes about 100 ms, once a process. */
export const lexicon = (): Lexicon => {
  built ??= build();
  return built;
};
