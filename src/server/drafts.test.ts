/** The form designer as the page uses it: a form is taught from one made-up page, tried on another, and saved. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formsFor } from '../../pipelines/forms/stored.ts';
import { makeLedger } from '../../scripts/ledger/make.ts';
import { verifyAuditChain } from '../store/audit.ts';
import { makeBook } from '../store/test-fixtures.ts';
import type { Problem, Reply } from './contract/contract.ts';
import { LARGEST_SAMPLE } from './contract/paths.ts';
import { ORIGIN, openTestServer, type Person, type TestServer } from './test-server.ts';

let server: TestServer;
let folder = '';
let officeId = 0;
let supervisor: Person;
let stranger: Person;
/** Two entry pages of the same form. */
let pages: readonly Buffer[] = [];

beforeAll(async () => {
  server = await openTestServer();
  folder = await mkdtemp(join(tmpdir(), 'sohoa-designer-'));
  officeId = (await makeBook(server.store.db)).office.id;
  supervisor = await server.person({ role: 'supervisor', officeId });
  stranger = await server.person({
    role: 'administrator',
    officeId: (await makeBook(server.store.db)).office.id,
  });
  const made = await makeLedger({
    kinds: ['KS'],
    edition: 'KS-2006',
    entries: 2,
    hand: 'typewriter',
    damage: 'light',
    seed: 'designer',
    dpi: 200,
    jobs: 1,
    voidRate: 0,
    out: folder,
  });
  const files = made.pages.filter((page) => page.class === 'entry').map(({ file }) => join(folder, file));
  pages = await Promise.all([...new Set(files)].map((file) => readFile(file)));
}, 120_000);
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

type Draft = Reply<'drafts.get'>;
type Sent = { status: number; file: Reply<'drafts.upload'>; problem: Problem };

const upload = async (
  who: Person,
  draftId: number,
  payload: Buffer,
  headers: Record<string, string> = {},
): Promise<Sent> => {
  const answer = await server.app.inject({
    method: 'POST',
    url: `/api/form-drafts/${draftId}/files`,
    headers: {
      origin: ORIGIN,
      host: 'sohoa.test',
      cookie: who.cookie,
      'content-type': 'image/jpeg',
      ...headers,
    },
    payload,
  });
  const json = answer.json();
  return { status: answer.statusCode, file: json, problem: json };
};

const start = (body: { id?: string; kind?: 'KS' | null; edition?: string | null } = {}): Promise<Draft> =>
  supervisor.get('drafts.start', { body: { officeId, ...body } });

