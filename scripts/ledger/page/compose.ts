/** One page of a book: its writing, signatures, stamps, and what is true about it. */

import type { FieldSpec } from '../../../src/domain/fields.ts';
import { findField } from '../../../src/domain/kinds.ts';
import { BOOK_FIELDS, type BoxMm, type Layout } from '../../../src/forms/edition.ts';
import { type BookPlan, layoutOfPage, type PagePlan } from '../book/plan.ts';
import { createRandom, type Random } from '../random.ts';
import type { Facts } from '../story/registration.ts';
import { type DrawnRow, drawTablePage } from '../table/draw.ts';
import {
  chooseHand,
  HAND_KINDS,
  type Hand,
  type HandChoice,
  type HandKind,
  varyHand,
  type Writers,
} from '../writing/hands.ts';
import { fitText } from '../writing/lines.ts';
import { type Mark, writeLines } from '../writing/marks.ts';
import { penMark, shaky, signature } from '../writing/pen.ts';
import type { RealLine } from '../writing/real-lines.ts';
import { roundStamp } from '../writing/stamp.ts';
import { planCorrection } from './corrections.ts';
import { type Correction, type Drawing, drawFields, type Writing } from './fields.ts';

export type ComposedPage = Drawing &
  Readonly<{
    layout: Layout | undefined;
    hand: HandChoice;
    /** Rows of a page with a table. */
    rows?: readonly DrawnRow[];
  }>;

/** What the pages of a book are written with. */
export type Desk = Readonly<{
  hand: HandChoice;
  writers: Writers;
  lines: readonly RealLine[];
  strikeRate: number;
}>;

type BookFieldName = keyof typeof BOOK_FIELDS;

export const composePage = (book: BookPlan, page: PagePlan, desk: Desk): ComposedPage => {
  const layout = layoutOfPage(book.edition, page);
  if (layout === undefined) return { marks: [], pasted: [], fields: [], layout, hand: desk.hand };
  const random = createRandom(page.seed);
  const pen = bookHand(book, desk.writers, 'handwriting');
  if (page.class === 'table') {
    const handOf = (seed: string) => chooseWriters(createRandom(`${seed}/hand`), book, desk).handFor;
    const drawn = drawTablePage(book, page, { handOf, pen });
    return { ...drawn, pasted: [], layout, hand: desk.hand };
  }
  const { handFor, hand } = chooseWriters(random.fork('hand'), book, desk);
  const corrected = correctionOf(random.fork('correction'), layout, book, page, desk);
  const specOf = (name: string): Pick<FieldSpec, 'type' | 'codeList'> => specFor(book, name);
  const writing: Writing = {
    random: random.fork('writing'),
    handFor,
    pen: varyHand(random.fork('pen'), pen),
    habits: book.habits,
    facts: corrected.facts,
    specOf,
    correction: corrected.correction,
    realLine: lineChooser(random.fork('lines'), desk.lines),
  };
  const drawing = drawFields(
    page.class === 'void' ? layout.fields.slice(0, random.whole(3, 12)) : layout.fields,
    writing,
  );
  const extras = [
    ...(page.class === 'void'
      ? crossOut(random.fork('void'), book, pen)
      : signPage(random, book, page, layout, desk)),
  ];
  return {
    marks: [...drawing.marks, ...extras],
    pasted: drawing.pasted,
    fields: page.class === 'void' ? [] : drawing.fields,
    layout,
    hand,
  };
};

/** Fields of the book have no official name; they are dates, numbers and an office all the same. */
const specFor = (book: BookPlan, name: string): Pick<FieldSpec, 'type' | 'codeList'> => {
  if (name in BOOK_FIELDS) return { type: BOOK_FIELDS[name as BookFieldName] };
  return findField(book.kind, name) ?? { type: 'text' };
};

const bookHand = (book: BookPlan, writers: Writers, kind: HandKind): Hand =>
  chooseHand(createRandom(`${book.seed}/hand/${kind}`), writers, kind);

const MIXTURE: readonly (readonly [HandKind, number])[] = [
  ['handwriting', 45],
  ['print', 35],
  ['typewriter', 20],
];

/** One hand a book; `mixed` changes from entry to entry and, on some pages, from field to field. */
const chooseWriters = (
  random: Random,
  book: BookPlan,
  { hand, writers }: Desk,
): Readonly<{ handFor: (name: string) => Hand; hand: HandChoice }> => {
  const varied = new Map<HandKind, Hand>();
  const today = (kind: HandKind): Hand => {
    const known = varied.get(kind) ?? varyHand(random.fork(kind), bookHand(book, writers, kind));
    varied.set(kind, known);
    return known;
  };
  if (hand !== 'mixed') return { handFor: () => today(hand), hand };
  const main = random.weighted(MIXTURE);
  if (random.chance(0.6)) return { handFor: () => today(main), hand: main };
  const others = HAND_KINDS.filter((kind) => kind !== main);
  return {
    handFor: (name) => today(random.fork(name).chance(0.3) ? random.fork(name).pick(others) : main),
    hand: 'mixed',
  };
};

