import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveCandidate } from '../store/entries.ts';
import { books, entries, entryWork } from '../store/schema/index.ts';
import { type Fixture, makeBook, makePage, readValue } from '../store/test-fixtures.ts';
import type { EntryView, FieldView } from './contract/contract.ts';
import { openTestServer, type Person, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

type TaskKind = 'confirm' | 'key' | 'key-twice' | null;
const FIELDS = { so: '1/2018', nksHoTen: 'NGUYỄN VĂN AN', nksNgaySinh: '2018-02-03' };
let number = 0;

/** An entry of the book; every field with the task named, `confirm` without. */
const enter = async (
  { batch, book, office }: Fixture,
  tasks: Readonly<Record<string, TaskKind>> = {},
): Promise<number> => {
  const page = await makePage(server.store.db, book);
  number += 1;
  const entry = await saveCandidate(server.store.db, {
    bookId: book.id,
    officeId: office.id,
    batchId: batch.id,
    kind: book.kind,
    pageId: page.id,
    ordinal: 0,
    editionId: 'KS-2016',
    editionVersion: 1,
    fields: Object.entries({ ...FIELDS, so: `${number}/2018` }).map(([field, text]) => {
      const task = field in tasks ? (tasks[field] ?? null) : 'confirm';
      return {
        field,
        value: readValue(text),
        engine: 'test@1',
        route: task ?? 'accepted',
        task,
        rules: [],
      };
    }),
  });
  return entry.id;
};

const keyer = (fixture: Fixture): Promise<Person> =>
  server.person({ role: 'data-entry', officeId: fixture.office.id });

const claimOne = async (person: Person): Promise<EntryView> => {
  const { entries } = await person.get('work.claim', { body: { count: 1 } });
  const entry = entries[0];
  if (entry === undefined) throw new Error('nothing to claim');
  return entry;
};

const fieldOf = (entry: EntryView, name: string): FieldView => {
  const field = entry.fields.find((one) => one.name === name);
  if (field === undefined) throw new Error(`no ${name}`);
  return field;
};

type Said = Parameters<Person['ask']>[1] extends infer _
  ?
      | { type: 'confirm' }
      | { type: 'text'; text: string }
      | { type: 'mark'; state: 'blank' | 'illegible' | 'struck' }
      | { type: 'choose'; reading: 'first' | 'second' | 'machine' }
  : never;
const save = (
  person: Person,
  entry: EntryView,
  field: string,
  statement: Said,
  more: { key?: string; version?: number; fence?: number } = {},
) =>
  person.ask('entries.save', {
    params: { id: entry.id, field },
    body: {
      key: more.key ?? randomUUID(),
      fence: more.fence ?? entry.lease?.fence ?? 0,
      version: more.version ?? fieldOf(entry, field).version,
      statement,
      keys: 1,
    },
  });

describe('claiming', () => {
  it('gives people who ask at once different entries, and every entry once', async () => {
    const fixture = await makeBook(server.store.db);
    const ids: number[] = [];
    for (let i = 0; i < 12; i++) ids.push(await enter(fixture));
    const people = await Promise.all(Array.from({ length: 6 }, () => keyer(fixture)));
    const claimed = await Promise.all(
      people.flatMap((person) => [1, 2].map(() => person.get('work.claim', { body: { count: 1 } }))),
    );
    const got = new Set(claimed.flatMap(({ entries }) => entries.map(({ id }) => id)));
    for (const person of people) {
      const { leases } = await person.get('work.mine');
      for (const { entryId } of leases) got.add(entryId);
    }
    const holders = await Promise.all(people.map(async (person) => (await person.get('work.mine')).leases));
    const held = holders.flat().map(({ entryId }) => entryId);
    expect(new Set(held).size).toBe(held.length);
    expect([...got].every((id) => ids.includes(id))).toBe(true);
  });

  it('gives what somebody holds already first, then new ones, and not what is on their screen', async () => {
    const fixture = await makeBook(server.store.db);
    const [first, second] = [await enter(fixture), await enter(fixture)];
    const person = await keyer(fixture);
    expect((await claimOne(person)).id).toBe(first);
    expect((await claimOne(person)).id).toBe(first);
    const ahead = await person.get('work.claim', { body: { count: 3, have: [first] } });
    expect(ahead.entries.map(({ id }) => id)).toEqual([second]);
  });

  it('does not take what somebody holds in one lane for work of another', async () => {
    const fixture = await makeBook(server.store.db);
    const id = await enter(fixture);
    const person = await server.person({ role: 'checker', officeId: fixture.office.id });
    expect((await claimOne(person)).id).toBe(id);
    const decide = await person.get('work.claim', { body: { count: 2, lanes: ['adjudicate'] } });
    expect(decide.entries).toEqual([]);
    const key = await person.get('work.claim', { body: { count: 2, lanes: ['key', 'second'] } });
    expect(key.entries.map((entry) => entry.id)).toEqual([id]);
  });

  it('waits for a row that is locked for a moment before it says that there is no work', async () => {
    const fixture = await makeBook(server.store.db);
    const id = await enter(fixture);
    const person = await keyer(fixture);
    let claimed: Promise<EntryView> | undefined;
    await server.store.db.transaction(async (tx) => {
      await tx.select().from(entryWork).where(eq(entryWork.entryId, id)).for('update');
      claimed = claimOne(person);
      // Over the first look and some that come after it.
      await new Promise((done) => setTimeout(done, 300));
    });
    expect((await claimed)?.id).toBe(id);
  });

  it('offers kinds and hands that are asked for, and skipped entries to others only', async () => {
    const fixture = await makeBook(server.store.db, 'KT');
    const id = await enter(fixture);
    const [person, other] = [await keyer(fixture), await keyer(fixture)];
    expect((await person.get('work.claim', { body: { kinds: ['KS'] } })).entries).toEqual([]);
    expect((await person.get('work.claim', { body: { hands: ['print'] } })).entries).toEqual([]);
    const entry = await claimOne(person);
    await person.get('entries.skip', {
      params: { id },
      body: { fence: entry.lease?.fence ?? 0, reason: 'hard-to-read' },
    });
    expect((await person.get('work.claim', { body: {} })).entries).toEqual([]);
    expect((await claimOne(other)).id).toBe(id);
  });

  it('leaves an entry whose page is held', async () => {
    const fixture = await makeBook(server.store.db);
    const id = await enter(fixture);
    const person = await keyer(fixture);
    const entry = await claimOne(person);
    await person.get('entries.pageProblem', {
      params: { id },
      body: { fence: entry.lease?.fence ?? 0, text: 'mờ quá' },
    });
    expect((await person.get('work.claim', { body: {} })).entries).toEqual([]);
    const operator = await server.person({ role: 'scan-operator', officeId: fixture.office.id });
    const { items } = await operator.get('holds.list');
    expect(items.map(({ subject, pageId }) => [subject, pageId])).toEqual([['page', entry.page.id]]);
  });
});

const expire = (entryId: number) =>
  server.store.db.execute(
    `update entry_work set leased_until = now() - interval '1 minute' where entry_id = ${entryId}`,
  );

describe('a lease', () => {
  it('survives a restart of the server', async () => {
    const fixture = await makeBook(server.store.db);
    await enter(fixture);
    const person = await keyer(fixture);
    const entry = await claimOne(person);
    await server.restart();
    expect((await save(person, entry, 'so', { type: 'confirm' })).status).toBe(200);
  });

  it('that ran out goes to the next, and the late save of the first is refused and changes nothing', async () => {
    const fixture = await makeBook(server.store.db);
    await enter(fixture);
    const [first, second] = [await keyer(fixture), await keyer(fixture)];
    const late = await claimOne(first);
    await expire(late.id);
    const fresh = await claimOne(second);
    expect(fresh.id).toBe(late.id);
    const refused = await save(first, late, 'nksHoTen', { type: 'text', text: 'Trần Văn Bình' });
    expect([refused.status, refused.problem.code]).toEqual([409, 'lease-lost']);
    expect(
      (
        await second.get('work.renew', {
          body: { leases: [{ entryId: fresh.id, fence: fresh.lease?.fence ?? 0 }] },
        })
      ).lost,
    ).toEqual([]);
    expect(
      (
        await first.get('work.renew', {
          body: { leases: [{ entryId: late.id, fence: late.lease?.fence ?? 0 }] },
        })
      ).lost,
    ).toEqual([late.id]);
    const now = await second.get('entries.get', { params: { id: late.id } });
    expect(fieldOf(now, 'nksHoTen').value?.normalized).toBe('NGUYỄN VĂN AN');
  });

  it('that ran out while nobody wanted the entry still lets a save through', async () => {
    const fixture = await makeBook(server.store.db);
    await enter(fixture);
    const person = await keyer(fixture);
    const entry = await claimOne(person);
    await expire(entry.id);
    const saved = await save(person, entry, 'nksHoTen', { type: 'text', text: 'Lê Thị Hoa' });
    expect(saved.status).toBe(200);
    expect(new Date(saved.reply.lease.until).getTime()).toBeGreaterThan(Date.now());
  });

  it('is not taken from somebody who works, and given back when it is asked', async () => {
    const fixture = await makeBook(server.store.db);
    const id = await enter(fixture);
    const [person, other] = [await keyer(fixture), await keyer(fixture)];
    const entry = await claimOne(person);
    expect((await other.ask('entries.open', { params: { id } })).problem.code).toBe('entry-busy');
    await person.get('work.return', { body: { leases: [{ entryId: id, fence: entry.lease?.fence ?? 0 }] } });
    expect((await other.get('entries.open', { params: { id } })).lease).not.toBeNull();
  });
});

describe('a save', () => {
  it('settles the field, and after the last one the entry leaves the queue', async () => {
    const fixture = await makeBook(server.store.db);
    await enter(fixture);
    const person = await keyer(fixture);
    const entry = await claimOne(person);
    await save(person, entry, 'so', { type: 'confirm' });
    await save(person, entry, 'nksNgaySinh', { type: 'text', text: '27101968' });
    const last = await save(person, entry, 'nksHoTen', { type: 'text', text: 'nguyễn  văn ân' });
    expect(last.reply).toMatchObject({ outcome: 'settled', entry: { lane: null, openFields: 0 } });
    expect(last.reply.field.value).toMatchObject({ normalized: 'NGUYỄN VĂN ÂN', source: 'person' });
    const today = await person.get('work.today');
    expect(today.items.map(({ id, fields }) => [id, fields])).toEqual([[entry.id, 3]]);
  });

  it('that comes twice under one key is written once and answered the same', async () => {
    const fixture = await makeBook(server.store.db);
    await enter(fixture);
    const person = await keyer(fixture);
    const entry = await claimOne(person);
    const key = randomUUID();
    const statement = { type: 'text', text: 'Phạm Văn Cường' } as const;
    const answers = await Promise.all(
      [1, 2, 3].map(() => save(person, entry, 'nksHoTen', statement, { key })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.filter(({ reply }) => !reply.repeated)).toHaveLength(1);
    const { items } = await person.get('entries.history', { params: { id: entry.id, field: 'nksHoTen' } });
    expect(items).toHaveLength(2);
    const other = await save(person, entry, 'nksHoTen', { type: 'mark', state: 'blank' }, { key });
    expect(other.problem.code).toBe('key-reused');
  });

  it('that saw an older version is refused', async () => {
    const fixture = await makeBook(server.store.db);
    await enter(fixture);
    const person = await keyer(fixture);
    const entry = await claimOne(person);
    await save(person, entry, 'nksHoTen', { type: 'confirm' });
    const stale = await save(person, entry, 'nksHoTen', { type: 'mark', state: 'blank' });
    expect([stale.status, stale.problem.code]).toEqual([409, 'value-conflict']);
    expect(stale.problem.current).toMatchObject({ name: 'nksHoTen', settled: true });
    const fresh = await person.get('entries.get', { params: { id: entry.id } });
    const again = await save(person, fresh, 'nksHoTen', { type: 'mark', state: 'blank' });
    expect(again.status).toBe(200);
  });

  it('is taken back by undo: the machine stands there again, and the task is open', async () => {
    const fixture = await makeBook(server.store.db);
    await enter(fixture);
    const person = await keyer(fixture);
    const entry = await claimOne(person);
    await save(person, entry, 'nksHoTen', { type: 'text', text: 'Phạm Văn Dũng' });
    const fence = entry.lease?.fence ?? 0;
    const undone = await person.get('entries.undo', {
      params: { id: entry.id },
      body: { key: randomUUID(), fence },
    });
    expect(undone).toMatchObject({ outcome: 'reopened', field: { name: 'nksHoTen', settled: false } });
    expect(undone.field.value?.normalized).toBe('NGUYỄN VĂN AN');
    expect(undone.field.task?.kind).toBe('confirm');
    const nothing = await person.ask('entries.undo', {
      params: { id: entry.id },
      body: { key: randomUUID(), fence },
    });
    expect(nothing.problem.code).toBe('nothing-to-undo');
  });
});

describe('keying twice', () => {
  const twice = { so: null, nksHoTen: 'key-twice', nksNgaySinh: null } as const;
  const READINGS = /NGUYỄN|VĂN|Trần|TRẦN/;

  it('shows neither the machine nor the first pass to anybody, and needs a second person', async () => {
    const fixture = await makeBook(server.store.db);
    const id = await enter(fixture, twice);
    const [first, second] = [await keyer(fixture), await keyer(fixture)];
    const entry = await claimOne(first);
    expect(JSON.stringify(entry)).not.toMatch(READINGS);
    expect((await save(first, entry, 'nksHoTen', { type: 'confirm' })).problem.code).toBe(
      'nothing-to-confirm',
    );
    const pass = await save(first, entry, 'nksHoTen', { type: 'text', text: 'Trần Văn Bình' });
    expect(pass.reply).toMatchObject({ outcome: 'first-pass', entry: { lane: 'second' } });
    expect((await first.get('work.claim', { body: { have: [id] } })).entries).toEqual([]);
    await first.get('work.return', { body: { leases: [{ entryId: id, fence: entry.lease?.fence ?? 0 }] } });
    const again = await claimOne(second);
    expect(again.id).toBe(id);
    expect(JSON.stringify(again)).not.toMatch(READINGS);
    const supervisor = await server.person({ role: 'supervisor', officeId: fixture.office.id });
    const auditor = await server.person({ role: 'auditor', officeId: fixture.office.id });
    for (const person of [second, supervisor, auditor]) {
      const seen = await person.get('entries.get', { params: { id } });
      expect(JSON.stringify(seen)).not.toMatch(READINGS);
      const found = await person.get('entries.search', {
        body: { q: 'nguyen van an', batchId: fixture.batch.id },
      });
      expect(found.items).toEqual([]);
      const history = await person.ask('entries.history', { params: { id, field: 'nksHoTen' } });
      expect(history.problem.code).toBe('field-hidden');
    }
    const agreed = await save(second, again, 'nksHoTen', { type: 'text', text: 'trần văn bình' });
    expect(agreed.reply).toMatchObject({
      outcome: 'settled',
      field: { value: { normalized: 'TRẦN VĂN BÌNH' } },
    });
  });

  it('takes two placements of a tone for one word', async () => {
    const fixture = await makeBook(server.store.db);
    await enter(fixture, twice);
    const [first, second] = [await keyer(fixture), await keyer(fixture)];
    const entry = await claimOne(first);
    await save(first, entry, 'nksHoTen', { type: 'text', text: 'Trần Thị Hoà' });
    await first.get('work.return', {
      body: { leases: [{ entryId: entry.id, fence: entry.lease?.fence ?? 0 }] },
    });
    const agreed = await save(second, await claimOne(second), 'nksHoTen', {
      type: 'text',
      text: 'Trần Thị Hòa',
    });
    expect(agreed.reply).toMatchObject({
      outcome: 'settled',
      field: { value: { normalized: 'TRẦN THỊ HÒA' } },
    });
  });

  it('sends what differs to a checker who keyed neither', async () => {
    const fixture = await makeBook(server.store.db);
    const id = await enter(fixture, twice);
    const officeId = fixture.office.id;
    const [first, second] = [await server.person({ role: 'checker', officeId }), await keyer(fixture)];
    const one = await claimOne(first);
    await save(first, one, 'nksHoTen', { type: 'text', text: 'Trần Văn Bình' });
    await first.get('work.return', { body: { leases: [{ entryId: id, fence: one.lease?.fence ?? 0 }] } });
    const two = await claimOne(second);
    const differs = await save(second, two, 'nksHoTen', { type: 'text', text: 'Trần Văn Bính' });
    expect(differs.reply).toMatchObject({ outcome: 'to-adjudicate', entry: { lane: 'adjudicate' } });
    await second.get('work.return', { body: { leases: [{ entryId: id, fence: two.lease?.fence ?? 0 }] } });

    expect((await first.get('work.claim', { body: {} })).entries).toEqual([]);
    const own = await first.get('entries.open', { params: { id } });
    expect(fieldOf(own, 'nksHoTen')).toMatchObject({ hidden: true, value: null, readings: null });
    const refused = await save(first, own, 'nksHoTen', { type: 'choose', reading: 'first' });
    expect([refused.status, refused.problem.code]).toEqual([403, 'second-person-needed']);
    await first.get('work.return', { body: { leases: [{ entryId: id, fence: own.lease?.fence ?? 0 }] } });

    const judge = await server.person({ role: 'checker', officeId });
    const shown = await claimOne(judge);
    expect(fieldOf(shown, 'nksHoTen').readings?.map(({ normalized }) => normalized)).toEqual([
      'TRẦN VĂN BÌNH',
      'TRẦN VĂN BÍNH',
    ]);
    expect(fieldOf(shown, 'nksHoTen').machine?.normalized).toBe('NGUYỄN VĂN AN');
    const decided = await save(judge, shown, 'nksHoTen', { type: 'choose', reading: 'second' });
    expect(decided.reply).toMatchObject({
      outcome: 'settled',
      field: { value: { normalized: 'TRẦN VĂN BÍNH' } },
    });

    const fence = shown.lease?.fence ?? 0;
    await judge.get('work.return', { body: { leases: [{ entryId: id, fence }] } });
    const alone = await second.get('entries.open', { params: { id } });
    const change = await save(second, alone, 'nksHoTen', { type: 'text', text: 'Ai đó' });
    expect(change.problem.code).toBe('second-person-needed');
    const statistics = await judge.get('statistics.disagreements', { query: { batchId: fixture.batch.id } });
    expect(statistics.fields).toEqual([{ kind: 'KS', field: 'nksHoTen', pairs: 1, differed: 1 }]);
    expect(statistics.people.map(({ lost }) => lost).sort()).toEqual([0, 1]);
  });

  it('lets somebody correct their first pass as long as there is no second', async () => {
    const fixture = await makeBook(server.store.db);
    await enter(fixture, twice);
    const person = await keyer(fixture);
    const entry = await claimOne(person);
    await save(person, entry, 'nksHoTen', { type: 'text', text: 'Sai' });
    const seen = await person.get('entries.get', { params: { id: entry.id } });
    expect(fieldOf(seen, 'nksHoTen').mine?.normalized).toBe('SAI');
    const corrected = await save(person, seen, 'nksHoTen', { type: 'text', text: 'Đúng' });
    expect(corrected.reply).toMatchObject({ outcome: 'first-pass', field: { mine: { normalized: 'ĐÚNG' } } });
    const undone = await person.get('entries.undo', {
      params: { id: entry.id },
      body: { key: randomUUID(), fence: entry.lease?.fence ?? 0 },
    });
    expect(undone).toMatchObject({ outcome: 'reopened', field: { mine: null } });
  });
});

describe('questions', () => {
  it('go to a colleague with the entry, and the answer brings it back', async () => {
    const fixture = await makeBook(server.store.db);
    const id = await enter(fixture);
    const person = await keyer(fixture);
    const checker = await server.person({ role: 'checker', officeId: fixture.office.id });
    const entry = await claimOne(person);
    await person.get('entries.ask', {
      params: { id },
      body: { fence: entry.lease?.fence ?? 0, field: 'nksHoTen', text: 'Chữ này là gì?', to: null },
    });
    expect((await person.get('work.claim', { body: {} })).entries).toEqual([]);
    const [question] = (await checker.get('work.questions')).items;
    expect(question).toMatchObject({ entryId: id, field: 'nksHoTen', answer: null });
    await checker.get('entries.answer', { params: { id: question?.id ?? 0 }, body: { text: 'Là «Ân»' } });
    expect((await person.get('work.questions')).items[0]).toMatchObject({ answer: 'Là «Ân»' });
    expect((await claimOne(person)).id).toBe(id);
  });
});

describe('a number of another year', () => {
  const asked = async (edition: string, so: string): Promise<string[]> => {
    const { db } = server.store;
    const fixture = await makeBook(db);
    await db.update(books).set({ year: 1975 }).where(eq(books.id, fixture.book.id));
    const id = await enter(fixture);
    await db.update(entries).set({ editionId: edition }).where(eq(entries.id, id));
    const { rules } = await (await keyer(fixture)).get('entries.check', {
      params: { id },
      body: { texts: { so } },
    });
    return rules.map(({ code }) => code);
  };
  it('is asked about in a book of one year, and in a table only when the book was not begun yet', async () => {
    expect(await asked('KS-2016', '5/1979')).toContain('year-outside-book');
    expect(await asked('KS-1961', '5/1979')).not.toContain('year-outside-book');
    expect(await asked('KS-1961', '5/1974')).toContain('year-outside-book');
  });
});
