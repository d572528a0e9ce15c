/** Writings and readings out of plain text, for tests of everything behind the engines. */
import type { Reading, ReadSymbol } from './engine.ts';
import type { LineReading } from './entry-readings.ts';
import type { BookContext } from './extract-types.ts';
import { type Writing, writingOf } from './writing.ts';

type Doubt = Readonly<{ confidence: number; alternatives?: readonly (readonly [string, number])[] }>;

const WIDTH = 20;

/** What an engine would give that saw exactly this; `doubts` by position in the text. */
export const readingOf = (text: string, doubts: Readonly<Record<number, Doubt>> = {}): Reading => {
  const symbols = [...text].map((letter, index): ReadSymbol => {
    const doubt = doubts[index];
    return {
      text: letter,
      confidence: doubt?.confidence ?? 0.99,
      box: [index * WIDTH, 10, WIDTH - 2, 30],
      alternatives: (doubt?.alternatives ?? []).map(([other, confidence]) => ({ text: other, confidence })),
    };
  });
  return { text, confidence: 0.99, symbols, alternatives: [] };
};

export const lineOf = (text: string | null, doubts: Readonly<Record<number, Doubt>> = {}): LineReading => ({
  reading: text === null ? null : readingOf(text, doubts),
  box: [100, 200, 2000, 50],
  size: [2000, 50],
  engine: 'test@1',
});

export const writing = (text: string, doubts: Readonly<Record<number, Doubt>> = {}): Writing =>
  writingOf([lineOf(text, doubts)]);

export const BOOK: BookContext = {
  office: 'Ủy ban nhân dân xã An Nhơn, huyện Đạ Tẻh, tỉnh Lâm Đồng',
  years: { from: 2018, to: 2018 },
  volume: '01/2018',
  pageNumberGuess: null,
  entryNumberGuess: null,
};
