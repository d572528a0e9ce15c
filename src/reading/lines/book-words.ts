/**
 * The words of a book: what people verified on its pages (its registrars, hamlets, streets, families) is likely to stand on
 * the pages that follow. A model of letters for each kind of knowledge, mixed word by word with the general one, so that a
 * word which is new to the book costs little more than without.
 */
import type { FieldType } from '../../domain/fields.ts';
import { foldLetters, type Knowledge, knowledgeFor, LETTERS, letterModel } from './knowledge.ts';
import { type LetterModel, learnLetters } from './letters.ts';
import { mixLetters } from './mixture.ts';

/** A verified text and what kind of field it stands in. */
export type BookText = Readonly<{ type: FieldType; text: string }>;

/** What is known about a kind of field in one book. */
export type BookWords = (knowledge: Knowledge) => LetterModel;

/** Log odds that a word has stood in the book before. */
const PRIOR = 0;

/**
 * Models are built with their first use. Fields about which nothing general is known (numbers, codes) learn nothing: a
 * number is no likelier for having stood on another page.
 */
export const bookWords = (texts: readonly BookText[]): BookWords => {
  const built = new Map<Knowledge, LetterModel>();
  const build = (knowledge: Knowledge): LetterModel => {
    const general = letterModel(knowledge);
    const own = texts.filter(({ type }) => knowledge !== 'none' && knowledgeFor(type) === knowledge);
    if (own.length === 0) return general;
    const lines = own.map(({ text }) => ({ text: foldLetters(text), weight: 1 }));
    return mixLetters(learnLetters(lines, LETTERS), general, PRIOR);
  };
  return (knowledge) => {
    const model = built.get(knowledge) ?? build(knowledge);
    built.set(knowledge, model);
    return model;
  };
};
