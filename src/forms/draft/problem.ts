/** What can be wrong with a draft, and how it is told. */
import type { ErrorParams } from '../../domain/errors.ts';

/** Each is a key of the message files. */
export const PROBLEM_CODES = [
  'form-problem-id',
  'form-problem-id-shipped',
  'form-problem-id-other-kind',
  'form-problem-kind',
  'form-problem-title',
  'form-problem-years',
  'form-problem-paper',
  'form-problem-no-entry-part',
  'form-problem-sides',
  'form-problem-spread-without-table',
  'form-problem-picture',
  'form-problem-part-empty',
  'form-problem-box',
  'form-problem-overlap',
  'form-problem-unnamed',
  'form-problem-name-unknown',
  'form-problem-name-twice',
  'form-problem-grammar-part',
  'form-problem-code-missing',
  'form-problem-code-unknown',
  'form-problem-code-twice',
  'form-problem-number-missing',
  'form-problem-critical-missing',
  'form-problem-table-span',
  'form-problem-columns-none',
  'form-problem-column-order',
  'form-problem-column-margin',
  'form-problem-rows-start',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

export type DraftProblem = Readonly<{
  code: ProblemCode;
  /** What it keeps from being done: `trial` (and saving), `save`, or nothing. */
  blocks: 'trial' | 'save' | 'nothing';
  params: ErrorParams;
  /** Key of the part concerned; null: the whole form. */
  part: string | null;
  /** Key of the place, tick option, column, text, rule or signature; null: the part. */
  item: string | null;
  /** Which of its lines, from 0. */
  line: number | null;
  other: Readonly<{ item: string; line: number | null }> | null;
  /** The member that is wrong, where it is not the thing as a whole. */
  member: string | null;
}>;

type At = Partial<Omit<DraftProblem, 'code' | 'blocks'>>;
export const problem = (code: ProblemCode, blocks: DraftProblem['blocks'], at: At = {}): DraftProblem => ({
  code,
  blocks,
  params: {},
  part: null,
  item: null,
  line: null,
  other: null,
  member: null,
  ...at,
});
