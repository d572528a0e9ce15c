import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordAudit, verifyAuditChain } from './audit.ts';
import { decideBatch } from './decisions.ts';
import { currentField, currentFields, saveCandidate } from './entries.ts';
import { listHolds } from './holds.ts';
import { batches, decisions, entries, fieldValues, loadRuns } from './schema/index.ts';
import { makeAccount, makeBook, makeEntry, personSays, readValue, stateOf } from './test-fixtures.ts';
import { openTestStore, type TestStore } from './test-store.ts';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(async () => store.drop());

const correct = async (entryId: number, field: string, text: string, accountId: number): Promise<void> => {
  await personSays(store.db, {
    entryId,
    field,
    value: { verbatim: text, normalized: text, state: 'read' },
    accountId,
  });
};

describe('values', () => {
  it('are never changed or deleted, whoever asks', async () => {
    const fixture = await makeBook(store.db);
    await makeEntry(store.db, fixture, { so: '1/2018' });
    expect(await stateOf(store.db.update(fieldValues).set({ verbatim: 'x' }))).toBe('SH001');
    expect(await stateOf(store.db.delete(fieldValues))).toBe('SH001');
    expect(await stateOf(store.db.execute(sql`truncate field_values cascade`))).toBe('SH001');
  });

  it('supersede the value before, once, within their own field', async () => {
    const fixture = await makeBook(store.db);
    const keyer = await makeAccount(store.db);
    const { entry } = await makeEntry(store.db, fixture, { so: '1/2018', nksHoTen: 'A' });
    const first = await currentField(store.db, entry.id, 'nksHoTen');
    await correct(entry.id, 'nksHoTen', 'B', keyer);
    const second = await currentField(store.db, entry.id, 'nksHoTen');
    expect(second.supersedes).toBe(first.id);
    const row = { entryId: entry.id, ...readValue('C'), source: 'machine' as const, engine: 'test@1' };
    const again = store.db.insert(fieldValues).values({ ...row, field: 'nksHoTen', supersedes: first.id });
    expect(await stateOf(again)).toBe('23505');
    const foreign = store.db.insert(fieldValues).values({ ...row, field: 'so', supersedes: second.id });
    expect(await stateOf(foreign)).toBe('23503');
  });

  it('of a person stay when the page is read again, and a machine value that is the same is not added', async () => {
    const fixture = await makeBook(store.db);
    const keyer = await makeAccount(store.db);
    const { entry, candidate } = await makeEntry(store.db, fixture, {
      so: '1/2018',
      nksHoTen: 'A',
      ghiChu: 'x',
    });
    await correct(entry.id, 'nksHoTen', 'B', keyer);
    const before = await store.db.$count(fieldValues, eq(fieldValues.entryId, entry.id));
    await saveCandidate(store.db, candidate);
    expect(await store.db.$count(fieldValues, eq(fieldValues.entryId, entry.id))).toBe(before);
    const changed = candidate.fields.map((field) => ({ ...field, value: readValue('9') }));
    await saveCandidate(store.db, { ...candidate, fields: changed });
    const fields = new Map(
      (await currentFields(store.db, entry.id)).map((field) => [field.field, field.value]),
    );
    expect(fields.get('nksHoTen')?.normalized).toBe('B');
    expect(fields.get('ghiChu')?.normalized).toBe('9');
  });

  it('are refused when somebody wrote in between', async () => {
    const fixture = await makeBook(store.db);
    const keyer = await makeAccount(store.db);
    const { entry } = await makeEntry(store.db, fixture, { so: '1/2018' });
    const before = await currentField(store.db, entry.id, 'so');
    const save = () =>
      personSays(store.db, {
        entryId: entry.id,
        field: 'so',
        value: { verbatim: '2/2018', normalized: '2/2018', state: 'read' },
        accountId: keyer,
        before,
      });
    const results = await Promise.all([stateOf(save()), stateOf(save())]);
    expect(results.sort()).toEqual(['no error', 'value-conflict']);
  });
});

