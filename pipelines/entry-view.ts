/**
 * What one person sees of one entry. Here it is decided what stays hidden: while a field is keyed blind, neither the
 * machine's reading nor anybody's leaves the database; between two readings only those see both who may decide.
 */
import type { Actor } from '../src/access/accounts.ts';
import { formatEntryNumber } from '../src/domain/entry-number.ts';
import { isSohoaError } from '../src/domain/errors.ts';
import type { FieldSpec } from '../src/domain/fields.ts';
import { findField, KINDS, type KindCode } from '../src/domain/kinds.ts';
import { type Action, allows } from '../src/domain/roles.ts';
import type { Box, Route, Value, ValueState } from '../src/domain/values.ts';
import { getEdition } from '../src/forms/catalog.ts';
import { type Edition, namesInLayout } from '../src/forms/edition.ts';
import type { RuleHit } from '../src/reading/extract-types.ts';
import { parseTyped } from '../src/reading/parsing/typed.ts';
import { checkRules } from '../src/reading/rules.ts';
import type { Db } from '../src/store/database.ts';
import type { Entry } from '../src/store/entries.ts';
import {
  type EntryHead,
  entryBefore,
  entryHead,
  fieldsToShow,
  machineValues,
  neighbourPages,
  passesOf,
  questionsOfEntry,
  readingContents,
  type ShownField,
  type ShownPage,
  type ShownPass,
  type ShownQuestion,
  shownPages,
} from '../src/store/entry-view.ts';
import type { OpenTask } from '../src/store/keying.ts';
import { type Doubts, doubtsOfPage, NO_DOUBTS } from './doubts.ts';

export type Said = Readonly<{ verbatim: string | null; normalized: string | null; state: ValueState }>;
export type MachineReading = Said & Doubts & Readonly<{ confidence: number; engine: string }>;
export type BlindReading = Said & Readonly<{ who: 'first' | 'second'; by: string; at: Date }>;

export type FieldSeen = Readonly<{
  spec: FieldSpec;
  value:
    | (Said &
        Readonly<{
          id: number;
          source: 'machine' | 'person';
          confidence: number;
          by: string | null;
          at: Date;
        }>)
    | null;
  hidden: boolean;
  machine: MachineReading | null;
  route: Route;
  settled: boolean;
  version: number;
  task: Readonly<{ id: number; kind: OpenTask['kind']; rules: readonly string[]; pass: 1 | 2 | null }> | null;
  mine: Said | null;
  readings: readonly BlindReading[] | null;
  /** The page that the box lies on: an entry of a table may go on on the next one. */
  pageId: number;
  box: Box | null;
}>;

export type EntrySeen = Readonly<{
  head: EntryHead;
  number: string | null;
  fields: readonly FieldSeen[];
  hits: readonly RuleHit[];
  previous: Readonly<{ entry: Entry; number: string | null; values: Readonly<Record<string, Said>> }> | null;
  neighbours: Readonly<{ previous: number | null; next: number | null }>;
  /** Other pages that fields of the entry lie on. */
  otherPages: readonly ShownPage[];
  questions: readonly ShownQuestion[];
  may: Readonly<{ key: boolean; adjudicate: boolean }>;
  closed: boolean;
}>;

/**
 * @throws SohoaError `entry-unknown`. Whether the person may see the entry at all is the caller's to ask
 *   (`visibleEntry` in workstation.ts).
 */
export const seeEntry = async (db: Db, actor: Actor, entryId: number): Promise<EntrySeen> => {
  const [head, rows, questions] = await Promise.all([
    entryHead(db, entryId),
    fieldsToShow(db, entryId),
    questionsOfEntry(db, entryId),
  ]);
  const { entry, book } = head;
  const [fields, previous, neighbours] = await Promise.all([
    seeRows(db, actor, entry, rows, 'full'),
    dittoOf(db, entry, head.page),
    neighbourPages(db, head.page),
  ]);
  return {
    head,
    number: numberOf(entry),
    fields,
    hits: rulesOf(entry, head.office.name, book.year, visibleValues(fields)),
    previous,
    neighbours,
    otherPages: await shownPages(
      db,
      [...new Set(fields.map(({ pageId }) => pageId))].filter((id) => id !== entry.pageId),
    ),
    questions,
    may: {
      key: may(actor, 'entry.key', entry.officeId),
      adjudicate: may(actor, 'entry.adjudicate', entry.officeId),
    },
    closed: head.batch.state === 'accepted' || head.batch.state === 'loaded' || entry.state === 'loaded',
  };
};

const may = (actor: Actor, action: Action, officeId: number): boolean =>
  allows(actor.grants, action, officeId);

export const numberOf = (entry: Pick<Entry, 'number' | 'suffix' | 'registrationYear'>): string | null =>
  entry.number === null || entry.registrationYear === null
    ? null
    : formatEntryNumber({ number: entry.number, suffix: entry.suffix, year: entry.registrationYear });

