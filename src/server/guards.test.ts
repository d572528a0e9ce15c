import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLES, type Role } from '../domain/roles.ts';
import { verifyAuditChain } from '../store/audit.ts';
import { type Fixture, makeBook, makeEntry } from '../store/test-fixtures.ts';
import { PATHS, PICTURES } from './contract/paths.ts';
import { ORIGIN, openTestServer, PASSWORD, type Person, type TestServer } from './test-server.ts';

let server: TestServer;
const offices: Fixture[] = [];
const entryIds: number[] = [];
const NAMES = ['LÒ THỊ BÍ MẬT', 'VÀNG A KÍN'];

beforeAll(async () => {
  server = await openTestServer();
  for (const name of NAMES) {
    const fixture = await makeBook(server.store.db);
    const { entry } = await makeEntry(server.store.db, fixture, {
      so: '1/2018',
      nksHoTen: name,
      ngayDangKy: '2018-05-06',
    });
    offices.push(fixture);
    entryIds.push(entry.id);
  }
});
afterAll(() => server.close());

const officeAt = (index: number): Fixture => {
  const found = offices[index];
  if (found === undefined) throw new Error('no office');
  return found;
};
const entryAt = (index: number): number => entryIds[index] ?? 0;

const raw = (
  person: Person | null,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  headers: Record<string, string>,
  payload?: object | string,
) =>
  server.app.inject({
    method,
    url,
    headers: { host: 'sohoa.test', ...(person === null ? {} : { cookie: person.cookie }), ...headers },
    ...(payload === undefined ? {} : { payload }),
  });