const correctionOf = (
  random: Random,
  layout: Layout,
  book: BookPlan,
  page: PagePlan,
  desk: Desk,
): Readonly<{ facts: Facts; correction: Correction | null }> => {
  if (page.class !== 'entry' && page.class !== 'void') return { facts: bookFacts(book), correction: null };
  const none = { facts: page.registration.facts, correction: null };
  if (page.class === 'void' || !random.chance(desk.strikeRate)) return none;
  return planCorrection(random, layout, page.registration, book.habits) ?? none;
};

const bookFacts = (book: BookPlan): Facts =>
  ({
    'book.office': book.office.name,
    'book.volume': `${book.volume}/${book.year}`,
    'book.openedOn': book.openedOn,
    'book.closedOn': book.closedOn,
    'book.pages': String(book.declaredPages),
    'book.entries': String(book.declaredEntries),
  }) satisfies Record<BookFieldName, string>;

/** Lines are used as they come; those too long for the field are passed over. */
const lineChooser =
  (random: Random, lines: readonly RealLine[]): Writing['realLine'] =>
  (width) => {
    for (let i = 0; i < 40 && lines.length > 0; i++) {
      const line = random.pick(lines);
      if ((line.width / line.height) * LINE_HEIGHT_MM <= width) return line;
    }
    return null;
  };

const LINE_HEIGHT_MM = 6.6;

/** Diagonals over the page and a word that says so. */
const crossOut = (random: Random, book: BookPlan, pen: Hand): readonly Mark[] => {
  const { width, height } = book.edition.paper;
  const lines = random.chance(0.4)
    ? [[0.1, 0.1, 0.9, 0.92] as const, [0.9, 0.1, 0.1, 0.92] as const]
    : [[0.88, 0.09, 0.12, 0.93] as const];
  const crosses = lines.map(([x0, y0, x1, y1]) =>
    penMark(shaky(random, [x0 * width, y0 * height], [x1 * width, y1 * height], 0.6), pen.ink),
  );
  const word = random.pick(['HỦY', 'Hủy bỏ', 'Trang bỏ trống', 'Ghi sai, hủy']);
  const box: BoxMm = [width * 0.38, height * random.between(0.4, 0.6), width * 0.5, 10];
  const fitted = fitText(pen.face, word, pen.size * 1.6, [box]);
  return [...crosses, ...(fitted === null ? [] : writeLines(random, pen, fitted.lines, fitted.size))];
};

const OFFICIALS = /thực hiện|Công chức|Thủ trưởng|hộ tịch/;

/** Signatures of those who have to sign, and the office's stamp over the last of them. */
const signPage = (
  random: Random,
  book: BookPlan,
  page: PagePlan,
  layout: Layout,
  desk: Desk,
): readonly Mark[] => {
  const own = random.fork('signatures');
  const marks = layout.signatures.map(({ box, who }) => {
    const official = OFFICIALS.test(who.vi);
    const signer = createRandom(`${official ? book.seed : page.seed}/signer/${who.vi}`);
    const ink = signer.chance(0.85) ? ([26, 44, 132] as const) : ([30, 30, 36] as const);
    return signature(signer.fork('shape'), own, box, ink);
  });
  const last = layout.signatures.at(-1)?.box;
  const wanted = page.class === 'closing' ? 1 : page.class === 'entry' ? STAMP_SHARE : 0;
  if (last === undefined || !own.chance(wanted)) return marks;
  return [...marks, stampOver(own, book, last, desk)];
};

const STAMP_SHARE = 0.35;
/** Now and then a stamp sits too high and covers what is written. */
const STAMP_ON_VALUES = 0.15;

const stampOver = (random: Random, book: BookPlan, [x, y, width, height]: BoxMm, desk: Desk): Mark => {
  const { place } = book.office;
  const high = random.chance(STAMP_ON_VALUES) ? random.between(12, 26) : 0;
  const centre = [
    x + width * random.between(0.2, 0.4),
    Math.min(book.edition.paper.height - 14, y + height * 0.55 + random.between(-2, 2)) - high,
  ] as const;
  const face = bookHand(book, desk.writers, 'print').face;
  return roundStamp(
    random,
    face,
    {
      upper: `ỦY BAN NHÂN DÂN ${place.commune.toLocaleUpperCase('vi')}`,
      lower: `${place.district} - ${place.province}`.toLocaleUpperCase('vi'),
    },
    centre,
  );
};
