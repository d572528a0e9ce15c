/** The layout of a proposed form: what was found on one side of a page, under the names that were guessed for it. */
import { KINDS, type KindCode } from '../../src/domain/kinds.ts';
import type { BoxMm, FieldPlace, Layout } from '../../src/forms/edition.ts';
import { type Guess, likeness } from '../../src/forms/naming/name-places.ts';
import { plainWords, type Target, type TickWording, targetNames } from '../../src/forms/naming/wordings.ts';
import type { FormMarks, InkBlock } from '../../src/imaging/propose/marks.ts';
import type { FoundParts, FoundTablePlan, FoundTick } from '../../src/imaging/propose/places.ts';
import type { StraightPage } from '../../src/imaging/straighten.ts';

/** What stays for a person: a place or column that no known wording names. */
export type Nameless = Readonly<{
  side: Layout['side'];
  label: string;
  lines: readonly BoxMm[];
  /** Key of the column that it is. */
  column?: string;
}>;
/** One side of a page, with what its blocks of print say. */
export type Side = Readonly<{
  page: StraightPage;
  marks: FormMarks;
  parts: FoundParts;
  textOf: (block: InkBlock) => string;
}>;

/** From here on a text is taken for a wording that is known. */
export const LABEL_LIKENESS = 0.72;

const POINT_MM = 0.3528;

export type ProposedLayout = Readonly<{ layout: Layout; nameless: readonly Nameless[] }>;

/** How many guesses a side takes: one a place, then one a column. */
export const guessesOf = ({ parts }: Side): number =>
  parts.places.length + (parts.table?.columns.length ?? 0);

/** `guesses` are those of this side's places and columns, in their order. */
export const layoutFrom = (
  { page, marks, parts, textOf }: Side,
  guesses: readonly (Guess | null)[],
  { kind, ticks }: { kind: KindCode; ticks: readonly TickWording[] },
): ProposedLayout => {
  const side = page.side === 'whole' ? 'single' : page.side;
  const fields: FieldPlace[] = [];
  const nameless: Nameless[] = [];
  for (const [at, { lines, label }] of parts.places.entries()) {
    const target = guesses[at]?.target;
    const boxes = [...lines];
    if (target?.type === 'text') fields.push({ type: 'text', name: target.name, lines: boxes });
    else if (target?.grammar === 'identity-paper')
      fields.push({ type: 'composite', grammar: 'identity-paper', parts: { ...target.parts }, lines: boxes });
    else nameless.push({ side, label: label === null ? '' : textOf(label), lines: boxes });
  }
  const names = new Set(fields.flatMap((place) => (place.type === 'text' ? [place.name] : [])));
  fields.push(...tickPlaces(parts.ticks, textOf, ticks, kind).filter(({ name }) => !names.has(name)));
  const found =
    parts.table === null
      ? undefined
      : tableFrom(parts.table, guesses.slice(parts.places.length), { side, textOf });
  const layout: Layout = {
    class: 'entry',
    side,
    print: {
      texts: parts.texts.flatMap((block) => {
        const text = textOf(block);
        if (!/\p{L}/u.test(text)) return [];
        const [x, , width] = block.box;
        // A size that makes the text as wide as it is: letters are about half as wide as they are high.
        const size = Math.min(60, Math.max(5, Math.round((width / text.length / 0.5 / POINT_MM) * 2) / 2));
        return [{ text, x, y: block.baseline, size, weight: 'regular' as const, align: 'left' as const }];
      }),
      rules: [
        ...marks.lying.map(({ from, to, y, style }) => ({
          from: [from, y] as [number, number],
          to: [to, y] as [number, number],
          style,
          width: 0.25,
        })),
        ...marks.upright.map(({ x, from, to }) => ({
          from: [x, from] as [number, number],
          to: [x, to] as [number, number],
          style: 'solid' as const,
          width: 0.25,
        })),
        ...parts.ticks.flatMap(({ box }) => sidesOf(box)),
      ],
    },
    fields,
    ...(found === undefined ? {} : { table: found.table }),
    signatures: [],
  };
  return { layout, nameless: [...nameless, ...(found?.nameless ?? [])] };
};