describe('the identity of an entry', () => {
  it('is held by one live entry; the other is held with the reason until one is corrected', async () => {
    const fixture = await makeBook(store.db);
    const keyer = await makeAccount(store.db);
    const one = await makeEntry(store.db, fixture, { so: '7/2018' });
    const two = await makeEntry(store.db, fixture, { so: '7/2018' });
    expect(two.entry.number).toBeNull();
    const held = await listHolds(store.db, { batchId: fixture.batch.id });
    expect(held.map((hold) => [hold.reason, hold.subjectId])).toEqual([['duplicate-identity', two.entry.id]]);
    await correct(one.entry.id, 'so', '8/2018', keyer);
    await saveCandidate(store.db, one.candidate);
    expect(await listHolds(store.db, { batchId: fixture.batch.id })).toEqual([]);
    const [freed] = await store.db.select().from(entries).where(eq(entries.id, two.entry.id));
    expect(freed?.number).toBe(7);
  });

  it('is unique in the database itself', async () => {
    const fixture = await makeBook(store.db);
    await makeEntry(store.db, fixture, { so: '7/2018' });
    const { entry } = await makeEntry(store.db, fixture, { so: '9/2018' });
    expect(await stateOf(store.db.update(entries).set({ number: 7 }).where(eq(entries.id, entry.id)))).toBe(
      '23505',
    );
  });
});

describe('four eyes', () => {
  const approve = (batchId: number, accountId: number) =>
    decideBatch(store.db, { batchId, batchName: 'x', accountId, verdict: 'approve', reason: null });

  it('refuse the approval of whoever keyed in the batch, also when written by hand', async () => {
    const fixture = await makeBook(store.db);
    const [keyer, other] = [await makeAccount(store.db), await makeAccount(store.db)];
    const { entry } = await makeEntry(store.db, fixture, { so: '1/2018' });
    await correct(entry.id, 'so', '2/2018', keyer);
    expect(await stateOf(approve(fixture.batch.id, keyer))).toBe('four-eyes');
    const byHand = store.db
      .insert(decisions)
      .values({ batchId: fixture.batch.id, accountId: keyer, verdict: 'approve' });
    expect(await stateOf(byHand)).toBe('SH002');
    expect(await stateOf(approve(fixture.batch.id, other))).toBe('no error');
  });

  it('refuse keying by whoever approved', async () => {
    const fixture = await makeBook(store.db);
    const supervisor = await makeAccount(store.db);
    const { entry } = await makeEntry(store.db, fixture, { so: '1/2018' });
    await approve(fixture.batch.id, supervisor);
    expect(await stateOf(correct(entry.id, 'so', '2/2018', supervisor))).toBe('four-eyes');
  });

  it('hold when approval and keying by one person meet', async () => {
    for (let round = 0; round < 5; round += 1) {
      const fixture = await makeBook(store.db);
      const person = await makeAccount(store.db);
      const { entry } = await makeEntry(store.db, fixture, { so: '1/2018' });
      const results = await Promise.all([
        stateOf(approve(fixture.batch.id, person)),
        stateOf(correct(entry.id, 'so', '2/2018', person)),
      ]);
      expect(results.sort()).toEqual(['four-eyes', 'no error']);
    }
  });
});

describe('a batch', () => {
  it('is accepted by a decision only, and loaded only when accepted', async () => {
    const fixture = await makeBook(store.db);
    const supervisor = await makeAccount(store.db);
    const accept = store.db
      .update(batches)
      .set({ state: 'accepted' })
      .where(eq(batches.id, fixture.batch.id));
    expect(await stateOf(accept)).toBe('SH003');
    const run = store.db.insert(loadRuns).values({ batchId: fixture.batch.id, accountId: supervisor });
    expect(await stateOf(run)).toBe('SH003');
  });
});

describe('the audit chain', () => {
  it('is whole as written, also by writers at once, and shows any change', async () => {
    const person = await makeAccount(store.db);
    const record = {
      accountId: person,
      officeId: null,
      action: 'test',
      subject: 'account',
      subjectId: person,
    } as const;
    await Promise.all(
      Array.from({ length: 20 }, () => store.db.transaction((tx) => recordAudit(tx, record, record))),
    );
    const whole = await verifyAuditChain(store.db);
    expect(whole.brokenAt).toBeNull();
    expect(whole.rows).toBeGreaterThanOrEqual(40);
    await store.db.transaction(async (tx) => {
      await tx.execute(sql`alter table audit_events disable trigger audit_events_append_only`);
      await tx.execute(
        sql`update audit_events set action = 'other' where id = (select max(id) - 3 from audit_events)`,
      );
      expect((await verifyAuditChain(tx)).brokenAt).not.toBeNull();
      await tx.execute(sql`alter table audit_events enable trigger audit_events_append_only`);
    });
    expect(await stateOf(store.db.execute(sql`delete from audit_events`))).toBe('SH001');
  });
});
