/** Marks that stand for the value above: what engines read of them, letter by letter as uncertain as anything. */
import type { CellReading } from './row-reading.ts';

/** `-nt-`, `nt`, `n.t`, `như trên`, `như tren`; engines take the hyphens for points, the n for m, the t for f or l. */
const WRITTEN = /^(?:[nmruh][\s.·,-]{0,2}[tfl1+]|(?:nhu|nhtr|nhi|hhu)\s*tr[eo]n)$/u;
/** Signs read where there are only two short strokes or a dash. */
const SIGNS = /^(?:["“”'’`´″]{1,2}|\/\/|ll|11|II|,,|''|[-–—_~=]{2,})$/u;

const bare = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/gu, '')
    .replace(/đ/gu, 'd')
    .toLowerCase()
    .replace(/^[\s.,:;·•*~_–—-]+|[\s.,:;·•*~_–—-]+$/gu, '');

/** Two strokes and the number eleven look the same. */
export const TWO_STROKES = '11';

/**
 * What the mark looks like as text, or null when the cell holds a value of its own. In a column where numbers may stand
 * (`ages`) an 11 that imaging did not tell for a mark is taken as the number.
 */
export const dittoIn = (
  { lines, mark }: CellReading,
  { ages = false }: { ages?: boolean } = {},
): string | null => {
  if (mark !== null) return mark.type === 'stroke' ? '—' : '"';
  const inked = lines.flatMap(({ reading }) => (reading === null ? [] : [reading.text.trim()]));
  const [text] = inked;
  if (text === undefined || inked.length > 1) return null;
  if (ages && text === TWO_STROKES) return null;
  if (SIGNS.test(text)) return /^[-–—_~=]/u.test(text) ? '—' : '"';
  const letters = bare(text);
  if (!WRITTEN.test(letters)) return null;
  return /^.{0,2}[^tfl1+]{0,2}[tfl1+]$/u.test(letters) && letters.length <= 4 ? '-nt-' : 'như trên';
};
