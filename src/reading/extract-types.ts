/** The words of the extract step, apart from its code so that parsers, rules and pipelines can share them. */
import type { KindCode } from '../domain/kinds.ts';
import type { Value } from '../domain/values.ts';
import type { Edition, Layout } from '../forms/edition.ts';
import type { FieldReadings } from './entry-readings.ts';
import type { FieldEvidence, PageQuality } from './evidence.ts';

/** What is known about an entry before it is read. Years are inclusive; a book may hold several (NĐ 158/2005 art. 68). */
export type BookContext = Readonly<{
  /** Name of the registering office as it stands on the cover or in the hand-in, null when unknown. */
  office: string | null;
  years: Readonly<{ from: number; to: number }>;
  /** `01/2018`, null when unknown. */
  volume: string | null;
  /** What the neighbours say this page's number should be, null when unknown. */
  pageNumberGuess: number | null;
  /** Entry number that continues the page before, null when unknown. */
  entryNumberGuess: number | null;
  /** By field: what was read on the pages around (elsewhere.ts). */
  around?: Readonly<Record<string, readonly string[]>>;
}>;

export type ExtractInput = Readonly<{
  kind: KindCode;
  edition: Edition;
  layout: Layout;
  context: BookContext;
  fieldReadings: FieldReadings;
  /** Measures of the page's picture, where there are any. */
  quality?: PageQuality;
}>;

/** `engine` names who read it: `tesseract-vie@…`, `ticks@…`, or `context` for what was inferred from the book. */
export type ExtractedValue = Value & Readonly<{ engine: string }>;

/** A rule of rules.ts that an entry breaks; the text people see is the message `rule-<code>` with `params`. */
export type RuleHit = Readonly<{
  code: string;
  severity: 'question' | 'doubt';
  fields: readonly string[];
  params: Readonly<Record<string, string | number>>;
}>;

/** Every official field of the kind has a value, in the kind's order. */
export type ExtractedEntry = Readonly<{
  fields: Readonly<Record<string, ExtractedValue>>;
  hits: readonly RuleHit[];
  /** What the confidences were made of, for fitting them and for measuring. */
  evidence: Readonly<Record<string, FieldEvidence>>;
}>;
