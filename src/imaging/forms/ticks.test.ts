import { describe, expect, it } from 'vitest';
import type { FieldPlace } from '../../forms/edition.ts';
import { paint, printOf, refFor, type Shape, stamped, word } from './form-for-tests.ts';
import { classifyEntryPage } from './page-class.ts';
import { pageMapFrom } from './page-map.ts';
import { readTicks } from './ticks.ts';

const PER_MM = 8;
const ref = refFor(1);
/** Registered half a millimetre beside the truth, as it happens. */
const map = pageMapFrom({ format: 1, homography: [PER_MM, 0, 4, 0, PER_MM, -3, 0, 0, 1], local: null });
const place = ref.layout.fields.find(
  (field): field is Extract<FieldPlace, { type: 'ticks' }> => field.type === 'ticks',
);

const cross = (x: number, y: number): readonly Shape[] => [
  { kind: 'stroke', from: { x: x + 0.6, y: y + 0.5 }, to: { x: x + 3.4, y: y + 3.5 }, width: 0.4 },
  { kind: 'stroke', from: { x: x + 3.5, y: y + 0.4 }, to: { x: x + 0.7, y: y + 3.3 }, width: 0.4 },
];

const read = (shapes: readonly Shape[], red: readonly Shape[] = []) => {
  if (place === undefined) throw new Error('no tick boxes');
  const page = stamped(paint([...printOf(1), ...shapes], PER_MM), red, PER_MM);
  return readTicks(page, map, ref, place);
};

describe('tick boxes', () => {
  it('are read one by one, with confidence', () => {
    expect(read([]).codes).toEqual([]);
    expect(read(cross(60, 44)).codes).toEqual(['2']);
    expect(read([...cross(10, 44), ...cross(60, 44)]).codes).toEqual(['1', '2']);
    expect(read(cross(10, 44)).confidence).toBeGreaterThan(0.95);
  });

  it('do not take a red stamp for a tick', () => {
    expect(read(cross(10, 44), [{ kind: 'bar', x: 59, y: 45, w: 8, h: 1 }]).codes).toEqual(['1']);
  });
});

describe('class of an entry page', () => {
  const text: readonly Shape[] = [
    ...word(43, 14.2, 20, 71, 2.8),
    ...word(42, 21.8, 22, 72, 2.8),
    ...word(12, 29.2, 40, 74, 2.8),
    ...word(44, 59.2, 18, 73, 2.8),
  ];
  const classOf = (shapes: readonly Shape[]): string =>
    classifyEntryPage({ ...paint([...printOf(1), ...shapes], PER_MM), channels: 1 }, map, ref).class;

  it('is entry with writing, blank without, void when crossed out', () => {
    const diagonal: Shape = { kind: 'stroke', from: { x: 12, y: 84 }, to: { x: 108, y: 6 }, width: 0.5 };
    expect(classOf(text)).toBe('entry');
    expect(classOf([])).toBe('blank');
    expect(classOf([diagonal])).toBe('void');
    expect(classOf([...text, diagonal])).toBe('void');
  });
});