/**
 * All fields of an entry in the order of the paper, as this person may see them. `brief` leaves out what the engines saw
 * in detail (doubtful characters, other readings), which costs most and does not change while somebody works.
 */
export const seeFields = async (
  db: Db,
  actor: Actor,
  entry: Entry,
  detail: 'full' | 'brief' = 'full',
): Promise<FieldSeen[]> => seeRows(db, actor, entry, await fieldsToShow(db, entry.id), detail);

const seeRows = async (
  db: Db,
  actor: Actor,
  entry: Entry,
  rows: readonly ShownField[],
  detail: 'full' | 'brief',
): Promise<FieldSeen[]> => {
  const isWritten = rows.some(({ value }) => value.source === 'person');
  const machine = new Map(
    (isWritten ? await machineValues(db, entry.id) : []).map((value) => [value.field, value]),
  );
  // Only these two kinds of task speak of passes.
  const isKeyedTwice = rows.some(({ task }) => task?.kind === 'key-twice' || task?.kind === 'adjudicate');
  const passes = isKeyedTwice ? await passesOf(db, entry.id) : [];
  for (const { field, value } of rows) {
    if (value.source === 'machine') machine.set(field, value);
  }
  const doubts =
    detail === 'brief'
      ? new Map<string, Doubts>()
      : doubtsOfPage(
          entry.editionId,
          await readingContents(db, [
            ...new Set([entry.pageId, ...rows.flatMap(({ value }) => value.pageId ?? [])]),
          ]),
          new Map([...machine].map(([field, value]) => [field, value.verbatim])),
          entry.ordinal,
        );
  return inPaperOrder(entry.kind, entry.editionId, rows).map(({ spec, row }) => {
    const task = row.task ?? undefined;
    const own = passes.filter(({ pass }) => pass.field === spec.name && pass.taskId === task?.id);
    const { isHidden, readings } = blindness(actor, entry, task, spec.name, passes);
    const read = machine.get(spec.name);
    return {
      spec,
      value: isHidden ? null : shownValue(row),
      hidden: isHidden,
      machine:
        isHidden || read === undefined
          ? null
          : {
              verbatim: read.verbatim,
              normalized: read.normalized,
              state: read.state,
              confidence: read.confidence,
              engine: read.engine,
              ...(doubts.get(spec.name) ?? NO_DOUBTS),
            },
      route: row.route,
      settled: row.settled,
      version: row.version,
      task: task === undefined ? null : shownTask(task, own),
      mine: saidOf(own.find(({ pass }) => pass.accountId === actor.accountId)?.pass),
      readings,
      pageId: row.value.pageId ?? entry.pageId,
      box: row.value.box,
    };
  });
};

const shownValue = ({ value, by }: ShownField): NonNullable<FieldSeen['value']> => ({
  id: value.id,
  verbatim: value.verbatim,
  normalized: value.normalized,
  state: value.state,
  source: value.source,
  confidence: value.confidence,
  by,
  at: value.createdAt,
});

const shownTask = (task: OpenTask, own: readonly ShownPass[]): NonNullable<FieldSeen['task']> => ({
  id: task.id,
  kind: task.kind,
  rules: task.rules,
  pass: task.kind === 'key-twice' ? (own.length === 0 ? 1 : 2) : null,
});

const saidOf = (said: Said | undefined): Said | null =>
  said === undefined ? null : { verbatim: said.verbatim, normalized: said.normalized, state: said.state };

/** What stays hidden of a field with this open task, and the two readings for whoever decides between them. */
const blindness = (
  actor: Actor,
  entry: Entry,
  task: OpenTask | undefined,
  field: string,
  passes: readonly ShownPass[],
): { isHidden: boolean; readings: BlindReading[] | null } => {
  if (task?.kind === 'key-twice') return { isHidden: true, readings: null };
  // A reading that is more likely wrong than right would only lead the eye: keyed from the picture.
  if (task?.kind === 'key') return { isHidden: may(actor, 'entry.key', entry.officeId), readings: null };
  if (task?.kind !== 'adjudicate') return { isHidden: false, readings: null };
  const ofField = passes.filter(({ pass }) => pass.field === field);
  const latest = Math.max(...ofField.map(({ pass }) => pass.taskId));
  const pair = ofField.filter(({ pass }) => pass.taskId === latest);
  const isKeyer = ofField.some(({ pass }) => pass.accountId === actor.accountId);
  const decides = may(actor, 'entry.adjudicate', entry.officeId) && !isKeyer;
  if (!decides && (isKeyer || !may(actor, 'audit.view', entry.officeId)))
    return { isHidden: true, readings: null };
  return {
    isHidden: false,
    readings: pair.map(({ pass, by }) => ({
      verbatim: pass.verbatim,
      normalized: pass.normalized,
      state: pass.state,
      who: pass.ordinal === 1 ? 'first' : 'second',
      by,
      at: pass.createdAt,
    })),
  };
};

