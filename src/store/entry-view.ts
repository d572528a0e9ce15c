/**
 * Everything that is shown about one entry, in a handful of statements on one connection. Those of every screen are named,
 * so that a connection plans them once: planning costs more than running them.
 */
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { SohoaError } from '../domain/errors.ts';
import type { Box, ValueState } from '../domain/values.ts';
import type { Db } from './database.ts';
import { prepared } from './prepared.ts';
import {
  accounts,
  batches,
  books,
  entries,
  entryFields,
  entryWork,
  fieldValues,
  files,
  frames,
  offices,
  pages,
  passes,
  questions,
  readings,
  tasks,
} from './schema/index.ts';

export type EntryHead = Awaited<ReturnType<typeof entryHead>>;

const headQuery = prepared((db) =>
  db
    .select({
      entry: entries,
      book: books,
      batch: { id: batches.id, name: batches.name, state: batches.state },
      office: { id: offices.id, code: offices.code, name: offices.name },
      page: pages,
      frame: frames.index,
      fileName: files.name,
      work: entryWork,
      isLive: sql<boolean>`coalesce(${entryWork.leasedUntil} > now(), false)`,
    })
    .from(entries)
    .innerJoin(books, eq(books.id, entries.bookId))
    .innerJoin(batches, eq(batches.id, books.batchId))
    .innerJoin(offices, eq(offices.id, entries.officeId))
    .innerJoin(pages, eq(pages.id, entries.pageId))
    .innerJoin(frames, eq(frames.id, pages.frameId))
    .innerJoin(files, eq(files.id, frames.fileId))
    .leftJoin(entryWork, eq(entryWork.entryId, entries.id))
    .where(eq(entries.id, sql.placeholder('entry')))
    .prepare('entry_head'),
);

/** @throws SohoaError `entry-unknown` */
export const entryHead = async (db: Db, entryId: number) => {
  const row = (await headQuery(db).execute({ entry: entryId }))[0];
  if (row === undefined) throw new SohoaError('entry-unknown', { entry: entryId });
  return row;
};

export type ShownField = Awaited<ReturnType<typeof fieldsToShow>>[number];

const fieldsQuery = prepared((db) =>
  db
    .select({
      field: entryFields.field,
      route: entryFields.route,
      settled: entryFields.settled,
      version: entryFields.version,
      value: fieldValues,
      by: accounts.displayName,
      task: tasks,
    })
    .from(entryFields)
    .innerJoin(fieldValues, eq(fieldValues.id, entryFields.valueId))
    .leftJoin(accounts, eq(accounts.id, fieldValues.accountId))
    .leftJoin(
      tasks,
      and(
        eq(tasks.entryId, sql.placeholder('entry')),
        eq(tasks.field, entryFields.field),
        eq(tasks.state, sql`'open'`),
      ),
    )
    .where(eq(entryFields.entryId, sql.placeholder('entry')))
    .prepare('entry_fields_to_show'),
);

/** Current values with their fence, who wrote them, and the open task of each field. */
export const fieldsToShow = async (db: Db, entryId: number) => fieldsQuery(db).execute({ entry: entryId });

export type MachineValue = Readonly<{
  field: string;
  verbatim: string | null;
  normalized: string | null;
  state: ValueState;
  confidence: number;
  engine: string;
  box: Box | null;
}>;

const machineQuery = prepared((db) =>
  db
    .select({
      field: sql<string>`line.field`,
      verbatim: sql<string | null>`line.verbatim`,
      normalized: sql<string | null>`line.normalized`,
      state: sql<ValueState>`line.state`,
      confidence: sql<number>`line.confidence`,
      engine: sql<string>`line.engine`,
      box: sql<Box | null>`line.box`,
    })
    .from(sql`(
      with recursive line as (
        select v.*, 0 as depth from entry_fields f join field_values v on v.id = f.value_id
          where f.entry_id = ${sql.placeholder('entry')} and v.source = 'person'
        union all
        select b.*, l.depth + 1 from line l join field_values b on b.id = l.supersedes where l.source = 'person'
      )
      select * from line where source = 'machine') as line`)
    .prepare('entry_machine_values'),
);

/** The machine's latest word on every field that a person has written in since. */
export const machineValues = async (db: Db, entryId: number): Promise<MachineValue[]> =>
  machineQuery(db).execute({ entry: entryId });

