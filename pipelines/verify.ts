/**
 * Verify: candidate → verified entry. `checkBook` looks at a book as a whole (control totals, gaps); `settleField` is how
 * people, through whatever tool, say what stands in a field.
 */
export { checkBook } from './check-book.ts';
export { type SaveOutcome, type Settled, type SettleInput, settleField, undoLastSave } from './settle.ts';
export type { Statement } from './statement.ts';