/** Fields as they come on the paper; those that the edition does not have stand last, in the order of the kind. */
const inPaperOrder = (
  kind: KindCode,
  editionId: string,
  rows: readonly ShownField[],
): { spec: FieldSpec; row: ShownField }[] => {
  const order = paperOrder(kind, editionId);
  const place = (name: string): number => order.get(name) ?? Number.MAX_SAFE_INTEGER;
  return rows
    .flatMap((row) => {
      const spec = findField(kind, row.field);
      return spec === undefined ? [] : [{ spec, row }];
    })
    .sort((a, b) => place(a.spec.name) - place(b.spec.name));
};

const orders = new Map<string, ReadonlyMap<string, number>>();

const paperOrder = (kind: KindCode, editionId: string): ReadonlyMap<string, number> => {
  const known = orders.get(`${kind} ${editionId}`);
  if (known !== undefined) return known;
  const onPaper = namesOnPaper(editionId);
  const names = [
    ...onPaper,
    ...KINDS[kind].fields.map(({ name }) => name).filter((name) => !onPaper.includes(name)),
  ];
  const order = new Map(names.map((name, index) => [name, index]));
  orders.set(`${kind} ${editionId}`, order);
  return order;
};

const namesOnPaper = (editionId: string): string[] =>
  (findEdition(editionId)?.layouts ?? []).filter((layout) => layout.class === 'entry').flatMap(namesInLayout);

/** The edition, unless this installation does not have it (any more). */
const findEdition = (editionId: string): Edition | undefined => {
  try {
    return getEdition(editionId);
  } catch (error) {
    if (isSohoaError(error)) return undefined;
    throw error;
  }
};

type Values = Readonly<Record<string, Value>>;

const visibleValues = (fields: readonly FieldSeen[]): Values =>
  Object.fromEntries(
    fields.flatMap(({ spec, value, box }) =>
      value === null ? [] : [[spec.name, { ...value, box }] as const],
    ),
  );

/** A book of tables goes on for years: as long as its form was in use. A book of one-entry pages is a year's. */
const yearsOf = (editionId: string, year: number): { from: number; to: number } => {
  const edition = findEdition(editionId);
  const isTable = edition?.layouts.some(({ table }) => table !== undefined) ?? false;
  return { from: year, to: isTable ? Math.max(year, edition?.years.to ?? year) : year };
};

const rulesOf = (
  { kind, editionId }: Pick<Entry, 'kind' | 'editionId'>,
  office: string,
  year: number,
  fields: Values,
): readonly RuleHit[] =>
  checkRules({
    kind,
    fields,
    context: {
      office,
      years: yearsOf(editionId, year),
      volume: null,
      pageNumberGuess: null,
      entryNumberGuess: null,
    },
  });

/** The rules that the entry breaks as this person sees it. */
export const hitsOf = (
  entry: Pick<Entry, 'kind' | 'editionId'>,
  book: { year: number },
  office: string,
  fields: readonly FieldSeen[],
): readonly RuleHit[] => rulesOf(entry, office, book.year, visibleValues(fields));

/** Rules that the entry would break with these texts, and the fields whose text cannot be a value of their type. */
export const checkTexts = async (
  db: Db,
  actor: Actor,
  entryId: number,
  texts: Readonly<Record<string, string>>,
): Promise<{ hits: readonly RuleHit[]; invalid: string[] }> => {
  const { entry, book, office } = await entryHead(db, entryId);
  const values: Record<string, Value> = { ...visibleValues(await seeFields(db, actor, entry)) };
  const invalid: string[] = [];
  for (const [name, text] of Object.entries(texts)) {
    const spec = findField(entry.kind, name);
    if (spec === undefined) continue;
    try {
      values[name] = { ...parseTyped(spec, text, { year: book.year }), confidence: 1, box: null };
    } catch {
      invalid.push(name);
      delete values[name];
    }
  }
  return { hits: rulesOf(entry, office.name, book.year, values), invalid };
};

/** What the entry before says, for whoever writes the same again: only what nobody decides on any more. */
const dittoOf = async (db: Db, entry: Entry, page: EntryHead['page']): Promise<EntrySeen['previous']> => {
  const before = await entryBefore(db, entry, page);
  if (before === undefined) return null;
  const shown = (await fieldsToShow(db, before.id)).filter(
    ({ task, value }) => (task === null || task.kind === 'confirm') && value.state !== 'absent-in-edition',
  );
  const values = shown.map(({ field, value: { verbatim, normalized, state } }) => [
    field,
    { verbatim, normalized, state },
  ]);
  return { entry: before, number: numberOf(before), values: Object.fromEntries(values) };
};
