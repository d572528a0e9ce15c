/** From what the rooms below give to the shapes of the contract. */
import type { EntrySeen, FieldSeen } from '../../pipelines/entry-view.ts';
import { numberOf } from '../../pipelines/entry-view.ts';
import type { Messages } from '../messages/messages.ts';
import type { Account, Grant } from '../store/accounts.ts';
import type { ShownPage, ShownQuestion } from '../store/entry-view.ts';
import type { Office } from '../store/offices.ts';
import type { CountedBatch, CountedBook } from '../store/overview.ts';
import type { EntryLine as StoredLine } from '../store/search.ts';
import type { Lease } from '../store/work.ts';
import type { EntryLine, EntryView, FieldView, Reply } from './contract/contract.ts';
import { PICTURES } from './contract/paths.ts';

export const pageImage = (pageId: number): string => PICTURES.page.replace(':id', String(pageId));
export const cropImage = (entryId: number, field: string): string =>
  PICTURES.crop.replace(':id', String(entryId)).replace(':field', encodeURIComponent(field));

type OfficeView = Pick<Office, 'id' | 'code' | 'name'>;

export const officeView = ({ id, code, name }: OfficeView): OfficeView => ({ id, code, name });

export const leaseView = ({ entryId, fence, until }: Pick<Lease, 'entryId' | 'fence' | 'until'>) => ({
  entryId,
  fence,
  until: until.toISOString(),
});

export const fieldView = (entryId: number, field: FieldSeen): FieldView => ({
  name: field.spec.name,
  type: field.spec.type,
  critical: field.spec.critical,
  value: field.value === null ? null : { ...field.value, at: field.value.at.toISOString() },
  hidden: field.hidden,
  machine:
    field.machine === null
      ? null
      : {
          ...field.machine,
          doubts: field.machine.doubts.map((doubt) => ({ ...doubt, alternatives: [...doubt.alternatives] })),
          alternatives: [...field.machine.alternatives],
        },
  route: field.route,
  settled: field.settled,
  version: field.version,
  task: field.task === null ? null : { ...field.task, rules: [...field.task.rules] },
  mine: field.mine,
  readings:
    field.readings === null
      ? null
      : field.readings.map((reading) => ({ ...reading, at: reading.at.toISOString() })),
  pageId: field.pageId,
  box: field.box,
  crop: field.box === null ? null : cropImage(entryId, field.spec.name),
});

export const hitViews = (hits: EntrySeen['hits'], say: Messages): EntryView['rules'] =>
  hits.map((hit) => ({
    code: hit.code,
    severity: hit.severity,
    fields: [...hit.fields],
    params: { ...hit.params },
    message: say(`rule-${hit.code}`, hit.params),
  }));

export const questionView = ({ question, by, to, answeredBy }: ShownQuestion) => ({
  id: question.id,
  entryId: question.entryId,
  field: question.field,
  text: question.text,
  by,
  to,
  at: question.createdAt.toISOString(),
  answer: question.answer,
  answeredBy,
});

export const pageView = ({ page, frame, fileName }: ShownPage) => ({
  id: page.id,
  width: page.width,
  height: page.height,
  dpi: page.dpi,
  side: page.side,
  file: fileName,
  frame,
  image: pageImage(page.id),
});
export const neighbourView = ({ previous, next }: EntrySeen['neighbours']) => ({
  previousPageId: previous,
  nextPageId: next,
});

/** `accountId`: a lease of somebody else is not shown. */
export const entryView = (seen: EntrySeen, accountId: number, say: Messages): EntryView => {
  const { entry, book, batch, office, work, isLive } = seen.head;
  return {
    id: entry.id,
    kind: entry.kind,
    batch: { id: batch.id, name: batch.name },
    book: { id: book.id, year: book.year, volume: book.volume, hand: book.hand },
    office,
    number: seen.number,
    state: entry.state,
    editionId: entry.editionId,
    page: { ...pageView(seen.head), ...neighbourView(seen.neighbours) },
    otherPages: seen.otherPages.map(pageView),
    lane: work?.lane ?? null,
    lease:
      work !== null && isLive && work.accountId === accountId && work.leasedUntil !== null
        ? leaseView({ entryId: entry.id, fence: work.fence, until: work.leasedUntil })
        : null,
    canKey: seen.may.key && !seen.closed,
    canAdjudicate: seen.may.adjudicate && !seen.closed,
    closed: seen.closed,
    fields: seen.fields.map((field) => fieldView(entry.id, field)),
    rules: hitViews(seen.hits, say),
    previous:
      seen.previous === null
        ? null
        : {
            entryId: seen.previous.entry.id,
            number: seen.previous.number,
            values: { ...seen.previous.values },
          },
    questions: seen.questions.map(questionView),
  };
};

export const lineView = (line: StoredLine): EntryLine => ({
  id: line.entry.id,
  batchId: line.batchId,
  bookId: line.entry.bookId,
  office: officeView(line.office),
  kind: line.entry.kind,
  year: line.year,
  volume: line.volume,
  number: numberOf(line.entry),
  names: [...line.names],
  registeredOn: line.registeredOn,
  state: line.entry.state,
  lane: line.lane,
  openFields: line.openFields,
});

type BatchView = Reply<'batches.get'>;

export const batchView = ({ batch, office }: Pick<CountedBatch, 'batch' | 'office'>): BatchView => ({
  id: batch.id,
  name: batch.name,
  office: officeView(office),
  state: batch.state,
  policy: batch.policy,
  createdAt: batch.createdAt.toISOString(),
});

export const countedBatchView = (row: CountedBatch) => ({
  ...batchView(row),
  books: row.books,
  entries: row.entries,
  openEntries: row.openEntries,
  openHolds: row.openHolds,
});

export const bookView = (row: CountedBook): Reply<'books.get'> => ({
  id: row.book.id,
  batchId: row.book.batchId,
  office: officeView(row.office),
  kind: row.book.kind,
  year: row.book.year,
  volume: row.book.volume,
  hand: row.book.hand,
  state: row.book.state,
  declaredEntries: row.book.declaredEntries,
  closingEntries: row.book.closingEntries,
  declaredPages: row.book.declaredPages,
  pages: row.pages,
  entries: row.entries,
  openEntries: row.openEntries,
  openHolds: row.openHolds,
});

export const grantViews = (
  grants: readonly Grant[],
  offices: ReadonlyMap<number, OfficeView>,
): Reply<'accounts.create'>['grants'] =>
  grants.map(({ role, officeId }) => ({
    role,
    office:
      officeId === null ? null : officeView(offices.get(officeId) ?? { id: officeId, code: '?', name: '?' }),
  }));

export const accountView = (
  account: Account & Readonly<{ grants: readonly Grant[] }>,
  offices: ReadonlyMap<number, OfficeView>,
): Reply<'accounts.create'> => ({
  id: account.id,
  username: account.username,
  displayName: account.displayName,
  locked: account.lockedAt !== null,
  canLogIn: account.passwordHash !== null && account.lockedAt === null,
  grants: grantViews(account.grants, offices),
});
