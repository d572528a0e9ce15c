/** Everything a hand does to the places of a draft. Each gives a new draft, or the same one where nothing changes. Pure. */
import type { DraftPlace, FormDraft } from '../../../forms/draft/draft.ts';
import type { BoxMm } from '../../../forms/edition.ts';
import { changePart } from './change.ts';
import { withColumnBox, withoutColumn } from './columns.ts';
import { type Chosen, firstMark, freshKey, ownerOf, partOf } from './find.ts';

/** What a place may be called: one field, or several in one writing. */
export type Naming =
  | Readonly<{ type: 'field'; name: string }>
  | Readonly<{ type: 'paper'; parts: Readonly<Record<string, string>> }>
  /** In a cell of a table: a day or year of birth, or an age. */
  | Readonly<{ type: 'born'; name: string }>
  | null;

/** Between two lines of one place that nobody has measured. */
const LINE_GAP_MM = 1.4;

const changePlace = (
  draft: FormDraft,
  part: string,
  chosen: Chosen,
  change: (place: DraftPlace) => DraftPlace | null,
): FormDraft =>
  changePart(draft, part, (whole) => {
    const owner = ownerOf(whole, chosen);
    if (owner === null || !('place' in owner)) return whole;
    const after = change(owner.place);
    if (after === owner.place) return whole;
    return {
      ...whole,
      places: whole.places.flatMap((one) => (one !== owner.place ? [one] : after === null ? [] : [after])),
    };
  });

const isSameBox = (a: BoxMm, b: BoxMm): boolean => a.every((value, index) => value === b[index]);

/** Puts what is chosen there: a line, a tick box, or the sides of a column. */
export const withBox = (draft: FormDraft, part: string, chosen: Chosen, box: BoxMm): FormDraft => {
  const whole = partOf(draft, part);
  const owner = whole === undefined ? null : ownerOf(whole, chosen);
  if (owner !== null && 'column' in owner)
    return changePart(draft, part, (one) => withColumnBox(one, chosen.item, box));
  return changePlace(draft, part, chosen, (place) => {
    if (place.type === 'ticks') {
      const option = place.options.find(({ key }) => key === chosen.item);
      if (option === undefined || isSameBox(option.box, box)) return place;
      return { ...place, options: place.options.map((one) => (one === option ? { ...one, box } : one)) };
    }
    const before = place.lines[chosen.line];
    if (before === undefined || isSameBox(before, box)) return place;
    return { ...place, lines: place.lines.map((line) => (line === before ? box : line)) };
  });
};

/** Before the first place that begins clearly below, or on the same line to the right. */
const inOrder = (places: readonly DraftPlace[], place: DraftPlace): DraftPlace[] => {
  const [left, top] = startOf(place);
  const at = places.findIndex((other) => {
    const [x, y] = startOf(other);
    return y > top + SAME_LINE_MM || (Math.abs(y - top) <= SAME_LINE_MM && x > left);
  });
  return at < 0 ? [...places, place] : [...places.slice(0, at), place, ...places.slice(at)];
};
const SAME_LINE_MM = 3;

const startOf = (place: DraftPlace): BoxMm =>
  (place.type === 'ticks' ? place.options[0]?.box : place.lines[0]) ?? [0, 0, 1, 1];

/** A new place without a name, where reading comes to it. */
export const withNewPlace = (
  draft: FormDraft,
  part: string,
  box: BoxMm,
): Readonly<{ draft: FormDraft; chosen: Chosen }> => {
  const key = freshKey(draft, 'place');
  const place: DraftPlace = { type: 'text', key, label: '', confidence: null, name: null, lines: [box] };
  return {
    draft: changePart(draft, part, (whole) => ({ ...whole, places: inOrder(whole.places, place) })),
    chosen: { item: key, line: 0 },
  };
};

/** Another line under the last, or another box to tick beside it. */
export const withMore = (
  draft: FormDraft,
  part: string,
  chosen: Chosen,
): Readonly<{ draft: FormDraft; chosen: Chosen }> => {
  const key = freshKey(draft, 'tick');
  let at = chosen;
  const { height } = draft.paper;
  const below = ([x, y, w, h]: BoxMm): BoxMm => [x, Math.min(y + h + LINE_GAP_MM, height - h), w, h];
  const after = changePlace(draft, part, chosen, (place) => {
    if (place.type === 'ticks') {
      const last = place.options.at(-1);
      if (last === undefined) return place;
      at = { item: key, line: 0 };
      return { ...place, options: [...place.options, { key, code: null, label: '', box: below(last.box) }] };
    }
    const last = place.lines.at(-1);
    if (last === undefined) return place;
    at = { item: place.key, line: place.lines.length };
    return { ...place, lines: [...place.lines, below(last)] };
  });
  return { draft: after, chosen: at };
};

/** Takes the line, tick box or column away; the place goes with its last one. */
export const without = (draft: FormDraft, part: string, chosen: Chosen): FormDraft => {
  const whole = partOf(draft, part);
  const owner = whole === undefined ? null : ownerOf(whole, chosen);
  if (owner !== null && 'column' in owner)
    return changePart(draft, part, (one) => withoutColumn(one, chosen.item));
  return changePlace(draft, part, chosen, (place) => {
    if (place.type === 'ticks') {
      const options = place.options.filter(({ key }) => key !== chosen.item);
      return options.length === 0 ? null : { ...place, options };
    }
    const lines = place.lines.filter((_line, index) => index !== chosen.line);
    return lines.length === 0 ? null : { ...place, lines };
  });
};

