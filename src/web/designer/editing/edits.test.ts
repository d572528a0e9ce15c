import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DraftPlace, draftSchema, emptyDraft, type FormDraft } from '../../../forms/draft/draft.ts';
import type { BoxMm } from '../../../forms/edition.ts';
import { splitColumn, withNewTable, withTable } from './columns.ts';
import {
  asWriting,
  confirmed,
  joined,
  labelled,
  named,
  parted,
  withBox,
  withMore,
  withNewPlace,
  without,
  withoutWhole,
} from './edits.ts';
import { type Chosen, firstMark, freshKey, isUnnamed, marksOf, nextWhere } from './find.ts';

const text = (key: string, y: number, lines = 1): DraftPlace => ({
  type: 'text',
  key,
  label: `label ${key}`,
  confidence: 0.8,
  name: key,
  lines: Array.from({ length: lines }, (_, line): BoxMm => [40, y + 8 * line, 120, 6.6]),
});
const ticks: DraftPlace = {
  type: 'ticks',
  key: 'sex',
  label: '',
  confidence: null,
  name: 'nksGioiTinh',
  options: [
    { key: 'man', code: '1', label: 'Nam', box: [20, 90, 4, 4] },
    { key: 'woman', code: '2', label: 'Nữ', box: [40, 90, 4, 4] },
  ],
  whenNone: null,
};
const draftOf = (...places: DraftPlace[]): FormDraft => ({
  ...emptyDraft({ id: 'KS-THU-1', kind: 'KS' }),
  parts: [
    {
      key: 'page',
      class: 'entry',
      side: 'single',
      texts: [],
      rules: [],
      places,
      table: null,
      signatures: [],
    },
  ],
});
const SOME = draftOf(text('a', 20), text('b', 40, 2), text('c', 70), ticks);
const placesOf = (draft: FormDraft): readonly DraftPlace[] => draft.parts[0]?.places ?? [];
const keysOf = (draft: FormDraft): readonly string[] => placesOf(draft).map(({ key }) => key);
const at = (item: string, line = 0): Chosen => ({ item, line });

/** Everything a hand can do, by chance. */
const deeds = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 10 }),
    fc.nat({ max: 20 }),
    fc.tuple(
      fc.integer({ min: 0, max: 180 }),
      fc.integer({ min: 0, max: 280 }),
      fc.integer({ min: 2, max: 30 }),
      fc.integer({ min: 2, max: 15 }),
    ),
  ),
  { maxLength: 30 },
);
const doing = (draft: FormDraft, [deed, which, box]: readonly [number, number, BoxMm]): FormDraft => {
  const [part] = draft.parts;
  if (part === undefined) return draft;
  const marks = marksOf(part);
  const mark = marks[which % Math.max(1, marks.length)] ?? { item: 'none', line: 0 };
  const key = part.key;
  switch (deed) {
    case 0:
      return withBox(draft, key, mark, box);
    case 1:
      return withNewPlace(draft, key, box).draft;
    case 2:
      return withMore(draft, key, mark).draft;
    case 3:
      return without(draft, key, mark);
    case 4:
      return named(draft, key, mark, which % 2 === 0 ? null : { type: 'field', name: 'meHoTen' });
    case 5:
      return asWriting(draft, key, mark, which % 2 === 0 ? 'ticks' : 'text');
    case 6:
      return joined(draft, key, mark).draft;
    case 7:
      return parted(draft, key, mark).draft;
    case 8:
      return withoutWhole(draft, key, mark);
    case 9:
      return named(draft, key, mark, { type: 'paper', parts: { number: 'meSoGiayToTuyThan' } });
    default:
      return splitColumn(withNewTable(draft, key), key, mark.item);
  }
};

describe('whatever a hand does', () => {
  it('leaves a draft that the server takes, with every key once', () => {
    fc.assert(
      fc.property(deeds, (done) => {
        const after = done.reduce(doing, SOME);
        expect(draftSchema.safeParse(after).error).toBeUndefined();
        const keys = after.parts.flatMap((part) => [
          part.key,
          ...part.places.flatMap((place) => [
            place.key,
            ...(place.type === 'ticks' ? place.options.map(({ key }) => key) : []),
          ]),
          ...(part.table?.columns ?? []).map(({ key }) => key),
        ]);
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys).not.toContain(freshKey(after, 'place'));
      }),
    );
  });

  it('changes no other place: what did not change is the same object and is not drawn again', () => {
    fc.assert(
      fc.property(deeds, (done) => {
        const before = done.reduce(doing, SOME);
        const [first] = placesOf(before);
        fc.pre(first !== undefined);
        if (first === undefined) return;
        const after = labelled(before, 'page', firstMark(first), 'another label');
        expect(placesOf(after).slice(1)).toEqual(placesOf(before).slice(1));
        placesOf(after)
          .slice(1)
          .forEach((place, index) => {
            expect(place).toBe(placesOf(before)[index + 1]);
          });
      }),
    );
  });
});

