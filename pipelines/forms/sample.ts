/** A sample page looked at for the designer: the straight picture, what is printed on it, and the parts it proposes. */
import { SohoaError } from '../../src/domain/errors.ts';
import type { KindCode } from '../../src/domain/kinds.ts';
import { keyMaker, partOfLayout } from '../../src/forms/draft/convert.ts';
import type { DraftPart, DraftPlace } from '../../src/forms/draft/draft.ts';
import type { DraftProposal } from '../../src/forms/draft/proposal.ts';
import { BOOK_FIELDS, type BoxMm, type Edition, type Layout } from '../../src/forms/edition.ts';
import type { Frame } from '../../src/imaging/frames.ts';
import { type StraightenOptions, type StraightPage, straightenFrame } from '../../src/imaging/straighten.ts';
import type { ReadingEngine } from '../../src/reading/engine.ts';
import { type ProposedLayouts, proposeLayouts } from './propose.ts';
import type { Side } from './propose-layout.ts';

/** What was seen on one side, in millimetres of its paper: to snap boxes to, and to take labels from. */
export type SeenOnSide = Readonly<{
  lines: readonly Readonly<{
    from: readonly [number, number];
    to: readonly [number, number];
    style: 'solid' | 'dotted';
  }>[];
  cells: readonly BoxMm[];
  ticks: readonly BoxMm[];
  texts: readonly Readonly<{ text: string; box: BoxMm; baseline: number }>[];
}>;

export type LookedAt = Readonly<{
  proposal: DraftProposal;
  sides: readonly Readonly<{ side: Layout['side']; page: StraightPage; seen: SeenOnSide }>[];
}>;

export type LookOptions = Readonly<{
  kind: KindCode | null;
  class: DraftPart['class'];
  spread: 'auto' | 'never' | 'always';
  known: readonly Edition[];
  engine: ReadingEngine;
  /** Which way up a page lies. */
  orient: Pick<StraightenOptions, 'matchForm' | 'orientationReader'>;
}>;

/**
 * Looks at a frame. Of two pages that lie open side by side without a table across them, the fuller one is the sample: each
 * is an entry's page of its own.
 * @throws SohoaError `form-sample-empty` when there is nothing on it to write at
 */
export const lookAtSample = async (frame: Frame, options: LookOptions): Promise<LookedAt> => {
  const { orient, spread, engine, known } = options;
  const pages = await straightenFrame(frame, { ...orient, spread });
  const found = await proposeLayouts(pages, { kind: options.kind ?? undefined, known, engine });
  if (found === null) throw new SohoaError('form-sample-empty');
  const across = found.layouts.some(({ table }) => table !== undefined);
  const kept = across || found.sides.length === 1 ? found.layouts : [fullest(found)];
  const newKey = keyMaker(kept.flatMap(({ table }) => table?.columns.map(({ key }) => key) ?? []));
  const parts = kept.map((layout): DraftPart => {
    const part = partOfLayout(layout, newKey, found.confidence);
    const unnamed = found.nameless
      .filter(
        ({ side, column, lines }) =>
          side === layout.side && column === undefined && lines.every((line) => isOnPaper(line, found.paper)),
      )
      .map(
        ({ label, lines }): DraftPlace => ({
          type: 'text',
          key: newKey('p'),
          label: label.slice(0, 500),
          confidence: null,
          name: null,
          lines: [...lines],
        }),
      );
    const rules = part.rules.filter(({ from, to }) => !isEdge(from, to, found.paper));
    const side = across || layout.side === 'single' ? layout.side : 'single';
    return ofClass({ ...part, side, rules, places: inOrder([...part.places, ...unnamed]) }, options.class);
  });
  return {
    proposal: { kind: found.kind, paper: found.paper, parts },
    sides: kept.map((layout, i) => {
      const side = found.sides[found.layouts.indexOf(layout)]!;
      return { side: parts[i]!.side, page: side.page, seen: seenOn(side) };
    }),
  };
};

type Paper = ProposedLayouts['paper'];

/** Where the sheet ends the scan is often dark: what lies there is no line to write on, and no rule. */
const isOnPaper = ([, y, , height]: BoxMm, paper: Paper): boolean => y >= 0 && y + height <= paper.height;
const EDGE_MM = 1.5;
const isEdge = (from: readonly [number, number], to: readonly [number, number], paper: Paper): boolean =>
  ([0, 1] as const).some((axis) => {
    const last = (axis === 0 ? paper.width : paper.height) - EDGE_MM;
    return Math.max(from[axis], to[axis]) <= EDGE_MM || Math.min(from[axis], to[axis]) >= last;
  });

const fullest = ({ layouts, nameless }: ProposedLayouts): Layout => {
  const places = ({ side, fields }: Layout): number =>
    fields.length + nameless.filter((one) => one.side === side).length;
  return [...layouts].sort((a, b) => places(b) - places(a))[0]!;
};

/** Down the page, then across it. */
const inOrder = (places: readonly DraftPlace[]): DraftPlace[] => {
  const topOf = (place: DraftPlace): BoxMm =>
    place.type === 'ticks' ? place.options[0]!.box : place.lines[0]!;
  return [...places].sort((a, b) => {
    const [one, other] = [topOf(a), topOf(b)];
    return Math.round(one[1] / ROW_MM) - Math.round(other[1] / ROW_MM) || one[0] - other[0];
  });
};
const ROW_MM = 3;

/** A cover or closing page has no fields of an entry: what was named so is named by a person. */
const ofClass = (part: DraftPart, pageClass: DraftPart['class']): DraftPart =>
  pageClass === 'entry'
    ? part
    : {
        ...part,
        class: pageClass,
        places: part.places.map((place): DraftPlace => {
          if (place.type === 'composite') {
            const { key, label, lines } = place;
            return { type: 'text', key, label, lines, name: null, confidence: null };
          }
          return place.name !== null && place.name in BOOK_FIELDS
            ? place
            : { ...place, name: null, confidence: null };
        }),
      };

const seenOn = ({ marks, parts, textOf }: Side): SeenOnSide => ({
  lines: [
    ...marks.lying.map(({ from, to, y, style }) => ({
      from: [from, y] as const,
      to: [to, y] as const,
      style,
    })),
    ...marks.upright.map(({ x, from, to }) => ({
      from: [x, from] as const,
      to: [x, to] as const,
      style: 'solid' as const,
    })),
  ],
  cells: marks.cells,
  ticks: marks.ticks,
  texts: parts.texts
    .map((block) => ({ text: textOf(block), box: block.box, baseline: block.baseline }))
    .filter(({ text }) => text !== ''),
});
