/** Which fields of the form a person has before their eyes. */

/** A row may stick out by a hair: heights are fractions of pixels. */
const TOLERANCE = 2;

/**
 * Fields whose row lies wholly inside the visible part of the list, with its strip of paper drawn: what a slow line still
 * owes nobody has seen. The opened field counts like any other.
 */
export const fieldsOnScreen = (list: HTMLElement): ReadonlySet<string> => {
  const frame = list.getBoundingClientRect();
  const top = Math.max(frame.top, 0) - TOLERANCE;
  const bottom = Math.min(frame.bottom, innerHeight) + TOLERANCE;
  const seen = new Set<string>();
  for (const row of list.querySelectorAll<HTMLElement>('[data-field]')) {
    const place = row.getBoundingClientRect();
    const isInside = place.height > 0 && place.top >= top && place.bottom <= bottom;
    const isDrawn = [...row.querySelectorAll('img')].every((one) => one.complete && one.naturalWidth > 0);
    if (isInside && isDrawn && row.dataset.field !== undefined) seen.add(row.dataset.field);
  }
  return seen;
};
