/** Short names for what the routes answer. */
import type {
  BodyIn,
  EntryLine,
  EntryView,
  FieldView,
  Reply,
  ValueView,
} from '../../server/contract/contract.ts';

export type { EntryLine, EntryView, FieldView, ValueView };
export type Me = Reply<'session.me'>;
export type Statement = BodyIn<'entries.save'>['statement'];
export type Saved = Reply<'entries.save'>;
export type Hit = EntryView['rules'][number];
export type Lease = Readonly<{ entryId: number; fence: number }>;
export type Machine = NonNullable<FieldView['machine']>;
export type Said = Readonly<Pick<ValueView, 'verbatim' | 'normalized' | 'state'>>;
export type Batch = Reply<'batches.get'>;
export type Book = Reply<'books.get'>;
export type Hold = Reply<'holds.list'>['items'][number];
export type Account = Reply<'accounts.list'>['items'][number];
