import { describe, expect, it } from 'vitest';
import { bookWords } from './book-words.ts';
import type { Head } from './head.ts';
import { foldLetters, letterModel } from './knowledge.ts';
import { type BookLesson, learnBook } from './learn-book.ts';
import type { LetterModel } from './letters.ts';

const CHARACTERS = [...' abcdefghiklmnopqrstuvxyABCHKLMNPTVáàạăâêệôốơưứđĐ'];
const CLASSES = CHARACTERS.length + 1;

/** Feature k says class k: a layer that looks through. `blind` classes are taken for the one after them. */
const layer = (blind: readonly string[] = []): Head => {
  const weights = new Float32Array(CLASSES * (CLASSES + 1));
  for (let k = 0; k < CLASSES; k++) weights[k * (CLASSES + 1) + k] = 6;
  for (const letter of blind) {
    const k = CHARACTERS.indexOf(letter) + 1;
    weights[k * (CLASSES + 1) + k] = 4;
    weights[(k + 1) * (CLASSES + 1) + k] = 6;
  }
  return { classes: CLASSES, size: CLASSES, weights };
};

const lesson = (text: string, entry: number, type: BookLesson['type'] = 'place'): BookLesson => {
  const labels = [...text].map((letter) => CHARACTERS.indexOf(letter) + 1);
  const steps = labels.length * 2 + 1;
  const values = new Float32Array(steps * CLASSES);
  for (let t = 0; t < steps; t++) values[t * CLASSES + (t % 2 === 1 ? labels[(t - 1) / 2]! : 0)] = 2;
  return { features: { steps, size: CLASSES, values }, labels, entry, type };
};

const HAMLETS = ['Khau Lăng', 'Ban Hô', 'Pak Tum', 'Na Then'];
const book = Array.from({ length: 20 }, (_, entry) => lesson(HAMLETS[entry % 4]!, entry));

const likelihood = (model: LetterModel, text: string): number => {
  let [state, sum] = [model.start, 0];
  for (const letter of foldLetters(text)) {
    const step = model.step(state, letter);
    [state, sum] = [step.state, sum + step.logp];
  }
  return sum;
};

describe('the words of a book', () => {
  const words = bookWords([
    { type: 'place', text: 'Xóm Khau Luông' },
    { type: 'document-number', text: '012345678' },
  ]);

  it('are likelier than before in fields of their kind, and only there', () => {
    expect(likelihood(words('place'), 'Khau Luông')).toBeGreaterThan(
      likelihood(letterModel('place'), 'Khau Luông') + 5,
    );
    expect(words('name')).toBe(letterModel('name'));
  });

  it('leave words that are new to the book nearly as likely as they were', () => {
    expect(likelihood(words('place'), 'Huyện Sóc Sơn')).toBeGreaterThan(
      likelihood(letterModel('place'), 'Huyện Sóc Sơn') - 4,
    );
  });

  it('never make a number likelier for having been there', () => {
    expect(words('none')).toBe(letterModel('none'));
  });
});

describe('learning a book', () => {
  it('keeps the words, the hand or both, whichever reads entries best that were kept aside', () => {
    const learnt = learnBook(layer(['ă', 'ô']), book, CHARACTERS);
    expect(learnt).toMatchObject({ better: true, lessons: 16, heldOut: 4 });
    expect(learnt.after).toBeLessThan(learnt.before);
    expect(learnt.words || learnt.head !== null).toBe(true);
  });

  it('keeps whole entries aside', () => {
    const twoAnEntry = book.map((one, index) => ({ ...one, entry: Math.floor(index / 2) }));
    expect(learnBook(layer(), twoAnEntry, CHARACTERS)).toMatchObject({ lessons: 16, heldOut: 4 });
  });

  it('keeps nothing where everything is read already, or there is nothing to measure on', () => {
    expect(learnBook(layer(), book, CHARACTERS).better).toBe(false);
    expect(learnBook(layer(['ă']), book.slice(0, 3), CHARACTERS).better).toBe(false);
  });
});
