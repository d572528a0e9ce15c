/**
 * Rows of a table in which entries stand well apart but no rule parts them: what is written close together is a block, and a
 * block without a number (a year, a closing note, the rest of an entry) is a row of its own.
 */
import { medianOf } from '../forms/algebra.ts';
import type { Start } from './rows.ts';
import type { FoundColumn, Written } from './types.ts';

/** Down the paper, millimetres; `ink` is the columns' inked shares summed up over them. */
export type Block = { readonly from: number; readonly to: number; readonly ink: number };

/** Share of a column's width that is inked where something is written. */
const WRITTEN_SHARE = 0.015;
/** What is written closer than this is one block; less high than this it is a speck. */
const APART_MM = 5.5;
const LEAST_MM = 0.9;
/** A row without a number begins this far above its block where there is room. */
const ABOVE_MM = 2.2;
/**
 * One with a number begins a little above its first line: so many figures above the number's middle, and so much room. What
 * else is written there may reach higher, but bleed-through does, too. (On drawn pages in handwriting the room is 0.3 mm in
 * one hand and 2.5 mm in another.)
 */
const ABOVE_NUMBER = 0.5;
export const ROOM_MM = 1.4;
/** A block without a number has at least this share of the ink that those with one usually have; less is bleed-through. */
const LEAST_INK = 0.04;
/** What is lower than this and ends this near to the end of the table is the rest of its frame. */
const FRAME_MM = 2;
const FRAME_REACH_MM = 8;
/** What is written last has so much room below; a page that goes on for more than twice that is blank from there. */
const LAST_ROOM_MM = 12;

/** From top to bottom. Signatures and margins sweep over rows and are not looked at. */
export const blocksIn = ({ fromMm, stepMm, ink }: Written, columns: readonly FoundColumn[]): Block[] => {
  const profiles = columns.flatMap(({ column }) => {
    const profile = column.role === 'signature' || column.margin ? undefined : ink.get(column.key);
    return profile === undefined ? [] : [profile];
  });
  const length = Math.max(0, ...profiles.map((profile) => profile.length));
  const blocks: { from: number; to: number; ink: number }[] = [];
  for (let i = 0; i < length; i++) {
    if (profiles.every((profile) => (profile[i] ?? 0) < WRITTEN_SHARE)) continue;
    const mm = fromMm + i * stepMm;
    const ink = profiles.reduce((sum, profile) => sum + (profile[i] ?? 0) * stepMm, 0);
    const last = blocks.at(-1);
    if (last !== undefined && mm - last.to < APART_MM) {
      last.to = mm + stepMm;
      last.ink += ink;
    } else blocks.push({ from: mm, to: mm + stepMm, ink });
  }
  return blocks.filter(({ from, to }) => to - from >= LEAST_MM);
};

/**
 * The rows that numbers begin, and those of blocks that have none. A blank row ends what is written well above the table's
 * end.
 */
export const startsByBlocks = (
  starts: readonly Start[],
  written: readonly Block[],
  body: { readonly from: number; readonly to: number },
): Start[] => {
  const numbered = starts.flatMap((start) =>
    start.number === null
      ? []
      : [
          {
            ...start,
            mm: start.number.middle - ABOVE_NUMBER * start.number.letter - ROOM_MM,
            number: start.number,
          },
        ],
  );
  const ownOf = (block: Block): typeof numbered =>
    numbered.filter(({ number }) => number.middle >= block.from - 1 && number.middle <= block.to + 1);
  const usual = medianOf(written.filter((block) => ownOf(block).length > 0).map(({ ink }) => ink));
  const isFrame = ({ from, to }: Block): boolean => to - from < FRAME_MM && body.to - to < FRAME_REACH_MM;
  const blocks = written.filter(
    (block) => !isFrame(block) && (ownOf(block).length > 0 || block.ink >= LEAST_INK * usual),
  );
  const rows = blocks.flatMap((block, i): Start[] => {
    const room = block.from - (blocks[i - 1]?.to ?? body.from);
    const mm = Math.max(body.from, block.from - Math.min(ABOVE_MM, room / 2));
    const own = ownOf(block);
    const [first] = own;
    if (first === undefined) return [{ mm, kind: 'entry', confidence: 0.5, number: null }];
    // What stands in the block well above its first number is the rest of something else.
    const rest = first.mm - block.from > APART_MM;
    return rest ? [{ mm, kind: 'entry', confidence: 0.5, number: null }, ...own] : own;
  });
  const found = rows.length === 0 ? [...starts] : rows;
  const [top] = found;
  if (top === undefined) return [];
  const end = (blocks.at(-1)?.to ?? body.to) + LAST_ROOM_MM;
  const blank: Start[] =
    body.to - end > LAST_ROOM_MM ? [{ mm: end, kind: 'entry', confidence: 0.5, number: null }] : [];
  // The first row begins under the head, as the last one ends with the table or what is written.
  return [{ ...top, mm: body.from }, ...found.slice(1), ...blank];
};