describe('places', () => {
  it('come into the list where reading comes to them', () => {
    expect(keysOf(withNewPlace(SOME, 'page', [40, 30, 50, 6]).draft)).toEqual([
      'a',
      'place1',
      'b',
      'c',
      'sex',
    ]);
    expect(keysOf(withNewPlace(SOME, 'page', [165, 20.5, 30, 6]).draft)[1]).toBe('place1');
    expect(keysOf(withNewPlace(SOME, 'page', [40, 200, 50, 6]).draft).at(-1)).toBe('place1');
  });

  it('take the lines of the place below, and give them back as a place of their own', () => {
    const { draft, chosen } = joined(SOME, 'page', at('c'));
    expect(keysOf(draft)).toEqual(['a', 'b', 'sex']);
    expect(placesOf(draft)[1]).toMatchObject({ name: 'b', lines: { length: 3 } });
    expect(chosen).toEqual(at('b', 2));
    const apart = parted(draft, 'page', chosen).draft;
    expect(placesOf(apart)[1]).toEqual(placesOf(SOME)[1]);
    expect(placesOf(apart)[2]).toMatchObject({ name: null, lines: [[40, 70, 120, 6.6]] });
  });

  it('are not joined to boxes to tick', () => {
    expect(joined(SOME, 'page', at('sex')).draft).toBe(SOME);
  });

  it('go with their last line, and lose only the chosen one before', () => {
    const less = without(SOME, 'page', at('b', 0));
    expect(placesOf(less)[1]).toMatchObject({ lines: [[40, 48, 120, 6.6]] });
    expect(keysOf(without(less, 'page', at('b', 0)))).toEqual(['a', 'c', 'sex']);
    expect(keysOf(without(without(SOME, 'page', at('man')), 'page', at('woman')))).toEqual(['a', 'b', 'c']);
  });

  it('keep their boxes when writing becomes ticks, and back', () => {
    const ticked = asWriting(SOME, 'page', at('b'), 'ticks');
    const place = placesOf(ticked)[1];
    expect(place?.type === 'ticks' && place.options.map(({ box }) => box)).toEqual([
      [40, 40, 120, 6.6],
      [40, 48, 120, 6.6],
    ]);
    expect(
      placesOf(asWriting(ticked, 'page', place === undefined ? at('b') : firstMark(place), 'text'))[1],
    ).toMatchObject({
      type: 'text',
      name: 'b',
      lines: { length: 2 },
    });
  });

  it('are named by a person: nothing of the guess is left', () => {
    expect(placesOf(named(SOME, 'page', at('a'), { type: 'field', name: 'a' }))[0]).toMatchObject({
      name: 'a',
      confidence: null,
    });
    const paper = named(SOME, 'page', at('a'), { type: 'paper', parts: { number: 'x' } });
    expect(placesOf(paper)[0]).toMatchObject({ type: 'composite', grammar: 'identity-paper' });
    // A guess that is right keeps its parts, whatever a choice would make of it.
    const right = confirmed(SOME, 'page', at('b'));
    expect(placesOf(right)[1]).toEqual({ ...text('b', 40, 2), confidence: null });
    expect(confirmed(right, 'page', at('b'))).toBe(right);
    expect(placesOf(named(paper, 'page', at('a'), null))[0]).toMatchObject({ type: 'text', name: null });
  });
});

describe('the next without a name', () => {
  it('comes after what is chosen, around the end, and is never the chosen one itself', () => {
    const draft = named(named(SOME, 'page', at('a'), null), 'page', at('c'), null);
    const [part] = draft.parts;
    if (part === undefined) throw new Error('no part');
    expect(nextWhere(part, at('a'), isUnnamed)).toEqual(at('c'));
    expect(nextWhere(part, at('c'), isUnnamed)).toEqual(at('a'));
    expect(nextWhere(part, null, isUnnamed)).toEqual(at('a'));
    const [whole] = named(SOME, 'page', at('a'), null).parts;
    expect(whole === undefined ? undefined : nextWhere(whole, at('a'), isUnnamed)).toBeNull();
  });
});

describe('columns', () => {
  const table = withNewTable(SOME, 'page');
  const two = splitColumn(table, 'page', 'column1');
  const columns = (draft: FormDraft) => draft.parts[0]?.table?.columns ?? [];

  it('share the rule between them: one moves the other', () => {
    const [left] = columns(two);
    const moved = withBox(two, 'page', at('column1'), [left?.from ?? 0, 0, 30, 10]);
    expect(columns(moved).map(({ from, to }) => [from, to])).toEqual([
      [10, 40],
      [40, 200],
    ]);
  });

  it('stay in order and leave each other something, wherever they are drawn to', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.nat(9),
            fc.double({ min: -50, max: 300, noNaN: true }),
            fc.double({ min: 0.1, max: 300, noNaN: true }),
          ),
          {
            maxLength: 20,
          },
        ),
        (moves) => {
          let draft = splitColumn(splitColumn(two, 'page', 'column1'), 'page', 'column2');
          for (const [which, from, width] of moves) {
            const all = columns(draft);
            draft = withBox(draft, 'page', at(all[which % all.length]?.key ?? ''), [from, 0, width, 1]);
          }
          columns(draft).forEach((column, index, all) => {
            expect(column.to - column.from).toBeGreaterThan(1);
            expect(column.from).toBeGreaterThanOrEqual((all[index - 1]?.to ?? 0) - 0.001);
          });
        },
      ),
    );
  });

  it('leave their room to a neighbour, and rows begin nowhere when theirs is gone', () => {
    const started = withTable(two, 'page', { rows: { startsIn: 'column2' } });
    const less = without(started, 'page', at('column2'));
    expect(columns(less)).toMatchObject([{ key: 'column1', from: 10, to: 200 }]);
    expect(less.parts[0]?.table?.rows.startsIn).toBeNull();
  });
});
