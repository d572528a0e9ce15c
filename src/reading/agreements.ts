/** What two fields say together: figures and words are two readings of one date. */
import { oldCalendarOf } from '../domain/old-calendar.ts';
import { compatibleDates, formatIsoDate } from '../domain/partial-date.ts';
import type { Drafts } from './drafts.ts';
import { type DateReading, datesInFigures, datesInWords, fromReadings } from './parsing/dates.ts';
import type { Writing } from './writing.ts';

/** Figures and words of one date: [figures, words]. */
export const DATE_PAIRS = [
  ['nksNgaySinh', 'nksNgaySinhBangChu'],
  ['nktNgayChet', 'nktNgayChetGhiBangChu'],
] as const;

/** How much dearer a date both can say may be than what each says best: a misread letter or two, not another date. */
const PAIR_LIMIT = 2.4;

/**
 * Where figures and words can be seen as the same date at little cost they are; where the paper contradicts itself, both
 * stay and the rule asks.
 */
export const settleDatePairs = (drafts: Drafts, writings: ReadonlyMap<string, Writing>): void => {
  for (const [figures, words] of DATE_PAIRS) {
    const inFigures = writings.get(figures)?.glyphs ?? [];
    const inWords = writings.get(words)?.glyphs ?? [];
    const [a, b] = [drafts[figures], drafts[words]];
    if (a?.state !== 'read' || b?.state !== 'read') continue;
    // Figures and words of two calendars are two dates.
    if ([a, b].some(({ verbatim }) => oldCalendarOf(verbatim) !== null)) continue;
    const left = datesInFigures(inFigures, () => 0);
    const right = datesInWords(inWords);
    const shared = bestShared(left, right);
    if (shared === null) continue;
    for (const [name, glyphs, readings, was, own] of [
      [figures, inFigures, left, a, shared[0]],
      [words, inWords, right, b, shared[1]],
    ] as const) {
      const parsed = fromReadings(glyphs, [own, ...others(readings, own)]);
      if (parsed.normalized === null) continue;
      drafts[name] = {
        ...was,
        normalized: parsed.normalized,
        evidence: { ...was.evidence, source: 'written', parsed: parsed.evidence, agreed: true },
      };
    }
  }
};

const others = (readings: readonly DateReading[], { date }: DateReading): readonly DateReading[] =>
  readings.filter((reading) => formatIsoDate(reading.date) !== formatIsoDate(date));

const bestShared = (
  left: readonly DateReading[],
  right: readonly DateReading[],
): readonly [DateReading, DateReading] | null => {
  const byDate = new Map(right.map((reading) => [formatIsoDate(reading.date), reading]));
  let best: { pair: readonly [DateReading, DateReading]; cost: number } | null = null;
  for (const reading of left) {
    const other = byDate.get(formatIsoDate(reading.date));
    if (other === undefined || !compatibleDates(reading.date, other.date)) continue;
    const cost = reading.cost + other.cost;
    if (best === null || cost < best.cost) best = { pair: [reading, other], cost };
  }
  const floor = (left[0]?.cost ?? 0) + (right[0]?.cost ?? 0);
  return best !== null && best.cost - floor <= PAIR_LIMIT ? best.pair : null;
};
