import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveCandidate } from '../store/entries.ts';
import { addFile } from '../store/hand-in.ts';
import { saveImagedFrame, saveListing, saveReadings, setPageState } from '../store/pages.ts';
import { savePlaceList } from '../store/places.ts';
import { type Fixture, makeBook, makeEntry, readValue, unique } from '../store/test-fixtures.ts';
import { openApiDocument } from './openapi.ts';
import { ORIGIN, openTestServer, type Person, type TestServer } from './test-server.ts';

let server: TestServer;
let fixture: Fixture;
let keyer: Person;
let supervisor: Person;

const settle = async (who: Person, entryId: number): Promise<void> => {
  const entry = await who.get('entries.open', { params: { id: entryId } });
  for (const field of entry.fields.filter(({ task }) => task !== null)) {
    await who.get('entries.save', {
      params: { id: entryId, field: field.name },
      body: {
        key: randomUUID(),
        fence: entry.lease?.fence ?? 0,
        version: field.version,
        statement: { type: 'confirm' },
        keys: 1,
      },
    });
  }
  await who.get('work.return', { body: { leases: [{ entryId, fence: entry.lease?.fence ?? 0 }] } });
};

beforeAll(async () => {
  server = await openTestServer();
  fixture = await makeBook(server.store.db);
  const officeId = fixture.office.id;
  keyer = await server.person({ role: 'data-entry', officeId });
  supervisor = await server.person({ role: 'supervisor', officeId });
});
afterAll(() => server.close());