/** Takes the whole place or column away, whichever of its boxes is chosen. */
export const withoutWhole = (draft: FormDraft, part: string, chosen: Chosen): FormDraft => {
  const whole = partOf(draft, part);
  const owner = whole === undefined ? null : ownerOf(whole, chosen);
  return owner !== null && 'place' in owner
    ? changePlace(draft, part, chosen, () => null)
    : without(draft, part, chosen);
};

/** A person says what it is: nothing of the machine's guess is left. */
export const named = (draft: FormDraft, part: string, chosen: Chosen, naming: Naming): FormDraft =>
  changePlace(draft, part, chosen, (place) => {
    if (naming?.type === 'paper') {
      if (place.type === 'ticks') return place;
      const { key, label, lines } = place;
      const parts = { ...naming.parts };
      return { type: 'composite', key, label, confidence: null, grammar: 'identity-paper', parts, lines };
    }
    const name = naming === null ? null : naming.name;
    if (place.type === 'composite') {
      const { key, label, lines } = place;
      return { type: 'text', key, label, confidence: null, name, lines };
    }
    return place.name === name && place.confidence === null ? place : { ...place, confidence: null, name };
  });

/** What the machine guessed is right. */
export const confirmed = (draft: FormDraft, part: string, chosen: Chosen): FormDraft =>
  changePlace(draft, part, chosen, (place) =>
    place.confidence === null ? place : { ...place, confidence: null },
  );

/** Writing on lines, or boxes to tick: the boxes stay where they are. */
export const asWriting = (
  draft: FormDraft,
  part: string,
  chosen: Chosen,
  type: 'text' | 'ticks',
): FormDraft => {
  let keys = draft;
  return changePlace(draft, part, chosen, (place) => {
    const { key, label } = place;
    const name = place.type === 'composite' ? null : place.name;
    if (type === 'text' && place.type === 'ticks') {
      return { type, key, label, confidence: null, name, lines: place.options.map(({ box }) => box) };
    }
    if (type === 'ticks' && place.type !== 'ticks') {
      const options = place.lines.map((box) => {
        const option = { key: freshKey(keys, 'tick'), code: null, label: '', box };
        keys = withReserved(keys, part, option.key);
        return option;
      });
      return { type, key, label, confidence: null, name, options, whenNone: null };
    }
    return place;
  });
};

/** The key counts as taken from here on. */
const withReserved = (draft: FormDraft, part: string, key: string): FormDraft =>
  changePart(draft, part, (whole) => ({
    ...whole,
    places: [
      ...whole.places,
      { type: 'text', key, label: '', confidence: null, name: null, lines: [[0, 0, 1, 1]] },
    ],
  }));

export const labelled = (draft: FormDraft, part: string, chosen: Chosen, label: string): FormDraft =>
  changePlace(draft, part, chosen, (place) => (place.label === label ? place : { ...place, label }));

type Option = Extract<DraftPlace, { type: 'ticks' }>['options'][number];

export const withOption = (
  draft: FormDraft,
  part: string,
  chosen: Chosen,
  change: Partial<Pick<Option, 'code' | 'label'>>,
): FormDraft =>
  changePlace(draft, part, chosen, (place) =>
    place.type === 'ticks'
      ? {
          ...place,
          options: place.options.map((one) => (one.key === chosen.item ? { ...one, ...change } : one)),
        }
      : place,
  );

export const whenNone = (draft: FormDraft, part: string, chosen: Chosen, code: string | null): FormDraft =>
  changePlace(draft, part, chosen, (place) =>
    place.type === 'ticks' ? { ...place, whenNone: code } : place,
  );

/** The writing goes on here from the place before: its lines become that one's. */
export const joined = (
  draft: FormDraft,
  part: string,
  chosen: Chosen,
): Readonly<{ draft: FormDraft; chosen: Chosen }> => {
  let at = chosen;
  const after = changePart(draft, part, (whole) => {
    const index = whole.places.findIndex(({ key }) => key === chosen.item);
    const [before, place] = [whole.places[index - 1], whole.places[index]];
    if (before === undefined || place === undefined) return whole;
    if (before.type === 'ticks' || place.type === 'ticks') return whole;
    at = { item: before.key, line: before.lines.length };
    const joint: DraftPlace = { ...before, lines: [...before.lines, ...place.lines] };
    return {
      ...whole,
      places: whole.places.flatMap((one, i) => (i === index - 1 ? [joint] : i === index ? [] : [one])),
    };
  });
  return { draft: after, chosen: at };
};

/** This line and those below it are a place of their own. */
export const parted = (
  draft: FormDraft,
  part: string,
  chosen: Chosen,
): Readonly<{ draft: FormDraft; chosen: Chosen }> => {
  const whole = partOf(draft, part);
  const owner = whole === undefined ? null : ownerOf(whole, chosen);
  if (owner === null || !('place' in owner) || owner.place.type === 'ticks' || chosen.line === 0)
    return { draft, chosen };
  const { place } = owner;
  const key = freshKey(draft, 'place');
  const rest: DraftPlace = {
    type: 'text',
    key,
    label: '',
    confidence: null,
    name: null,
    lines: place.lines.slice(chosen.line),
  };
  const kept: DraftPlace = { ...place, lines: place.lines.slice(0, chosen.line) };
  return {
    draft: changePart(draft, part, (one) => ({
      ...one,
      places: one.places.flatMap((other) => (other === place ? [kept, rest] : [other])),
    })),
    chosen: firstMark(rest),
  };
};