const sidesOf = ([x, y, w, h]: BoxMm): Layout['print']['rules'] => {
  const corners: [number, number][] = [
    [x, y],
    [x + w, y],
    [x + w, y + h],
    [x, y + h],
  ];
  return corners.map((from, i) => ({ from, to: corners[(i + 1) % 4]!, style: 'solid', width: 0.25 }));
};

type Ticks = Extract<FieldPlace, { type: 'ticks' }>;

/** Boxes by the field that their words speak of; a code of the field goes to one box. */
const tickPlaces = (
  found: readonly FoundTick[],
  textOf: (block: InkBlock) => string,
  known: readonly TickWording[],
  kind: KindCode,
): Ticks[] => {
  const official = new Set(KINDS[kind].fields.map(({ name }) => name));
  const places = new Map<string, Ticks>();
  for (const { box, label } of found) {
    const text = label.map(textOf).join(' ');
    const best = known
      .filter(
        ({ name, code }) =>
          official.has(name) && !places.get(name)?.options.some((option) => option.code === code),
      )
      .map((one) => ({ ...one, like: likeness(plainWords(text), one.label) }))
      .sort((a, b) => b.like - a.like)[0];
    if (best === undefined || best.like < LABEL_LIKENESS) continue;
    const place = places.get(best.name) ?? { type: 'ticks' as const, name: best.name, options: [] };
    place.options.push({ code: best.code, label: text, box: [...box] });
    places.set(best.name, place);
  }
  return [...places.values()];
};

const tableFrom = (
  { head, body, columns, rows }: FoundTablePlan,
  guesses: readonly (Guess | null)[],
  { side, textOf }: { side: Layout['side']; textOf: (block: InkBlock) => string },
): Readonly<{ table: NonNullable<Layout['table']>; nameless: readonly Nameless[] }> => {
  const nameless: Nameless[] = [];
  const made = columns.map(({ from, to, heading }, i) => {
    const guess = guesses[i] ?? null;
    const text = heading.map(textOf).join(' ').trim();
    if (guess === null)
      nameless.push({
        side,
        label: text,
        lines: [[from, body.from, to - from, body.to - body.from]],
        column: `${side}${i + 1}`,
      });
    const name = guess === null ? undefined : targetNames(guess.target)[0];
    return {
      key: `${side}${i + 1}`,
      heading: text,
      from,
      to,
      role: ROLES[name ?? ''] ?? ('text' as const),
      margin: false,
      holds: guess === null ? [] : [cellOf(guess.target)],
    };
  });
  return {
    table: {
      head,
      body,
      columns: made,
      rows: { found: rows.found, startsIn: '', ...(rows.height === null ? {} : { height: rows.height }) },
    },
    nameless,
  };
};

/** Columns that are more than text, by the field they hold. */
const ROLES: Readonly<Record<string, 'number' | 'note'>> = { so: 'number', ghiChu: 'note' };

const cellOf = (target: Target) =>
  target.type === 'text'
    ? { type: 'text' as const, name: target.name }
    : { type: 'composite' as const, grammar: target.grammar as 'shared', parts: { ...target.parts } };

/** Rows start where the numbers stand, or in the first column where none is for numbers. */
export const withStart = (layouts: readonly Layout[]): Layout[] => {
  const columns = layouts.flatMap(({ table }) => table?.columns ?? []);
  const start = (columns.find(({ role }) => role === 'number') ?? columns[0])?.key;
  return layouts.map((layout) =>
    layout.table === undefined || start === undefined
      ? layout
      : { ...layout, table: { ...layout.table, rows: { ...layout.table.rows, startsIn: start } } },
  );
};
