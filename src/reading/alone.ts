/**
 * How much of all that an engine could have made of the lines comes to the same value. Readings that differ in capitals,
 * spaces or in another part of the line say the same of a field, so they are put through its parser, too.
 */
import { sameValue, type Value } from '../domain/values.ts';
import type { Reading } from './engine.ts';
import type { LineReading } from './entry-readings.ts';
import { type Writing, writingOf } from './writing.ts';

/** The place with one of its lines read in another way. */
export type OtherWay = Readonly<{ line: number; share: number; writing: Writing }>;

/** A share so small moves nothing: such readings are taken for other values unseen. */
const LEAST_SHARE = 0.02;

/** The other ways in which the engine could have read the lines, each with one line changed. */
export const otherWaysOf = (lines: readonly LineReading[]): readonly OtherWay[] =>
  lines.flatMap(({ reading }, line) =>
    (reading?.alternatives ?? []).flatMap((other): readonly OtherWay[] => {
      if (reading === null || other.score < LEAST_SHARE) return [];
      const changed = lines.map((own, at) =>
        at === line ? { ...own, reading: readAs(reading, other.text) } : own,
      );
      return [{ line, share: other.score, writing: writingOf(changed) }];
    }),
  );

/** The letters of another text where the reading's own lie; nobody has said how sure each of them is. */
const readAs = (reading: Reading, text: string): Reading => {
  const box = reading.symbols[0]?.box ?? [0, 0, 0, 0];
  const symbols = [...text].map((letter) => ({
    text: letter,
    confidence: reading.confidence,
    box,
    alternatives: [],
  }));
  return { ...reading, text, symbols };
};

type Said = Pick<Value, 'normalized' | 'state'>;

/** 0…1, the share of all readings that say `value`; `said` is what each other way says. */
export const aloneness = (
  lines: readonly LineReading[],
  ways: readonly OtherWay[],
  said: readonly Said[],
  value: Said,
): number =>
  lines.reduce((share, { reading }, line) => {
    const others = reading?.alternatives.reduce((sum, { score }) => sum + score, 0) ?? 0;
    const same = ways.reduce(
      (sum, way, at) => sum + (way.line === line && sameValue(said[at] ?? ILLEGIBLE, value) ? way.share : 0),
      0,
    );
    return share * Math.min(1, Math.max(0, 1 - others + same));
  }, 1);

const ILLEGIBLE: Said = { normalized: null, state: 'illegible' };