describe('search', () => {
  let ids: number[];
  beforeAll(async () => {
    ids = [];
    for (const [so, nksHoTen, ngayDangKy] of [
      ['1/2018', 'ĐẶNG THỊ ÁNH NGUYỆT', '2018-02-03'],
      ['2/2018', 'TRẦN VĂN ĐỨC', '2018-02-04'],
      ['12/2018', 'TRẦN VĂN ĐỨC ANH', '2018-03-04'],
    ] as const) {
      ids.push((await makeEntry(server.store.db, fixture, { so, nksHoTen, ngayDangKy })).entry.id);
    }
    // Somewhere somebody keys blind: that hides that field of that entry and nothing else.
    const elsewhere = await makeBook(server.store.db);
    const made = await makeEntry(server.store.db, elsewhere, { so: '9/2018' });
    await server.store.db.execute(
      `insert into tasks (book_id, entry_id, field, kind) values (${elsewhere.book.id}, ${made.entry.id}, 'nksHoTen', 'key-twice')`,
    );
  });

  it.each([
    ['dang thi anh nguyet', [0]],
    ['Đặng Thị Ánh', [0]],
    ['ĐẶNG THỊ ÁNH NGUYỆT'.normalize('NFD'), [0]],
    ['tran van duc', [1, 2]],
    ['duc anh', [2]],
    ['anh nguyet', [0]],
    ['thi anh', [0]],
    ['12/2018', [2]],
    ['2', [1]],
    ['012', [2]],
    ['03/02/2018', [0]],
    ['03022018', [0]],
    ['2/2018', [1]],
    ['2018', [0, 1, 2]],
    ['không có ai', []],
    ['100%', []],
  ])('finds «%s»', async (q, expected) => {
    const { items } = await keyer.get('entries.search', { body: { q } });
    expect(items.map(({ id }) => ids.indexOf(id)).sort()).toEqual(expected);
  });

  it.each([
    ['duc', [1, 2]],
    ['van duc', [1, 2]],
    ['thị ánh', [0]],
    ['tran anh', [2]],
    ['đặng nguyệt', [0]],
    ['ran van', []],
    ['2', [1]],
  ])('finds «%s» for somebody who sees all offices', async (q, expected) => {
    const auditor = await server.person({ role: 'auditor', officeId: null });
    const { items } = await auditor.get('entries.search', { body: { q } });
    expect(items.map(({ id }) => ids.indexOf(id)).sort()).toEqual(expected);
  });

  it('gives somebody who sees all offices the parts of names a page at a time, each entry once', async () => {
    const auditor = await server.person({ role: 'auditor', officeId: null });
    for (const [q, expected] of [
      ['van', [1, 2]],
      ['anh', [0, 2]],
    ] as const) {
      const seen: number[] = [];
      let after: string | undefined;
      do {
        const page = await auditor.get('entries.search', {
          body: { q, limit: 1, ...(after === undefined ? {} : { after }) },
        });
        seen.push(...page.items.map(({ id }) => ids.indexOf(id)));
        after = page.next ?? undefined;
      } while (after !== undefined);
      expect(seen.sort(), q).toEqual(expected);
    }
  });

  it('gives a page at a time, each entry once', async () => {
    const seen: number[] = [];
    let after: string | undefined;
    do {
      const page = await keyer.get('entries.search', {
        body: { q: '2018', limit: 1, ...(after === undefined ? {} : { after }) },
      });
      seen.push(...page.items.map(({ id }) => id));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(seen.sort()).toEqual([...ids].sort());
    expect((await keyer.ask('entries.search', { body: { q: '2018', after: 'xyz' } })).problem.code).toBe(
      'request-invalid',
    );
  });

  it('knows the new name as soon as it is saved', async () => {
    const id = ids[1] ?? 0;
    const entry = await keyer.get('entries.open', { params: { id } });
    const field = entry.fields.find(({ name }) => name === 'nksHoTen');
    await keyer.get('entries.save', {
      params: { id, field: 'nksHoTen' },
      body: {
        key: randomUUID(),
        fence: entry.lease?.fence ?? 0,
        version: field?.version ?? 0,
        statement: { type: 'text', text: 'Trần Văn Đước' },
      },
    });
    const found = await keyer.get('entries.search', { body: { q: 'van duoc' } });
    expect(found.items.map((item) => [item.id, item.names])).toEqual([[id, ['TRẦN VĂN ĐƯỚC']]]);
  });
});

describe('a batch on its way', () => {
  it('is counted, approved by somebody who keyed nothing, and returned with a reason', async () => {
    const own = await makeBook(server.store.db);
    const officeId = own.office.id;
    const worker = await server.person({ role: 'data-entry', officeId });
    const both = await server.person({ role: 'data-entry', officeId }, { role: 'supervisor', officeId });
    const boss = await server.person({ role: 'supervisor', officeId });
    const first = (await makeEntry(server.store.db, own, { so: '1/2018', nksHoTen: 'A' })).entry.id;
    const second = (await makeEntry(server.store.db, own, { so: '3/2018', nksHoTen: 'B' })).entry.id;
    const id = own.batch.id;
    const line = async () => (await boss.get('supervision.waiting')).items.find((batch) => batch.id === id);
    expect(await line()).toMatchObject({ entries: 2, openEntries: 2, ready: false });
    await settle(worker, first);
    await settle(both, second);
    expect(await line()).toMatchObject({ entries: 2, openEntries: 0, openHolds: 1, ready: false });
    const contents = await boss.get('supervision.contents', { params: { id } });
    expect(contents.numbers).toEqual([
      { kind: 'KS', year: 2018, first: 1, last: 3, entries: 2, missing: [2], isMore: false },
    ]);
    expect(contents.openDifferences.map(({ reason }) => reason)).toEqual(['number-gaps']);
    expect(contents.keyers).toHaveLength(2);
    expect((await boss.ask('supervision.approve', { params: { id }, body: {} })).problem.code).toBe(
      'batch-not-ready',
    );
    const hold = contents.openDifferences[0]?.id ?? 0;
    await boss.get('holds.release', {
      params: { id: hold },
      body: { type: 'accept', reason: 'Số 2 bị hủy' },
    });
    await server.store.db.execute(`update books set state = 'verified' where id = ${own.book.id}`);
    expect(await line()).toMatchObject({ ready: true, keyedByMe: false });
    const refused = await both.ask('supervision.approve', { params: { id }, body: {} });
    expect([refused.status, refused.problem.code]).toEqual([403, 'four-eyes']);
    expect((await boss.get('supervision.approve', { params: { id }, body: {} })).state).toBe('accepted');
    const late = await worker.ask('entries.open', { params: { id: first } });
    expect([late.status, late.problem.code]).toEqual([409, 'batch-closed']);
    expect((await boss.ask('supervision.return', { params: { id }, body: { reason: ' ' } })).status).toBe(
      400,
    );
    expect((await boss.get('supervision.return', { params: { id }, body: { reason: 'Ảnh mờ' } })).state).toBe(
      'returned',
    );
    const load = await boss.ask('supervision.load', { params: { id }, body: {} });
    expect([load.status, load.problem.code]).toEqual([409, 'batch-not-accepted']);
  });

  it('is loaded with a report', async () => {
    const own = await makeBook(server.store.db);
    const boss = await server.person({ role: 'supervisor', officeId: own.office.id });
    const worker = await server.person({ role: 'data-entry', officeId: own.office.id });
    const { entry } = await makeEntry(server.store.db, own, { so: '1/2018' });
    const params = { id: own.batch.id };
    expect((await boss.get('supervision.report', { params })).runId).toBeNull();
    await settle(worker, entry.id);
    await server.store.db.execute(`update books set state = 'verified' where id = ${own.book.id}`);
    await boss.get('supervision.approve', { params, body: {} });
    const report = await boss.get('supervision.load', { params, body: {} });
    expect(report).toMatchObject({ due: 1, books: [{ id: own.book.id, state: 'due' }] });
  });

  it('gives the same sample for the same seed, and another for another', async () => {
    const own = await makeBook(server.store.db);
    const boss = await server.person({ role: 'supervisor', officeId: own.office.id });
    for (let n = 1; n <= 30; n++) await makeEntry(server.store.db, own, { so: `${n}/2018` });
    const sample = async (seed: number): Promise<number[]> => {
      const { items, of } = await boss.get('supervision.sample', {
        params: { id: own.batch.id },
        query: { seed, size: 5 },
      });
      expect(of).toBe(30);
      return items.map(({ id }) => id);
    };
    expect(await sample(7)).toEqual(await sample(7));
    expect(await sample(7)).not.toEqual(await sample(8));
  });

  it('is shown with its progress, books, pages and policy', async () => {
    const params = { id: fixture.batch.id };
    const progress = await keyer.get('batches.progress', { params });
    expect(progress.pages.received).toBe(
      progress.pages.done + progress.pages.held + progress.pages.inProgress,
    );
    expect(progress.lanes.key).toBeGreaterThan(0);
    expect((await keyer.ask('batches.policy', { params, body: { policy: 'double' } })).status).toBe(403);
    expect((await supervisor.get('batches.policy', { params, body: { policy: 'double' } })).policy).toBe(
      'double',
    );
    const { items } = await keyer.get('books.pages', {
      params: { id: fixture.book.id },
      query: { limit: 2 },
    });
    expect(items).toHaveLength(2);
    const list = await keyer.get('batches.list');
    expect(list.items.map(({ id }) => id)).toEqual([fixture.batch.id]);
    await supervisor.get('books.hand', { params: { id: fixture.book.id }, body: { hand: 'typewriter' } });
    const work = await keyer.get('work.summary');
    expect(work.items).toMatchObject([{ lane: 'key', kind: 'KS', hand: 'typewriter' }]);
  });
});

describe('an entry', () => {
  it('comes in the order of the paper with its doubtful characters and what else they may be', async () => {
    const { entry } = await makeEntry(server.store.db, fixture, { nksHoTen: 'LÊ VĂN TÁM', so: '77/2018' });
    const symbol = (
      text: string,
      confidence = 0.99,
      alternatives: { text: string; confidence: number }[] = [],
    ) => ({
      text,
      confidence,
      box: [0, 0, 1, 1],
      alternatives,
    });
    const symbols = [...'Lê Văn T']
      .map((text) => symbol(text))
      .concat([symbol('á', 0.4, [{ text: 'ấ', confidence: 0.3 }]), symbol('m')]);
    await saveReadings(
      server.store.db,
      entry.pageId,
      { class: 'entry', editionId: 'KS-2016', editionVersion: 1, fitError: 0, fitConfidence: 1 },
      [
        {
          place: 'nksHoTen',
          engine: 'test',
          engineVersion: '1',
          content: {
            type: 'written',
            lines: [
              {
                reading: {
                  text: 'Lê Văn Tám',
                  confidence: 0.9,
                  symbols,
                  alternatives: [{ text: 'Lê Văn Tấm', score: 0.2 }],
                },
                box: [0, 0, 10, 10],
                size: [10, 10],
                engine: 'test@1',
              },
            ],
          },
        },
      ],
    );
    const seen = await keyer.get('entries.get', { params: { id: entry.id } });
    expect(seen.fields.map(({ name }) => name)).toEqual(['so', 'nksHoTen']);
    expect(seen.fields[1]?.machine).toMatchObject({
      doubts: [{ at: 8, length: 1, confidence: 0.4, alternatives: ['ấ'] }],
      alternatives: ['Lê Văn Tấm'],
    });
    expect(seen.previous?.values.nksHoTen?.normalized).toBeDefined();
  });

  it('shows its page and strips as small WebP to whoever may see it', async () => {
    const sha256 = await server.picture();
    const { db } = server.store;
    const { file } = await addFile(db, {
      bookId: fixture.book.id,
      sha256,
      name: `${unique('scan')}.jpg`,
      bytes: 1,
    });
    const [frame] = await saveListing(db, {
      fileId: file.id,
      bookId: fixture.book.id,
      mediaType: 'image/jpeg',
      frameCount: 1,
    });
    const [page] = await saveImagedFrame(db, frame?.id ?? 0, [
      {
        frameId: frame?.id ?? 0,
        bookId: fixture.book.id,
        side: 'whole',
        imageSha256: sha256,
        width: 2480,
        height: 3508,
        dpi: 300,
        rotation: 0,
        skew: 0,
        blur: 0,
        contrast: 1,
        ink: 0.1,
        toFile: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      },
    ]);
    await setPageState(db, page?.id ?? 0, 'extracted');
    const entry = await saveCandidate(db, {
      bookId: fixture.book.id,
      officeId: fixture.office.id,
      batchId: fixture.batch.id,
      kind: 'KS',
      pageId: page?.id ?? 0,
      ordinal: 0,
      editionId: 'KS-2016',
      editionVersion: 1,
      fields: [
        {
          field: 'nksHoTen',
          value: readValue('AI ĐÓ'),
          engine: 't',
          route: 'confirm',
          task: 'confirm',
          rules: [],
        },
      ],
    });
    const view = await keyer.get('entries.get', { params: { id: entry.id } });
    const whole = await keyer.picture(`${view.page.image}?width=700`);
    expect([whole.status, whole.type]).toEqual([200, 'image/webp']);
    expect((await sharp(whole.bytes).metadata()).width).toBe(800);
    const crop = await keyer.picture(`${view.fields[0]?.crop}?width=400`);
    const { width, height } = await sharp(crop.bytes).metadata();
    expect(width).toBeGreaterThan(300);
    expect(height).toBeLessThan(100);
    const stranger = await server.person({ role: 'data-entry', officeId: (await makeBook(db)).office.id });
    expect((await stranger.picture(view.page.image)).status).toBe(404);
    expect((await stranger.picture(view.fields[0]?.crop ?? '')).status).toBe(404);
    expect((await keyer.picture(view.page.image.replace(String(page?.id), '999999'))).status).toBe(404);
  });

  it('is checked against the rules while somebody types', async () => {
    const { entry } = await makeEntry(server.store.db, fixture, {
      nksNgaySinh: '2018-05-01',
      ngayDangKy: '2018-06-01',
    });
    const { rules, invalid } = await keyer.get('entries.check', {
      params: { id: entry.id },
      body: { texts: { nksNgaySinh: '01/07/2018', ngayDangKy: 'hôm qua' } },
    });
    expect(invalid).toEqual(['ngayDangKy']);
    expect(rules).toEqual([]);
    const later = await keyer.get('entries.check', {
      params: { id: entry.id },
      body: { texts: { nksNgaySinh: '01/07/2018' } },
    });
    expect(later.rules.map(({ code }) => code)).toContain('date-order');
    expect(later.rules[0]?.message).not.toBe('');
  });
});

it("counts a person's day", async () => {
  const own = await makeBook(server.store.db);
  const worker = await server.person({ role: 'data-entry', officeId: own.office.id });
  const { entry } = await makeEntry(server.store.db, own, { so: '5/2018', nksHoTen: 'NGUYỄN THỊ DÀI TÊN' });
  await settle(worker, entry.id);
  const day = await worker.get('statistics.myDay');
  expect(day).toMatchObject({ entries: 1, fields: 2, confirmed: 2, typed: 0, keys: 2, checked: 0 });
  expect(day.keysSaved).toBe('5/2018'.length + 'NGUYỄN THỊ DÀI TÊN'.length - 2);
});

it('describes itself as OpenAPI', async () => {
  const answer = await server.app.inject({ method: 'GET', url: '/api/openapi.json' });
  expect(answer.json()).toEqual(JSON.parse(JSON.stringify(openApiDocument('0.0.0'))));
  expect(Object.keys(answer.json().paths)).toContain('/api/entries/{id}/fields/{field}');
});

it('answers over a real line, in the language asked for, packed when it is long', async () => {
  const address = await server.app.listen({ port: 0, host: '127.0.0.1' });
  const refused = await fetch(`${address}/api/session`, { headers: { 'accept-language': 'en' } });
  const problem = (await refused.json()) as { message: string };
  expect([refused.status, problem.message]).toEqual([401, expect.stringContaining('Log in again')]);
  const packed = await fetch(`${address}/api/openapi.json`, { headers: { 'accept-encoding': 'br' } });
  expect(packed.headers.get('content-encoding')).toBe('br');
  expect(((await packed.json()) as { openapi: string }).openapi).toBe('3.1.0');
  const forged = await fetch(`${address}/api/work/claim`, {
    method: 'POST',
    headers: { cookie: keyer.cookie, origin: ORIGIN, 'content-type': 'application/json' },
    body: '{}',
  });
  expect(forged.status).toBe(403);
  const health = await fetch(`${address}/health`);
  expect(health.status).toBe(200);
  expect((await fetch(`${address}/ready`)).status).toBe(200);
});

describe('what became of a place', () => {
  it('is offered from the lists that were imported, and nothing where none knows it', async () => {
    const moved = {
      oldCode: '24776',
      oldPath: 'Xã An Nhơn, Huyện Đạ Tẻh, Tỉnh Lâm Đồng',
      newCode: '24775',
      newPath: 'Xã Đạ Tẻh 2, Tỉnh Lâm Đồng',
      partly: true,
    };
    const list = { source: 'x', from: '2025-07-01', until: null };
    await savePlaceList(server.store.db, { units: [], moves: [moved] }, list);
    const now = async (text: string) => (await keyer.get('places.now', { body: { text } })).items;
    expect(await now('Thôn 5, xã An Nhơn, huyện Đạ Tẻh, tỉnh Lâm Đồng')).toEqual([
      { was: moved.oldPath, now: moved.newPath, partly: true, since: '2025-07-01' },
    ]);
    expect(await now('Bangkok, Thái Lan')).toEqual([]);
  });
});
