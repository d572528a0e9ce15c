/** What a page of a book is. */
export const PAGE_CLASSES = [
  'entry',
  'cover',
  'closing',
  'continuation',
  'void',
  'blank',
  'annex',
  'unknown',
] as const;
export type PageClass = (typeof PAGE_CLASSES)[number];
