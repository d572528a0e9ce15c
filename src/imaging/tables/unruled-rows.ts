/**
 * Rows of a table in which entries stand well apart but no rule parts them: what is written close together is a block, and a
 * block without a number (a year, a closing note, the rest of an entry) is a row of its own.
 */
import { medianOf } from '../forms/algebra.ts';
import { APART_MM, type Block } from './blocks.ts';
import type { Start } from './rows.ts';

/** A row without a number begins this far above its block where there is room, and a note across the table well above it. */
const ABOVE_MM = 2.2;
const ABOVE_NOTE_MM = 6.2;
/** Above a note at least so much is left to the entry before. */
const LEFT_MM = 1;
/**
 * One with a number begins a little above its first line: so many figures above the number's middle, and some room. What
 * else is written there may reach higher, but bleed-through does, too. How much room a hand leaves is told by the page's
 * first row, which begins under the head; where another row stands there, it is as usual.
 */
const ABOVE_NUMBER = 0.5;
const USUAL_ROOM_MM = 1.4;
const MOST_ROOM_MM = 4;
/** A block without a number has at least this share of the ink that those with one usually have; less is bleed-through. */
const LEAST_INK = 0.04;
/**
 * What is lower than this and ends this near to the end of the table is the rest of its frame. The frame itself may bend,
 * and be a little higher: nothing written is as low and stands on it, apart from all else.
 */
const FRAME_MM = 2;
const FRAME_REACH_MM = 8;
const BENT_FRAME_MM = 3.5;
const BENT_FRAME_REACH_MM = 1;
/** Less than this above the first entry is no row. */
const LEAST_REST_MM = 6;
/** What is written last has so much room below; a page that goes on for more than twice that is blank from there. */
const LAST_ROOM_MM = 12;
/** A note is at most two lines and a signature: what is seen further below comes from the other side of the paper. */
const NOTE_MM = 32;

/** From where a row begins to its first line, whose number's middle and height are given, millimetres. */
export const roomAbove = ({ middle, letter }: NonNullable<Start['number']>, mm: number): number =>
  middle - ABOVE_NUMBER * letter - mm;

type Body = { readonly from: number; readonly to: number };

/**
 * The rows that numbers begin, and those of blocks that have none. A blank row ends what is written well above the table's
 * end.
 */
export const startsByBlocks = (starts: readonly Start[], seen: readonly Block[], body: Body): Start[] => {
  const standing = starts.flatMap((start) =>
    start.number === null ? [] : [{ ...start, number: start.number }],
  );
  const within = (block: Block, middle: number): boolean =>
    middle >= block.from - 1 && middle <= block.to + 1;
  const numbersOf = (block: Block): typeof standing =>
    standing.filter(({ number }) => within(block, number.middle));
  const usual = medianOf(seen.filter((block) => numbersOf(block).length > 0).map(({ ink }) => ink));
  const isFrame = ({ from, to }: Block): boolean =>
    (to - from < FRAME_MM && body.to - to < FRAME_REACH_MM) ||
    (to - from < BENT_FRAME_MM && body.to - to < BENT_FRAME_REACH_MM);
  const isWriting = ({ ink, isStroke: stroke, to }: Block): boolean =>
    ink >= LEAST_INK * usual && !stroke(to);
  const blocks = seen.filter((block) => !isFrame(block) && (numbersOf(block).length > 0 || isWriting(block)));
  const room = roomOn(blocks[0], standing, body);
  const rows = blocks.flatMap((block, i): Start[] => {
    const free = block.from - (blocks[i - 1]?.to ?? body.from);
    const own = numbersOf(block).map((start, k): Start => {
      const top = start.mm + roomAbove(start.number, start.mm);
      if (start.runsOn !== true) return { ...start, mm: top - room };
      const above = k === 0 ? Math.min(ABOVE_NOTE_MM, free - LEFT_MM) : ABOVE_NOTE_MM;
      return { ...start, mm: top - above, number: null };
    });
    const [first] = own;
    const mm = Math.max(body.from, block.from - Math.min(ABOVE_MM, free / 2));
    const alone: Start = { mm, kind: 'entry', confidence: 0.5, number: null };
    if (first === undefined) return [alone];
    // What stands in the block well above its first number is the rest of something else.
    const rest = first.mm - block.from > APART_MM && !block.isStroke(first.mm);
    return rest ? [alone, ...own] : own;
  });
  const found = rows.length === 0 ? [...starts] : rows;
  const [top] = found;
  if (top === undefined) return [];
  const last = found.at(-1) ?? top;
  const isNote = standing.at(-1)?.runsOn === true && last.number === null;
  const written = (blocks.at(-1)?.to ?? body.to) + LAST_ROOM_MM;
  const end = isNote ? Math.min(written, last.mm + NOTE_MM) : written;
  const blank: Start[] =
    body.to - end > LAST_ROOM_MM ? [{ mm: end, kind: 'entry', confidence: 0.5, number: null }] : [];
  // Well above the first number is the end of the last entry of the page before, though nothing of it be written here.
  const rest: Start[] =
    top.number !== null && top.mm - body.from > LEAST_REST_MM
      ? [{ mm: body.from, kind: 'continued', confidence: 0.5, number: null }]
      : [];
  // The first row begins under the head, as the last one ends with the table or what is written.
  const under = rest.length === 0 ? { ...top, mm: body.from } : top;
  return [...rest, under, ...found.slice(1), ...blank];
};

/** The room above the first lines of a page, as its first row has it when an entry begins there. */
const roomOn = (first: Block | undefined, standing: readonly Start[], { from }: Body): number => {
  const number = standing[0]?.number ?? null;
  if (first === undefined || number === null || standing[0]?.runsOn === true) return USUAL_ROOM_MM;
  const room = roomAbove(number, from);
  const begins = number.middle - first.from <= APART_MM;
  return begins && room <= MOST_ROOM_MM ? Math.max(0, room) : USUAL_ROOM_MM;
};
