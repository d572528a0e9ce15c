/** What the loader takes and says; nothing here knows sohoa's own database. */
import type { ErrorParams } from '../domain/errors.ts';
import type { KindCode } from '../domain/kinds.ts';
import type { FieldStates, SourcePage } from './schema.ts';

/** The paper book the entries stand in. */
export type RegistryBook = Readonly<{
  /** The office that kept the book: part of every entry's identity. */
  officeCode: string;
  officeName: string;
  kind: KindCode;
  /** Year the book was opened. */
  year: number;
  volume: string;
}>;

/** The asking that this load belongs to. */
export type LoadBatch = Readonly<{
  /** A UUID; loading again with the same key goes on with the same load. */
  runKey: string;
  batchName: string;
  /** User name of the account that asked. */
  loadedBy: string;
}>;

export type RegistryEntry = Readonly<{
  entryId: number;
  identity: Readonly<{ registrationYear: number | null; number: number | null; suffix: string }>;
  /** Normal forms by official name; null or missing where there is none. */
  fields: Readonly<Record<string, string | null>>;
  /** States of the fields that are not plain `read`, and `read` where a text should be but is none. */
  states: FieldStates;
  /** Official names of fields that nobody has settled. */
  unsettled: readonly string[];
  pages: readonly SourcePage[];
}>;

/** Each is a key of the message files. */
export const REFUSAL_REASONS = [
  'identity-incomplete',
  'identity-not-as-numbered',
  'field-not-of-kind',
  'value-not-settled',
  'value-against-state',
  'date-invalid',
  'time-invalid',
  'code-unknown',
  'form-invalid',
  'text-untidy',
  'differs-in-registry',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export type Refusal = Readonly<{ reason: RefusalReason; params: ErrorParams }>;

/** `loaded`: this load brought it; `unchanged`: the registry had the same content before; `refused`: it is not in there. */
export type EntryOutcome =
  | Readonly<{ entryId: number; outcome: 'loaded' | 'unchanged' }>
  | (Readonly<{ entryId: number; outcome: 'refused' }> & Refusal);

export type LoadReport = Readonly<{
  loaded: number;
  unchanged: number;
  refused: number;
  /** In the order of the entries. */
  outcomes: readonly EntryOutcome[];
}>;
