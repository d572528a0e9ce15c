/** Positions in lists as they travel: opaque, and refused when somebody changes them. */
import { SohoaError } from '../domain/errors.ts';

/** The id after which the page begins; `start` without one. */
export const idAfter = (cursor: string | undefined, start: number): number => {
  if (cursor === undefined) return start;
  const id = /^\d{1,15}$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (!Number.isSafeInteger(id)) throw new SohoaError('request-invalid', { where: 'after' });
  return id;
};

/** The page of a book after which the contact sheet goes on: `position~id`. */
export const sheetAfter = (cursor: string | undefined): { position: string; id: number } | null => {
  if (cursor === undefined) return null;
  const [, position, id] = /^(-?\d{1,30}(?:\.\d{1,200})?)~(\d{1,15})$/.exec(cursor) ?? [];
  if (position === undefined) throw new SohoaError('request-invalid', { where: 'after' });
  return { position, id: Number(id) };
};

/** One row more than asked for was read, to know whether there is a next page. */
export const pageOf = <T>(
  rows: readonly T[],
  limit: number,
  cursorOf: (row: T) => string,
): { rows: readonly T[]; next: string | null } => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > limit && last !== undefined ? cursorOf(last) : null };
};