const keyer = alias(accounts, 'keyer');

export type ShownPass = Awaited<ReturnType<typeof passesOf>>[number];

const passesQuery = prepared((db) =>
  db
    .select({ pass: passes, by: keyer.displayName })
    .from(passes)
    .innerJoin(keyer, eq(keyer.id, passes.accountId))
    .where(and(eq(passes.entryId, sql.placeholder('entry')), isNull(passes.retractedAt)))
    .orderBy(asc(passes.taskId), asc(passes.ordinal))
    .prepare('entry_passes'),
);

/** Blind passes of the entry that count. */
export const passesOf = async (db: Db, entryId: number) => passesQuery(db).execute({ entry: entryId });

const readingsQuery = prepared((db) =>
  db
    .select({ place: readings.place, content: readings.content })
    .from(readings)
    .where(sql`${readings.pageId} = any (${sql.placeholder('pages')}::bigint[])`)
    .prepare('entry_readings'),
);

/** What the engines saw on the pages of an entry, by place; checked by the reading room's schema where it is used. */
export const readingContents = async (
  db: Db,
  pageIds: readonly number[],
): Promise<{ place: string; content: unknown }[]> => readingsQuery(db).execute({ pages: pageIds });

const beforeQuery = prepared((db) =>
  db
    .select({ entry: entries })
    .from(pages)
    .innerJoin(entries, eq(entries.pageId, pages.id))
    .where(
      and(
        eq(pages.bookId, sql.placeholder('book')),
        sql`(${pages.position}, ${pages.id}) <= (${sql.placeholder('position')}::numeric, ${sql.placeholder('page')}::bigint)`,
        sql`(${pages.id} <> ${sql.placeholder('page')}::bigint or ${entries.ordinal} < ${sql.placeholder('ordinal')}::integer)`,
        sql`${entries.state} <> 'withdrawn'`,
      ),
    )
    .orderBy(sql`${pages.position} desc, ${pages.id} desc, ${entries.ordinal} desc`)
    .limit(1)
    .prepare('entry_before'),
);

/** The live entry before this one in its book, in the order of the paper. */
export const entryBefore = async (
  db: Db,
  entry: { bookId: number; ordinal: number },
  page: { id: number; position: string },
): Promise<typeof entries.$inferSelect | undefined> =>
  (
    await beforeQuery(db).execute({
      book: entry.bookId,
      ordinal: entry.ordinal,
      page: page.id,
      position: page.position,
    })
  )[0]?.entry;

/** Fields whose content nobody may see but those who decide: a blind pass is open, or two passes differ. */
export const blindFields = async (db: Db, entryId: number): Promise<Set<string>> =>
  new Set(
    (
      await db
        .select({ field: tasks.field })
        .from(tasks)
        .where(
          and(
            eq(tasks.entryId, entryId),
            eq(tasks.state, 'open'),
            sql`${tasks.kind} in ('key-twice', 'adjudicate')`,
          ),
        )
    ).map(({ field }) => field),
  );

export type ShownPage = Awaited<ReturnType<typeof shownPages>>[number];

/** Pages with the names of their files, for whoever leafs through a book. */
export const shownPages = async (db: Db, pageIds: readonly number[]) =>
  pageIds.length === 0
    ? []
    : db
        .select({ page: pages, frame: frames.index, fileName: files.name })
        .from(pages)
        .innerJoin(frames, eq(frames.id, pages.frameId))
        .innerJoin(files, eq(files.id, frames.fileId))
        .where(inArray(pages.id, [...pageIds]))
        .orderBy(asc(pages.position), asc(pages.id));

const here = sql`(${sql.placeholder('position')}::numeric, ${sql.placeholder('page')}::bigint)`;
const neighboursQuery = prepared((db) =>
  db
    .select({
      previous: sql<
        string | null
      >`(select id from pages where book_id = ${sql.placeholder('book')} and (position, id) < ${here}
        order by position desc, id desc limit 1)`,
      next: sql<
        string | null
      >`(select id from pages where book_id = ${sql.placeholder('book')} and (position, id) > ${here}
        order by position, id limit 1)`,
    })
    .from(sql`(values (1)) as one`)
    .prepare('page_neighbours'),
);

