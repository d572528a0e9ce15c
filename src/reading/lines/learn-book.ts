/**
 * Learning a book: its hand (a last layer, learn.ts) and its words (book-words.ts), each alone and both together. Every
 * fifth entry is kept aside, and what is learnt is only kept when the lines of those are read better: which of the
 * three read them best is what the book gets. Pure and deterministic.
 */
import type { FieldType } from '../../domain/fields.ts';
import { beamSearch } from './beam.ts';
import { type BookText, type BookWords, bookWords } from './book-words.ts';
import { type Head, scoresOf } from './head.ts';
import { knowledgeFor, letterModel, searchWith } from './knowledge.ts';
import { isUsable, type Lesson, trainHead } from './learn.ts';

/** A verified line: `entry` tells entries apart, because a name that stands twice in one is no proof. */
export type BookLesson = Lesson & Readonly<{ entry: number; type: FieldType }>;

export type LearntBook = Readonly<{
  /** The learnt last layer; null where the shipped one reads as well. */
  head: Head | null;
  /** Whether the book's words help. */
  words: boolean;
  lessons: number;
  heldOut: number;
  /** Character errors of the lines kept aside, as shares, before and with the best of what was learnt. */
  before: number;
  after: number;
  /** Whether those got clearly better; if not, there is nothing to keep. */
  better: boolean;
}>;

const HELD_OUT_EVERY = 5;
const LEAST_GAIN = 0.02;

/** `characters` of the network: class i + 1 is character i. */
export const learnBook = (
  shipped: Head,
  lessons: readonly BookLesson[],
  characters: readonly string[],
): LearntBook => {
  const usable = lessons.filter(isUsable);
  const entries = [...new Set(usable.map(({ entry }) => entry))];
  const aside = new Set(entries.filter((_, index) => index % HELD_OUT_EVERY === HELD_OUT_EVERY - 1));
  const held = usable.filter(({ entry }) => aside.has(entry));
  const shown = usable.filter(({ entry }) => !aside.has(entry));
  const head = trainHead(shipped, shown);
  const words = bookWords(shown.map((lesson) => textOf(lesson, characters)));
  const errors = (using: Head, letters: BookWords): number => errorRate(held, using, letters, characters);
  const before = errors(shipped, letterModel);
  const tries = [
    { head: null, words: true, after: errors(shipped, words) },
    { head, words: false, after: errors(head, letterModel) },
    { head, words: true, after: errors(head, words) },
  ];
  const best = tries.reduce((a, b) => (b.after < a.after ? b : a));
  return {
    ...best,
    lessons: shown.length,
    heldOut: held.length,
    before,
    better: held.length > 0 && best.after < before * (1 - LEAST_GAIN),
  };
};

const textOf = ({ type, labels }: BookLesson, characters: readonly string[]): BookText => ({
  type,
  text: labels.map((label) => characters[label - 1] ?? '').join(''),
});

/** Character errors of the best readings, as a share of all characters. */
const errorRate = (
  lessons: readonly BookLesson[],
  head: Head,
  letters: BookWords,
  characters: readonly string[],
): number => {
  let [errors, all] = [0, 0];
  for (const { features, labels, type } of lessons) {
    const knowledge = knowledgeFor(type);
    const scores = scoresOf(head, features);
    const found = beamSearch(scores, characters, letters(knowledge), searchWith(knowledge));
    errors += distance(found[0]?.labels ?? [], labels);
    all += labels.length;
  }
  return all === 0 ? 0 : errors / all;
};

const distance = (a: readonly number[], b: readonly number[]): number => {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  a.forEach((one, i) => {
    const next = [i + 1];
    b.forEach((other, j) => {
      next.push(Math.min(row[j]! + (one === other ? 0 : 1), row[j + 1]! + 1, next[j]! + 1));
    });
    row = next;
  });
  return row[b.length]!;
};