describe('rights', () => {
  it('let nobody see or change anything of an office where they have none, whatever they try', async () => {
    const [mine, other] = [await makeBook(server.store.db), officeAt(1)];
    const people = new Map<string, Person>();
    const personOf = async (roles: readonly Role[]): Promise<Person> => {
      const key = [...roles].sort().join();
      const known =
        people.get(key) ??
        (await server.person(...roles.map((role) => ({ role, officeId: mine.office.id }))));
      people.set(key, known);
      return known;
    };
    const foreign = { batch: other.batch.id, book: other.book.id, entry: entryAt(1) };
    const leases = { key: randomUUID(), fence: 1, version: 1 };
    const tries: readonly ((person: Person) => Promise<{ status: number; reply: unknown }>)[] = [
      (p) => p.ask('entries.get', { params: { id: foreign.entry } }),
      (p) => p.ask('entries.open', { params: { id: foreign.entry } }),
      (p) => p.ask('entries.history', { params: { id: foreign.entry, field: 'nksHoTen' } }),
      (p) => p.ask('entries.check', { params: { id: foreign.entry }, body: { texts: {} } }),
      (p) => p.ask('entries.skip', { params: { id: foreign.entry }, body: { fence: 1, reason: 'other' } }),
      (p) => p.ask('entries.pageProblem', { params: { id: foreign.entry }, body: { fence: 1, text: 'x' } }),
      (p) =>
        p.ask('entries.save', {
          params: { id: foreign.entry, field: 'nksHoTen' },
          body: { ...leases, statement: { type: 'confirm' } },
        }),
      (p) => p.ask('entries.undo', { params: { id: foreign.entry }, body: { key: leases.key, fence: 1 } }),
      (p) => p.ask('batches.get', { params: { id: foreign.batch } }),
      (p) => p.ask('batches.progress', { params: { id: foreign.batch } }),
      (p) => p.ask('batches.books', { params: { id: foreign.batch } }),
      (p) => p.ask('batches.policy', { params: { id: foreign.batch }, body: { policy: 'double' } }),
      (p) => p.ask('books.get', { params: { id: foreign.book } }),
      (p) => p.ask('books.pages', { params: { id: foreign.book } }),
      (p) => p.ask('books.entries', { params: { id: foreign.book } }),
      (p) => p.ask('supervision.contents', { params: { id: foreign.batch } }),
      (p) => p.ask('supervision.sample', { params: { id: foreign.batch }, query: { seed: 1 } }),
      (p) => p.ask('supervision.approve', { params: { id: foreign.batch }, body: {} }),
      (p) => p.ask('supervision.return', { params: { id: foreign.batch }, body: { reason: 'x' } }),
      (p) => p.ask('supervision.report', { params: { id: foreign.batch } }),
      async (p) => {
        const { status, bytes } = await p.picture(
          PICTURES.crop.replace(':id', String(foreign.entry)).replace(':field', 'nksHoTen'),
        );
        return { status, reply: bytes.toString('utf8') };
      },
    ];
    const lists: readonly ((person: Person) => Promise<{ status: number; reply: unknown }>)[] = [
      (p) => p.ask('batches.list', {}),
      (p) => p.ask('work.claim', { body: { count: 4 } }),
      (p) => p.ask('work.summary', {}),
      (p) => p.ask('holds.list', {}),
      (p) => p.ask('supervision.waiting', {}),
      (p) => p.ask('entries.search', { body: { q: 'vang a kin' } }),
      (p) => p.ask('entries.search', { body: { q: 'lo thi bi mat' } }),
      (p) => p.ask('entries.search', { body: { q: '1/2018' } }),
      (p) => p.ask('entries.search', { body: { q: '06/05/2018' } }),
      (p) => p.ask('accounts.list', {}),
      (p) => p.ask('offices.list', {}),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.constantFrom(...ROLES), { minLength: 1, maxLength: 3 }),
        fc.nat(tries.length - 1),
        fc.nat(lists.length - 1),
        async (roles, tryIndex, listIndex) => {
          const person = await personOf(roles);
          const refused = await tries[tryIndex]?.(person);
          expect(refused?.status).toBe(404);
          const listed = await lists[listIndex]?.(person);
          expect([200, 403]).toContain(listed?.status);
          const shown = JSON.stringify(listed?.reply);
          for (const secret of [
            NAMES[1],
            other.batch.name,
            other.office.name === mine.office.name ? other.office.code : other.office.name,
          ]) {
            expect(shown).not.toContain(secret);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(ROLES)('of a %s in their own office are those of the one table', async (role) => {
    const fixture = officeAt(0);
    const person = await server.person({ role, officeId: fixture.office.id });
    const sees = ['data-entry', 'checker', 'supervisor', 'auditor'].includes(role);
    expect((await person.ask('entries.get', { params: { id: entryAt(0) } })).status).toBe(sees ? 200 : 404);
    expect((await person.ask('supervision.waiting')).status).toBe(role === 'supervisor' ? 200 : 403);
    expect((await person.ask('accounts.list')).status).toBe(role === 'administrator' ? 200 : 403);
    const opened = await person.ask('entries.open', { params: { id: entryAt(0) } });
    const opens = role === 'data-entry' || role === 'checker';
    expect(opened.status).toBe(opens ? 200 : sees ? 403 : 404);
    if (opens) await person.get('session.end');
  });

  it('keep the queues from everybody but administrators of all offices', async () => {
    const everywhere = await server.person({ role: 'administrator', officeId: null });
    const here = await server.person({ role: 'administrator', officeId: officeAt(0).office.id });
    expect((await raw(everywhere, 'GET', '/admin/queues', {})).statusCode).toBe(200);
    expect((await raw(everywhere, 'GET', '/admin/queues/api/queues', {})).statusCode).toBe(200);
    for (const person of [here, null]) {
      for (const url of ['/admin/queues', '/admin/queues/api/queues', '/admin/queues/']) {
        expect((await raw(person, 'GET', url, {})).statusCode, url).toBe(404);
      }
    }
    expect((await everywhere.get('system.queues')).board).toBe('/admin/queues');
    expect((await here.get('system.queues')).board).toBeNull();
  });

  it('close every route to whoever is not logged in', async () => {
    const open = ['session.start', 'session.setup'];
    for (const [key, [method, path]] of Object.entries(PATHS)) {
      if (open.includes(key)) continue;
      const url = path.replace(/:\w+/g, '1');
      const body = method === 'GET' ? undefined : {};
      const answer = await raw(null, method, url, { origin: ORIGIN }, body);
      expect([answer.statusCode, answer.json().code], key).toEqual([401, 'not-logged-in']);
    }
  });
});

describe('sessions', () => {
  it('end at once when the account is locked, and its leases go back', async () => {
    const fixture = officeAt(0);
    const admin = await server.person({ role: 'administrator', officeId: null });
    const person = await server.person({ role: 'data-entry', officeId: fixture.office.id });
    await person.get('entries.open', { params: { id: entryAt(0) } });
    await admin.get('accounts.lock', { params: { id: person.accountId }, body: {} });
    expect((await person.ask('session.me')).problem.code).toBe('not-logged-in');
    expect((await server.logIn(person)).cookie).not.toContain('sohoa_session=');
    const other = await server.person({ role: 'data-entry', officeId: fixture.office.id });
    await other.get('entries.open', { params: { id: entryAt(0) } });
    await other.get('session.end');
    await admin.get('accounts.unlock', { params: { id: person.accountId }, body: {} });
    expect((await (await server.logIn(person)).ask('session.me')).status).toBe(200);
  });

  it('run out when they are idle or too old', async () => {
    const person = await server.person({ role: 'auditor', officeId: null });
    const at = (what: string) =>
      server.store.db.execute(`update sessions set ${what} where account_id = ${person.accountId}`);
    await at("last_seen_at = now() - interval '29 minutes'");
    expect((await person.ask('session.me')).status).toBe(200);
    await at("last_seen_at = now() - interval '31 minutes'");
    expect((await person.ask('session.me')).status).toBe(401);
    await at("last_seen_at = now(), ends_at = now() - interval '1 second'");
    expect((await person.ask('session.me')).status).toBe(401);
  });

  it('lock the account after five wrong passwords and say no more than that it failed', async () => {
    const person = await server.account({ role: 'auditor', officeId: null });
    const attempt = (username: string, password: string) =>
      raw(null, 'POST', '/api/session', { origin: ORIGIN }, { username, password });
    const codes = [];
    for (let i = 0; i < 6; i++) codes.push((await attempt(person.username, 'sai mật khẩu')).json());
    codes.push((await attempt(person.username, PASSWORD)).json());
    codes.push((await attempt('khong-co-ai', 'gì cũng được')).json());
    expect(new Set(codes.map((body) => JSON.stringify(body))).size).toBe(1);
    expect(codes[0]).toMatchObject({ code: 'login-refused', params: {} });
  });

  it('set a cookie that scripts and other sites do not get', async () => {
    const account = await server.account({ role: 'auditor', officeId: null });
    const answer = await raw(
      null,
      'POST',
      '/api/session',
      { origin: ORIGIN },
      { username: account.username, password: PASSWORD },
    );
    expect(answer.headers['set-cookie']).toMatch(/HttpOnly; SameSite=Strict/);
    expect(answer.headers['content-security-policy']).toContain("script-src 'self'");
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('elsewhere end when the password is changed', async () => {
    const person = await server.person({ role: 'auditor', officeId: null });
    const there = await server.logIn(person);
    await person.get('session.password', { body: { current: PASSWORD, next: 'một mật khẩu khác' } });
    expect((await there.ask('session.me')).status).toBe(401);
    expect((await person.ask('session.me')).status).toBe(200);
  });
});

describe('requests that write', () => {
  it.each([
    ['from another site', { origin: 'https://evil.example' }],
    ['without an origin', {}],
    ['from a sandboxed frame', { origin: 'null' }],
    ['that the browser calls cross-site', { origin: ORIGIN, 'sec-fetch-site': 'cross-site' }],
    ['from another port', { origin: `${ORIGIN}:81` }],
  ])('%s are refused', async (_name, headers) => {
    const person = await server.person({ role: 'data-entry', officeId: officeAt(0).office.id });
    const answer = await raw(person, 'POST', '/api/work/claim', headers as Record<string, string>, {});
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'cross-site']);
  });
});

describe('administrators of one office', () => {
  it('reach nothing beyond it', async () => {
    const [mine, other] = [officeAt(0).office.id, officeAt(1).office.id];
    const admin = await server.person({ role: 'administrator', officeId: mine });
    const foreign = await server.account({ role: 'data-entry', officeId: other });
    const both = await server.account(
      { role: 'data-entry', officeId: mine },
      { role: 'checker', officeId: other },
    );
    const own = await server.account({ role: 'data-entry', officeId: mine });
    const grants = (officeId: number | null) => ({
      username: `u-${randomUUID()}`,
      displayName: 'Ai đó',
      password: PASSWORD,
      grants: [{ role: 'supervisor' as const, officeId }],
    });
    const code = async (asked: Promise<{ status: number; problem: { code: string } }>) => {
      const { status, problem } = await asked;
      return status === 200 ? 'done' : problem.code;
    };
    expect(await code(admin.ask('accounts.create', { body: grants(mine) }))).toBe('done');
    expect(await code(admin.ask('accounts.create', { body: grants(other) }))).toBe('not-allowed');
    expect(await code(admin.ask('accounts.create', { body: grants(null) }))).toBe('not-allowed');
    const params = (account: { accountId: number }) => ({ id: account.accountId });
    const everywhere = { role: 'administrator' as const, officeId: null };
    expect(await code(admin.ask('accounts.grant', { params: params(own), body: everywhere }))).toBe(
      'not-allowed',
    );
    expect(await code(admin.ask('accounts.lock', { params: params(foreign), body: {} }))).toBe('not-found');
    expect(
      await code(admin.ask('accounts.password', { params: params(both), body: { password: PASSWORD } })),
    ).toBe('not-allowed');
    expect(
      await code(
        admin.ask('accounts.move', { params: params(own), body: { fromOfficeId: mine, toOfficeId: other } }),
      ),
    ).toBe('not-allowed');
    expect(await code(admin.ask('accounts.lock', { params: params(own), body: {} }))).toBe('done');
    const { items } = await admin.get('accounts.list', { query: { limit: 200 } });
    expect(items.map(({ id }) => id)).not.toContain(foreign.accountId);
  });
});

describe('bad input', () => {
  it.each([
    ['100 kB in a field', { type: 'text', text: 'a'.repeat(100_000) }, 422, 'value-too-long'],
    ['an emoji', { type: 'text', text: 'Nguyễn 😀' }, 422, 'value-characters'],
    ['a date that no calendar has', { type: 'text', text: '31/02/2018' }, 422, 'value-invalid'],
  ])('like %s is refused with a reason', async (_name, statement, status, expected) => {
    const person = await server.person({ role: 'data-entry', officeId: officeAt(0).office.id });
    const entry = await person.get('entries.open', { params: { id: entryAt(0) } });
    const field = expected === 'value-invalid' ? 'ngayDangKy' : 'nksHoTen';
    const version = entry.fields.find(({ name }) => name === field)?.version ?? 0;
    const answer = await person.ask('entries.save', {
      params: { id: entry.id, field },
      body: {
        key: randomUUID(),
        fence: entry.lease?.fence ?? 0,
        version,
        statement: statement as { type: 'text'; text: string },
      },
    });
    await person.get('session.end');
    expect([answer.status, answer.problem.code]).toEqual([status, expected]);
  });

  it('like decomposed letters, script and control characters is cleaned or kept as text', async () => {
    const person = await server.person({ role: 'data-entry', officeId: officeAt(0).office.id });
    const entry = await person.get('entries.open', { params: { id: entryAt(0) } });
    const version = entry.fields.find(({ name }) => name === 'nksHoTen')?.version ?? 0;
    const text = `${'Nguyễn'.normalize('NFD')}\u0000\u0007 <script>alert("x")</script>`;
    const saved = await person.get('entries.save', {
      params: { id: entry.id, field: 'nksHoTen' },
      body: { key: randomUUID(), fence: entry.lease?.fence ?? 0, version, statement: { type: 'text', text } },
    });
    expect(saved.field.value?.verbatim).toBe('Nguyễn <script>alert("x")</script>');
    await person.get('entries.undo', {
      params: { id: entry.id },
      body: { key: randomUUID(), fence: saved.lease.fence },
    });
    await person.get('session.end');
  });

  it('that is larger than anything we take is refused', async () => {
    const person = await server.person({ role: 'data-entry', officeId: null });
    const answer = await raw(
      person,
      'POST',
      '/api/work/claim',
      { origin: ORIGIN, 'content-type': 'application/json' },
      `{"x":"${'a'.repeat(300_000)}"}`,
    );
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'request-too-large']);
  });

  it.each(['{"count":', '[]', '{"count":"viele"}', '{"count":9999}', '{"giveBack":[{"entryId":-1}]}'])(
    'like %s says where',
    async (payload) => {
      const person = await server.person({ role: 'data-entry', officeId: null });
      const answer = await raw(
        person,
        'POST',
        '/api/work/claim',
        { origin: ORIGIN, 'content-type': 'application/json' },
        payload,
      );
      expect([answer.statusCode, answer.json().code]).toEqual([400, 'request-invalid']);
    },
  );
});

it('writes every look at an entry and every change into an audit chain that holds', async () => {
  const person = await server.person({ role: 'data-entry', officeId: officeAt(1).office.id });
  const entry = await person.get('entries.open', { params: { id: entryAt(1) } });
  await person.get('entries.get', { params: { id: entry.id } });
  const version = entry.fields.find(({ name }) => name === 'so')?.version ?? 0;
  await person.get('entries.save', {
    params: { id: entry.id, field: 'so' },
    body: { key: randomUUID(), fence: entry.lease?.fence ?? 0, version, statement: { type: 'confirm' } },
  });
  const { rows } = await server.store.db.execute<{ action: string }>(
    `select action from audit_events where account_id = ${person.accountId} and subject = 'entry' order by id`,
  );
  expect(rows.map(({ action }) => action)).toEqual(['entry.open', 'entry.view', 'entry.confirm']);
  expect((await verifyAuditChain(server.store.db)).brokenAt).toBeNull();
});

it('logs nothing of people, passwords or what was asked', async () => {
  const person = await server.person({ role: 'data-entry', officeId: officeAt(1).office.id });
  await person.get('entries.search', { body: { q: 'Vàng A Kín' } });
  await person.ask('accounts.list', { query: { find: 'Vàng A Kín' } });
  await person.ask('entries.get', { params: { id: 987_654_321 } });
  // An error nobody foresaw, with a person's data in its message.
  server.app.log.error(new Error('Key (term)=(VÀNG A KÍN) exists'));
  const logged = server.logged();
  expect(logged).toContain('/api/search');
  for (const secret of [
    ...NAMES,
    'Vàng',
    'KÍN',
    'NGUY',
    PASSWORD,
    'mật khẩu',
    '987654321',
    '<script>',
    person.cookie.split('=')[1] ?? '?',
    person.username,
  ]) {
    expect(logged).not.toContain(secret);
  }
});