/** Pages before and after in the order of the book. */
export const neighbourPages = async (
  db: Db,
  page: { id: number; bookId: number; position: string },
): Promise<{ previous: number | null; next: number | null }> => {
  const [row] = await neighboursQuery(db).execute({
    book: page.bookId,
    position: page.position,
    page: page.id,
  });
  const number = (text: string | null | undefined): number | null => (text == null ? null : Number(text));
  return { previous: number(row?.previous), next: number(row?.next) };
};

const asker = alias(accounts, 'asker');
const addressee = alias(accounts, 'addressee');
const answerer = alias(accounts, 'answerer');

const questionColumns = {
  question: questions,
  by: asker.displayName,
  to: addressee.displayName,
  answeredBy: answerer.displayName,
};
export type ShownQuestion = Awaited<ReturnType<typeof questionsOfEntry>>[number];

const questionRows = (db: Db) =>
  db
    .select(questionColumns)
    .from(questions)
    .innerJoin(asker, eq(asker.id, questions.askedBy))
    .leftJoin(addressee, eq(addressee.id, questions.askedTo))
    .leftJoin(answerer, eq(answerer.id, questions.answeredBy));

const questionsQuery = prepared((db) =>
  questionRows(db)
    .where(eq(questions.entryId, sql.placeholder('entry')))
    .orderBy(asc(questions.id))
    .limit(50)
    .prepare('entry_questions'),
);

export const questionsOfEntry = async (db: Db, entryId: number) =>
  questionsQuery(db).execute({ entry: entryId });

/** Open questions to this account or to all checkers of these offices, and its own ones that were answered. */
export const questionsFor = async (
  db: Db,
  options: {
    accountId: number;
    /** Offices where the account checks; null: all. */
    officeIds: readonly number[] | null;
    before: number;
    limit: number;
  },
) => {
  const { accountId, officeIds } = options;
  const mine = sql`(${questions.answer} is null and (${questions.askedTo} = ${accountId}
      or (${questions.askedTo} is null and ${questions.askedBy} <> ${accountId}
          ${officeIds === null ? sql`` : sql`and ${questions.officeId} = any (${sql.param([...officeIds])}::bigint[])`})))
    or (${questions.answer} is not null and ${questions.askedBy} = ${accountId}
          and ${questions.answeredAt} > now() - interval '7 days')`;
  return questionRows(db)
    .where(and(sql`(${mine})`, sql`${questions.id} < ${options.before}`))
    .orderBy(sql`${questions.id} desc`)
    .limit(options.limit);
};

export const addQuestion = async (db: Db, question: typeof questions.$inferInsert): Promise<void> => {
  await db.insert(questions).values(question);
};

/** @returns the question, or undefined when there is none or it is answered already */
export const findOpenQuestion = async (
  db: Db,
  id: number,
): Promise<typeof questions.$inferSelect | undefined> =>
  (
    await db
      .select()
      .from(questions)
      .where(and(eq(questions.id, id), isNull(questions.answer)))
      .for('update')
  )[0];

export const answerQuestion = async (
  db: Db,
  answer: { id: number; text: string; accountId: number },
): Promise<void> => {
  await db
    .update(questions)
    .set({ answer: answer.text, answeredBy: answer.accountId, answeredAt: sql`now()` })
    .where(eq(questions.id, answer.id));
};

/** All values of a field, latest first, with who wrote each. */
export const historyOf = async (db: Db, entryId: number, field: string) => {
  const result = await db.execute<{ id: string }>(sql`
    with recursive line as (
      select v.id, v.supersedes from entry_fields f join field_values v on v.id = f.value_id
        where f.entry_id = ${entryId} and f.field = ${field}
      union all
      select b.id, b.supersedes from line l join field_values b on b.id = l.supersedes
    )
    select id from line`);
  const ids = result.rows.map((row) => Number(row.id));
  if (ids.length === 0) return [];
  return db
    .select({ value: fieldValues, by: accounts.displayName })
    .from(fieldValues)
    .leftJoin(accounts, eq(accounts.id, fieldValues.accountId))
    .where(sql`${fieldValues.id} = any (${sql.param(ids)}::bigint[])`)
    .orderBy(sql`${fieldValues.id} desc`);
};
