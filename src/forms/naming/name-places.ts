/**
 * Guesses which official field each place of an unknown form is for: by the likeness of its label to wordings of known
 * editions, and by the person that the label, the heading above or the column speaks of.
 */
import { KIND_CODES, KINDS, type KindCode } from '../../domain/kinds.ts';
import {
  officialWordings,
  personsOf,
  plainWords,
  type Target,
  targetNames,
  type Wording,
  wordingsFor,
} from './wordings.ts';

/** A place in reading order. `above`: headings it stands under, the nearest first. */
export type Unnamed = { readonly label: string; readonly above: readonly string[] };
export type Guess = { readonly target: Target; readonly confidence: number };

/** Below this a label is left for a person to name. */
const LEAST_LIKENESS = 0.6;
const RIGHT_PERSON = 0.3;
const WRONG_PERSON = -0.25;
const OFFICIAL_ONLY = -0.04;

/** One guess a place, null where nothing is like it. No name is guessed twice. */
export const namePlaces = (
  places: readonly Unnamed[],
  kind: KindCode,
  known: readonly Wording[],
): readonly (Guess | null)[] => {
  const persons = personsOf(kind);
  const wordings = wordingsFor(kind, known);
  const official = officialWordings(kind);
  const spoken = personsSpokenOf(places, persons);
  const scored = places.flatMap((place, at) => {
    const label = plainWords(place.label);
    if (label === '') return [];
    const bare = withoutPersons(label, persons);
    const score = ({ label: words, person, target }: Wording, cost: number) => {
      const like =
        Math.max(likeness(label, words), likeness(bare, withoutPersons(words, persons)) - 0.02) + cost;
      const fit = person === '' ? 0 : person === spoken[at] ? RIGHT_PERSON : WRONG_PERSON;
      return { at, target, score: like + fit, like, sure: Math.min(1, like) + Math.min(0, fit) };
    };
    return [
      ...wordings.map((one) => score(one, 0)),
      ...official.map((one) => score(one, OFFICIAL_ONLY)),
    ].filter(({ like }) => like >= LEAST_LIKENESS);
  });
  const guesses: (Guess | null)[] = places.map(() => null);
  const taken = new Set<string>();
  for (const { at, target, sure } of scored.sort((a, b) => b.score - a.score || a.at - b.at)) {
    const names = targetNames(target);
    if (guesses[at] !== null || names.some((name) => taken.has(name))) continue;
    guesses[at] = { target, confidence: Math.round(Math.max(0, sure) * 100) / 100 };
    for (const name of names) taken.add(name);
  }
  return guesses;
};

/** The kind whose fields the labels speak of most. */
export const guessKind = (
  places: readonly Unnamed[],
  titles: readonly string[],
  known: readonly Wording[],
): KindCode => {
  const said = titles.map(plainWords).join(' ');
  let best: { kind: KindCode; score: number } = { kind: 'KS', score: -1 };
  for (const kind of KIND_CODES) {
    const named = namePlaces(places, kind, known).reduce((sum, guess) => sum + (guess?.confidence ?? 0), 0);
    const score = named + (said.includes(plainWords(KINDS[kind].title.vi)) ? places.length : 0);
    if (score > best.score) best = { kind, score };
  }
  return best.kind;
};

/**
 * For every place whom it is about: said in its label, in a heading above it, or of the place before. Before the first word
 * of anybody it is somebody of whom no heading speaks (a heading that could not be read), in the template's order.
 */
const personsSpokenOf = (
  places: readonly Unnamed[],
  persons: ReadonlyMap<string, readonly string[]>,
): readonly string[] => {
  const said = places.map(({ label, above }) => {
    const own = personIn(label, persons);
    return own !== ''
      ? own
      : (above.map((text) => personIn(text, persons)).find((person) => person !== '') ?? '');
  });
  const mentioned = new Set(said);
  let current = [...persons.keys()].find((person) => !mentioned.has(person)) ?? [...persons.keys()][0] ?? '';
  return said.map((person) => {
    if (person !== '') current = person;
    return current;
  });
};

/** The person that a text speaks of: the longest of their words that is in it. */
export const personIn = (text: string, persons: ReadonlyMap<string, readonly string[]>): string => {
  const words = ` ${plainWords(text)} `;
  let best = { person: '', length: 0 };
  for (const [person, names] of persons)
    for (const name of names)
      if ((words.includes(` ${name} `) || isHeading(words.trim(), name)) && name.length > best.length)
        best = { person, length: name.length };
  return best.person;
};

/** "I. VỢ" that was read as "LVỢ": a Roman number that ran into its word. */
const isHeading = (words: string, name: string): boolean =>
  words.endsWith(name) && /^[il1vx]{1,3}$/u.test(words.slice(0, -name.length));

const withoutPersons = (words: string, persons: ReadonlyMap<string, readonly string[]>): string => {
  let left = ` ${words} `;
  for (const name of [...persons.values()].flat().sort((a, b) => b.length - a.length))
    left = left.replace(` ${name} `, ' ');
  const rest = left
    .replace(/\bcua\b/u, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  return rest === '' ? words : rest;
};

/** 0…1: the better of letters in order and words in common. */
export const likeness = (a: string, b: string): number => {
  if (a === '' || b === '') return 0;
  const letters = 1 - editDistance(a, b) / Math.max(a.length, b.length);
  const [left, right] = [new Set(a.split(' ')), new Set(b.split(' '))];
  const common = [...left].filter((word) => right.has(word)).length;
  return Math.max(letters, (0.92 * 2 * common) / (left.size + right.size));
};

const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
};