/** Asks how far a page is until it is done, as the screen does. */
const settled = async (draftId: number, pageId: number): Promise<Reply<'drafts.page'>> => {
  for (;;) {
    const { items } = await supervisor.get('drafts.pages', { params: { id: draftId } });
    const { state } = items.find(({ id }) => id === pageId)!;
    if (state === 'done' || state === 'failed')
      return supervisor.get('drafts.page', { params: { id: draftId, page: pageId } });
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};

const entryPart = ({ draft }: Pick<Draft, 'draft'>) => draft.parts.find((part) => part.class === 'entry')!;

describe('an office', () => {
  it('teaches a form from one page, tries it on another, and saves it for good', async () => {
    const started = await start({ id: 'KS-DAYTHU' });
    expect(started).toMatchObject({ version: 1, draft: { kind: null, parts: [] }, backgrounds: [] });
    const name = encodeURIComponent('trang mẫu.jpg');
    const { file } = await upload(supervisor, started.id, pages[0]!, { 'x-file-name': name });
    expect(file).toMatchObject({ name: 'trang mẫu.jpg', mediaType: 'image/jpeg', frames: 1 });
    const other = (await upload(supervisor, started.id, pages[1]!)).file;
    expect((await upload(supervisor, started.id, pages[0]!)).file.id).toBe(file.id);

    const asked = await supervisor.get('drafts.propose', {
      params: { id: started.id },
      body: { fileId: file.id, frame: 0 },
    });
    const looked = await settled(started.id, asked.id);
    if (looked.purpose !== 'sample' || looked.sample === null) throw new Error(JSON.stringify(looked));
    expect(looked.sample.kind).toBe('KS');
    const [side] = looked.sample.sides;
    expect(side!.found.lines.length).toBeGreaterThan(15);
    expect(side!.found.texts.some(({ text }) => text.includes('Nơi sinh'))).toBe(true);
    expect(await supervisor.picture(`${side!.image}?width=800`)).toMatchObject({
      status: 200,
      type: 'image/webp',
    });

    const taken = await supervisor.get('drafts.take', {
      params: { id: started.id, page: asked.id },
      body: { version: 1 },
    });
    expect(taken).toMatchObject({ version: 2, draft: { kind: 'KS' } });
    expect(taken.backgrounds).toEqual([expect.objectContaining({ side: 'single', source: 'sample' })]);
    expect(entryPart(taken).places.length).toBeGreaterThan(20);
    expect(taken.problems.map(({ code }) => code)).toContain('form-problem-title');

    const title = { vi: 'Sổ khai sinh dạy thử', en: '' };
    const saved = await supervisor.get('drafts.save', {
      params: { id: started.id },
      body: { version: 2, draft: { ...taken.draft, title } },
    });
    expect(saved.problems.filter(({ blocks }) => blocks !== 'nothing')).toEqual([]);

    const { items } = await supervisor.get('drafts.try', {
      params: { id: started.id },
      body: { version: saved.version, pages: [{ fileId: other.id, frame: 0 }] },
    });
    const tried = await settled(started.id, items[0]!.id);
    if (tried.purpose !== 'trial') throw new Error(JSON.stringify(tried));
    const [found] = tried.sides;
    expect(tried).toMatchObject({ draftVersion: saved.version, rival: { edition: 'KS-2006' } });
    expect(found?.confidence).toBeGreaterThan(0.8);
    expect(found?.fitErrorMm).toBeLessThan(1);
    expect(found?.places.map(({ key }) => key).sort()).toEqual(
      entryPart(taken)
        .places.map(({ key }) => key)
        .sort(),
    );
    const { width, height } = await sharp(pages[1]!).metadata();
    expect(tried.size).toEqual({ width, height });
    expect((await supervisor.picture(`${tried.image}?width=240`)).type).toBe('image/webp');

    const publish = (version: number) =>
      supervisor.ask('drafts.publish', { params: { id: started.id }, body: { version } });
    expect((await publish(1)).problem.code).toBe('form-draft-conflict');
    expect((await publish(saved.version)).reply).toEqual({ form: 'KS-DAYTHU', version: 1, isNew: true });
    expect((await publish(saved.version)).reply).toEqual({ form: 'KS-DAYTHU', version: 1, isNew: false });
    const [form] = await formsFor(server.system, 'KS', 'KS-DAYTHU');
    expect(Object.keys(form!.pictures)).toEqual(['entry']);
    expect(await supervisor.get('forms.export', { params: { form: 'KS-DAYTHU@1' } })).toMatchObject({
      id: 'KS-DAYTHU',
      version: 1,
    });
    const known = await supervisor.get('forms.list', { query: { kind: 'KS' } });
    expect(known.items[0]).toMatchObject({ id: 'KS-DAYTHU', shipped: false, by: supervisor.username });
    expect((await supervisor.get('drafts.get', { params: { id: started.id } })).saved).toBe('KS-DAYTHU@1');

    expect(await readdir(server.system.scratch)).toEqual([]);
    const { rows } = await server.store.db.execute<{ action: string; office_id: string }>(
      `select distinct action, office_id from audit_events where account_id = ${supervisor.accountId} and subject like 'form%'`,
    );
    expect(rows.map(({ action }) => action).sort()).toEqual([
      'form-draft.file',
      'form-draft.start',
      'form-draft.view',
      'form.save',
    ]);
    expect(new Set(rows.map((row) => Number(row.office_id)))).toEqual(new Set([officeId]));
    expect((await verifyAuditChain(server.store.db)).brokenAt).toBeNull();
  }, 240_000);

  it('begins with a known form, which has its pictures, and its id is not to be had', async () => {
    const draft = await start({ edition: 'KS-2016' });
    expect(draft).toMatchObject({ base: 'KS-2016@1', draft: { id: '', kind: 'KS' } });
    expect(draft.backgrounds.map(({ source }) => source)).toEqual(['edition', 'edition', 'edition']);
    expect((await supervisor.picture(`${draft.backgrounds[0]!.image}?width=240`)).status).toBe(200);
    expect(draft.problems.map(({ code }) => code)).toEqual(['form-problem-id']);
    const save = async (id: string, version: number) =>
      supervisor.get('drafts.save', {
        params: { id: draft.id },
        body: { version, draft: { ...draft.draft, id } },
      });
    const [problem] = (await save('KS-2016', 1)).problems;
    expect(problem).toMatchObject({ code: 'form-problem-id-shipped', member: 'id', blocks: 'save' });
    expect(problem?.message).toContain('KS-2016-TINH');
    expect((await save('KS-CUA-TOI', 2)).problems).toEqual([]);
    const published = await supervisor.get('drafts.publish', {
      params: { id: draft.id },
      body: { version: 3 },
    });
    expect(published).toEqual({ form: 'KS-CUA-TOI', version: 1, isNew: true });
  });
});

describe('a draft', () => {
  it('tells all its problems at once, in words, each with its place, and is neither tried nor saved', async () => {
    const draft = await start({ id: 'KS-SAI', edition: 'KS-2006' });
    const part = entryPart(draft);
    const [a, b] = part.places.filter((place) => place.type === 'text');
    const places = part.places.map((place) =>
      place === a && place.type === 'text' ? { ...place, name: 'hoTenBe', lines: b!.lines } : place,
    );
    const parts = draft.draft.parts.map((one) => (one === part ? { ...one, places } : one));
    const { problems, version } = await supervisor.get('drafts.save', {
      params: { id: draft.id },
      body: { version: 1, draft: { ...draft.draft, paper: { width: -1, height: 297 }, parts } },
    });
    const at = (code: string) => problems.find((one) => one.code === code);
    expect(at('form-problem-name-unknown')).toMatchObject({ part: part.key, item: a!.key });
    expect(at('form-problem-name-unknown')?.message).toContain('hoTenBe');
    expect(at('form-problem-overlap')).toMatchObject({ item: a!.key, other: { item: b!.key, line: 0 } });
    expect(at('form-problem-overlap')?.message).toContain('chồng lên nhau');
    expect(at('form-problem-paper')).toMatchObject({ member: 'paper', blocks: 'trial' });
    const file = (await upload(supervisor, draft.id, pages[0]!)).file;
    const body = { version, pages: [{ fileId: file.id, frame: 0 }] };
    const trial = await supervisor.ask('drafts.try', { params: { id: draft.id }, body });
    expect([trial.status, trial.problem.code]).toEqual([422, 'form-has-problems']);
    const saving = await supervisor.ask('drafts.publish', { params: { id: draft.id }, body: { version } });
    expect([saving.status, saving.problem.code]).toEqual([422, 'form-has-problems']);
    expect(saving.problem.message).toMatch(/còn \d+ chỗ/);
  });

  it('that somebody else has saved is a conflict; the same save again is not', async () => {
    const draft = await start({ id: 'KS-HAI-NGUOI', kind: 'KS' });
    const colleague = await server.person({ role: 'administrator', officeId });
    const save = (who: Person, version: number, vi: string) =>
      who.ask('drafts.save', {
        params: { id: draft.id },
        body: { version, draft: { ...draft.draft, title: { vi, en: '' } } },
      });
    expect((await save(colleague, 1, 'của tôi')).reply.version).toBe(2);
    expect((await save(colleague, 1, 'của tôi')).reply.version).toBe(2);
    const refused = await save(supervisor, 1, 'của bạn');
    expect([refused.status, refused.problem.code]).toEqual([409, 'form-draft-conflict']);
    expect(refused.problem.params).toMatchObject({ version: 2, by: `Người ${colleague.username}` });
    expect((await supervisor.get('drafts.get', { params: { id: draft.id } })).draft.title.vi).toBe('của tôi');
    const two = { ...entryPart(await start({ edition: 'KS-1961' })), side: 'single' as const };
    const twice = await supervisor.ask('drafts.save', {
      params: { id: draft.id },
      body: { version: 2, draft: { ...draft.draft, parts: [two, two] } },
    });
    expect(twice.problem.code).toBe('form-keys-twice');
  });

  it('of another office is not there, whatever is asked of it', async () => {
    const draft = await start({ edition: 'KS-2006' });
    const file = (await upload(supervisor, draft.id, pages[0]!)).file;
    const params = { id: draft.id };
    const body = { version: 1 };
    const answers = [
      await stranger.ask('drafts.get', { params }),
      await stranger.ask('drafts.save', { params, body: { version: 1, draft: draft.draft } }),
      await stranger.ask('drafts.remove', { params }),
      await stranger.ask('drafts.propose', { params, body: { fileId: file.id } }),
      await stranger.ask('drafts.try', {
        params,
        body: { version: 1, pages: [{ fileId: file.id, frame: 0 }] },
      }),
      await stranger.ask('drafts.pages', { params }),
      await stranger.ask('drafts.take', { params: { ...params, page: 1 }, body }),
      await stranger.ask('drafts.publish', { params, body }),
      await upload(stranger, draft.id, pages[0]!),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    for (const url of [file.image.replace(':frame', '0'), draft.backgrounds[0]!.image])
      expect((await stranger.picture(url)).status).toBe(404);
    expect((await stranger.get('drafts.list')).items).toEqual([]);
    expect((await stranger.ask('drafts.start', { body: { officeId } })).problem.code).toBe('not-allowed');
    const keyer = await server.person({ role: 'data-entry', officeId });
    expect((await keyer.ask('drafts.list')).problem.code).toBe('not-allowed');
    expect((await keyer.ask('drafts.get', { params })).status).toBe(404);
  });

  it('is listed, outlives a restart, and is deleted with all that was handed to it', async () => {
    const draft = await start({ id: 'KS-XOA', edition: 'KS-2006' });
    await upload(supervisor, draft.id, pages[0]!);
    await server.restart();
    const ids = async () =>
      (await supervisor.get('drafts.list', { query: { limit: 200 } })).items.map(({ id }) => id);
    expect(await ids()).toContain(draft.id);
    expect((await supervisor.get('drafts.get', { params: { id: draft.id } })).files).toHaveLength(1);
    await supervisor.get('drafts.remove', { params: { id: draft.id } });
    expect(await ids()).not.toContain(draft.id);
    const { rows } = await server.store.db.execute(
      `select 1 from form_draft_files where draft_id = ${draft.id}`,
    );
    expect(rows).toEqual([]);
  });

  it('whose trial was left by a server that is gone is tried by whoever asks next', async () => {
    const draft = await start({ id: 'KS-BO-DO', edition: 'KS-2006' });
    const { file } = await upload(supervisor, draft.id, pages[0]!);
    const { items } = await supervisor.get('drafts.try', {
      params: { id: draft.id },
      body: { version: 1, pages: [{ fileId: file.id, frame: 0 }] },
    });
    await settled(draft.id, items[0]!.id);
    await server.store.db.execute(
      `update form_draft_pages set state = 'working', result = null, until = now() - interval '1 minute' where id = ${items[0]!.id}`,
    );
    expect((await settled(draft.id, items[0]!.id)).state).toBe('done');
    await supervisor.get('drafts.removePage', { params: { id: draft.id, page: items[0]!.id } });
    expect((await supervisor.get('drafts.pages', { params: { id: draft.id } })).items).toEqual([]);
  }, 120_000);
});

describe('a file', () => {
  let draftId = 0;
  beforeAll(async () => {
    draftId = (await start()).id;
  });

  it.each([
    ['without a byte', () => Buffer.alloc(0), 422, 'file-empty', '0 byte'],
    ['that is no picture', () => Buffer.from('sổ hộ tịch'), 422, 'not-an-image', 'text/plain'],
    ['that ends too early', () => pages[0]!.subarray(0, 3000), 422, 'image-truncated', 'bị cụt'],
    ['that is too large', () => Buffer.alloc(LARGEST_SAMPLE + 1), 413, 'form-file-too-large', '64 MB'],
  ])('%s is refused in words', async (_name, bytes, status, code, words) => {
    const sent = await upload(supervisor, draftId, bytes());
    expect([sent.status, sent.problem.code]).toEqual([status, code]);
    expect(sent.problem.message).toContain(words);
    expect(await readdir(server.system.scratch)).toEqual([]);
  });

  it('of many pages is looked at by its pages, and has no more than it has', async () => {
    const blank = await sharp({ create: { width: 1240, height: 1754, channels: 3, background: '#fff' } })
      .tiff()
      .toBuffer();
    const { file } = await upload(supervisor, draftId, blank, { 'content-type': 'application/json' });
    expect(file).toMatchObject({ mediaType: 'image/tiff', frames: 1 });
    const ask = (frame: number) =>
      supervisor.ask('drafts.propose', { params: { id: draftId }, body: { fileId: file.id, frame } });
    expect((await ask(1)).problem).toMatchObject({ code: 'no-such-frame' });
    expect((await supervisor.picture(file.image.replace(':frame', '1'))).status).toBe(404);
    const page = await settled(draftId, (await ask(0)).reply.id);
    expect(page).toMatchObject({ state: 'failed', failure: { code: 'form-sample-empty' } });
    expect(page.failure?.message).toContain('Không thấy dòng');
    const take = { params: { id: draftId, page: page.id }, body: { version: 1 } };
    expect((await supervisor.ask('drafts.take', take)).problem.code).toBe('form-page-not-ready');
  }, 120_000);
});

it('names for places come with their words and codes', async () => {
  const words = await supervisor.get('forms.vocabulary', { query: { kind: 'KS' } });
  expect(words.fields.find(({ name }) => name === 'nksGioiTinh')?.codes[0]).toEqual({
    code: '1',
    label: 'Nam',
  });
  expect(words.bookFields.map(({ label }) => label)).toContain('sổ: quyển số');
  expect(words.grammars.map(({ grammar, cellsOnly }) => [grammar, cellsOnly])).toContainEqual([
    'shared',
    true,
  ]);
  expect((await stranger.ask('forms.export', { params: { form: 'KS-KHONG-CO' } })).problem.code).toBe(
    'edition-unknown',
  );
});
