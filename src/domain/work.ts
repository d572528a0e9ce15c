/** Words of the work that people do on entries. */

/** The order in which an entry passes through people's hands: first pass, second blind pass, adjudication. */
export const LANES = ['key', 'second', 'adjudicate'] as const;
export type Lane = (typeof LANES)[number];

/** What a book is written with; `mixed` when nobody has said. */
export const BOOK_HANDS = ['print', 'typewriter', 'handwriting', 'mixed'] as const;
export type BookHand = (typeof BOOK_HANDS)[number];

/** How the fields of a batch are routed; the policies themselves are data of src/review. */
export const POLICY_NAMES = ['standard', 'look-at-all', 'second-look', 'double-critical', 'double'] as const;
export type PolicyName = (typeof POLICY_NAMES)[number];

export const isPolicyName = (text: string): text is PolicyName =>
  (POLICY_NAMES as readonly string[]).includes(text);

/** Why somebody leaves an entry to others. */
export const SKIP_REASONS = [
  'hard-to-read',
  'foreign-script',
  'unsure',
  'conflict-of-interest',
  'other',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];
