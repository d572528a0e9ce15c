/**
 * Rows of a table in which entries stand well apart but no rule parts them: what is written close together is a block, and a
 * block without a number (a year, a closing note, the rest of an entry) is a row of its own.
 */
import type { Start } from './rows.ts';
import type { FoundColumn, Written } from './types.ts';

/** Down the paper, millimetres. */
export type Block = { readonly from: number; readonly to: number };

/** Share of a column's width that is inked where something is written. */
const WRITTEN_SHARE = 0.015;
/** What is written closer than this is one block; less high than this it is a speck. */
const APART_MM = 5.5;
const LEAST_MM = 0.9;
/** A row begins this far above its block where there is room. */
const ABOVE_MM = 2.2;

/** From top to bottom. Signatures and margins sweep over rows and are not looked at. */
export const blocksIn = ({ fromMm, stepMm, ink }: Written, columns: readonly FoundColumn[]): Block[] => {
  const profiles = columns.flatMap(({ column }) => {
    const profile = column.role === 'signature' || column.margin ? undefined : ink.get(column.key);
    return profile === undefined ? [] : [profile];
  });
  const length = Math.max(0, ...profiles.map((profile) => profile.length));
  const blocks: { from: number; to: number }[] = [];
  for (let i = 0; i < length; i++) {
    if (profiles.every((profile) => (profile[i] ?? 0) < WRITTEN_SHARE)) continue;
    const mm = fromMm + i * stepMm;
    const last = blocks.at(-1);
    if (last !== undefined && mm - last.to < APART_MM) last.to = mm + stepMm;
    else blocks.push({ from: mm, to: mm + stepMm });
  }
  return blocks.filter(({ from, to }) => to - from >= LEAST_MM);
};

/** The rows that numbers begin, and those of blocks that have none; each begins a little above what is written first in it. */
export const startsByBlocks = (
  starts: readonly Start[],
  blocks: readonly Block[],
  bodyFrom: number,
): Start[] => {
  const numbered = starts.filter(({ number }) => number !== null);
  const rows = blocks.flatMap((block, i): Start[] => {
    const room = block.from - (blocks[i - 1]?.to ?? bodyFrom);
    const mm = Math.max(bodyFrom, block.from - Math.min(ABOVE_MM, room / 2));
    const own = numbered.filter(
      ({ number }) => number!.middle >= block.from - 1 && number!.middle <= block.to + 1,
    );
    const [first, ...others] = own;
    if (first === undefined) return [{ mm, kind: 'entry', confidence: 0.5, number: null }];
    // What stands in the block well above its first number is the rest of something else.
    const rest = first.mm - block.from > APART_MM;
    return rest
      ? [{ mm, kind: 'entry', confidence: 0.5, number: null }, ...own]
      : [{ ...first, mm }, ...others];
  });
  const found = rows.length === 0 ? [...starts] : rows;
  const [top] = found;
  if (top === undefined) return [];
  // The first row begins under the head, as the last one ends with the table.
  return [{ ...top, mm: bodyFrom }, ...found.slice(1)];
};
