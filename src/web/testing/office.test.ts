/** What people do around keying: leave to others, ask, report, give reasons, take back; supervise, arrange, decide on holds. */
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkBook } from '../../../pipelines/check-book.ts';
import { loadBook } from '../../../pipelines/load.ts';
import { settleField } from '../../../pipelines/verify.ts';
import { actorOf } from '../../access/accounts.ts';
import { madeUpBirth } from '../../registry/made-up.ts';
import { openTestRegistry, type TestRegistry } from '../../registry/test-registry.ts';
import { addGrant, getAccount } from '../../store/accounts.ts';
import { currentField, currentFields } from '../../store/entries.ts';
import { ensureBatch, ensureBook } from '../../store/hand-in.ts';
import { dueBookLoads } from '../../store/loads.ts';
import { findOffice } from '../../store/offices.ts';
import { sheetsOf } from '../../store/overview.ts';
import { entries, entryFields, holds, questions, saves, skips, tasks } from '../../store/schema/index.ts';
import { makeEntry } from '../../store/test-fixtures.ts';
import { inspect } from './axe.ts';
import { chromiumPath, enter, leave, openBrowser } from './browser.ts';
import { atField, goToEntry, input, saved } from './entry-screen.ts';
import { openWorld, type World } from './world.ts';

const isThere = chromiumPath() !== undefined;
const name = isThere
  ? 'the office in Chromium'
  : 'the office in Chromium (SKIPPED: no Chromium on this machine)';

let world: World;
let browser: Browser;
let registry: TestRegistry;

const pageShown = async (page: Page): Promise<number> =>
  Number(await page.locator('[data-testid="pages"]:visible').getAttribute('data-page'));
const open = async (page: Page, index: number): Promise<number> => {
  const entry = world.entries[index];
  if (entry === undefined) throw new Error('no such entry');
  await goToEntry(page, entry.id);
  await input(page).waitFor();
  return entry.id;
};
const isSettled = async (entryId: number, field: string): Promise<boolean | undefined> =>
  (await currentFields(world.store.db, entryId)).find((one) => one.field === field)?.settled;

describe.skipIf(!isThere && process.env.CI !== 'true')(name, () => {
  beforeAll(async () => {
    [world, browser, registry] = await Promise.all([openWorld(), openBrowser(), openTestRegistry()]);
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
    await registry?.drop();
  });

  it('leaves an entry to others by one key and a number, and does not come back with it', async () => {
    const { db } = world.store;
    const page = await enter(browser, world.url, 'minh.nhap');
    await input(page).waitFor();
    const left = Number(await page.getByTestId('desk').getAttribute('data-entry'));
    await page.keyboard.press('Alt+s');
    await page.getByRole('dialog').getByRole('button', { name: 'Khó đọc' }).waitFor();
    await inspect(page, 'skip');
    await page.keyboard.press('1');
    await page.locator(`[data-entry="${left}"]`).waitFor({ state: 'detached' });
    expect(await db.select().from(skips).where(eq(skips.entryId, left))).toMatchObject([
      { reason: 'hard-to-read', accountId: world.accounts['minh.nhap'] },
    ]);
    await page.reload();
    await input(page).waitFor();
    expect(Number(await page.getByTestId('desk').getAttribute('data-entry'))).not.toBe(left);
    await leave(page);
  });

  it('asks a colleague from a list, who sees the question on the entry and answers; the answer comes back', async () => {
    const { db } = world.store;
    const page = await enter(browser, world.url, 'lan.nhap');
    const entryId = await open(page, 1);
    await page.keyboard.press('Alt+h');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('Chữ này là Ấm hay Âm?');
    const people = dialog.getByRole('combobox');
    await people.selectOption({ label: 'Lê Thị Hoa (hoa.kiem)' });
    expect(await people.locator('option').allInnerTexts()).not.toContain('Quản trị (admin.so)');
    await inspect(page, 'ask');
    await dialog.getByRole('button', { name: 'Gửi câu hỏi' }).click();
    await expect.poll(async () => (await db.select().from(questions)).length).toBe(1);
    expect(await db.select().from(questions)).toMatchObject([
      { entryId, askedTo: world.accounts['hoa.kiem'], field: 'ngayDangKy' },
    ]);
    await leave(page);

    const hoa = await enter(browser, world.url, 'hoa.kiem');
    await open(hoa, 1);
    const banner = hoa.locator('.question:visible');
    await banner.getByText('Chữ này là Ấm hay Âm?').waitFor();
    await inspect(hoa, 'question');
    await banner.getByRole('textbox').fill('Âm');
    await hoa.keyboard.press('Enter');
    await banner.waitFor({ state: 'detached' });
    await leave(hoa);

    const back = await enter(browser, world.url, 'lan.nhap');
    await back.goto('/day');
    await back.getByText('Lê Thị Hoa: Âm').waitFor();
    await leave(back);
  });

  it('wants a reason for what a rule asks about; Enter gives the first ready one, and it is kept', async () => {
    const page = await enter(browser, world.url, 'lan.nhap');
    const entryId = await open(page, 2);
    await atField(page, 'ngayDangKy');
    await input(page).fill('');
    await page.keyboard.type('05062030');
    await page.locator('.note-warn:visible').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await inspect(page, 'reason');
    await page.keyboard.press('Enter');
    await atField(page, 'nksHoTen');
    await saved(page);
    const { db } = world.store;
    const rows = await db
      .select()
      .from(saves)
      .where(and(eq(saves.entryId, entryId), eq(saves.field, 'ngayDangKy')));
    expect(rows).toMatchObject([{ type: 'text', reason: expect.stringMatching(/\S/) }]);
    expect((await currentField(db, entryId, 'ngayDangKy')).normalized).toBe('2030-06-05');
    await leave(page);
  });

  it('takes back the last save by one key: the machine stands there again and the field is open', async () => {
    const page = await enter(browser, world.url, 'lan.nhap');
    const entryId = await open(page, 4);
    await atField(page, 'nksHoTen');
    await page.keyboard.press('Enter');
    await atField(page, 'chaHoTen');
    await saved(page);
    expect(await isSettled(entryId, 'nksHoTen')).toBe(true);
    await page.keyboard.press('Alt+u');
    await atField(page, 'nksHoTen');
    await expect.poll(() => isSettled(entryId, 'nksHoTen')).toBe(false);
    expect(await world.store.db.$count(tasks, and(eq(tasks.entryId, entryId), eq(tasks.state, 'open')))).toBe(
      2,
    );
    await leave(page);
  });

  it('confirms by one key all that only wants a look, and leaves what must be keyed', async () => {
    const page = await enter(browser, world.url, 'lan.nhap');
    await page.setViewportSize({ width: 1366, height: 900 });
    const entryId = await open(page, 0);
    await atField(page, 'nksHoTen');
    // Strips of the other fields that wait stand beside what was read there.
    const strip = page.locator('.field-row[data-field="meHoTen"] .row-crop');
    await expect.poll(() => strip.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
    await page.keyboard.press('F2');
    await inspect(page, 'confirm-all');
    await page.keyboard.press('F8');
    await atField(page, 'nksNgaySinh');
    await saved(page);
    expect(await isSettled(entryId, 'nksHoTen')).toBe(true);
    expect((await currentField(world.store.db, entryId, 'nksHoTen')).normalized).toBe(
      world.entries[0]?.truth.fields.nksHoTen?.normalized,
    );
    expect(await isSettled(entryId, 'meHoTen')).toBe(true);
    expect(await isSettled(entryId, 'nksNgaySinh')).toBe(false);
    await leave(page);
  });

  it('confirms by one key nothing that was not on the screen, and nothing at all by a key held down', async () => {
    const page = await enter(browser, world.url, 'lan.nhap');
    // A screen so low that the last of the three fields lies below the fold.
    await page.setViewportSize({ width: 1366, height: 680 });
    const entryId = await open(page, 1);
    await atField(page, 'ngayDangKy');
    const strip = page.locator('.field-row[data-field="nksHoTen"] .row-crop');
    await expect.poll(() => strip.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
    await page.keyboard.down('F8');
    await page.keyboard.down('F8');
    await page.keyboard.down('F8');
    await page.keyboard.up('F8');
    await atField(page, 'nksNoiSinh');
    await page.getByText('Còn 1 mục chưa xem').waitFor();
    await saved(page);
    expect(await isSettled(entryId, 'ngayDangKy')).toBe(true);
    expect(await isSettled(entryId, 'nksHoTen')).toBe(true);
    expect(await isSettled(entryId, 'nksNoiSinh')).toBe(false);
    // What is done is put away, so that a screen holds more of the rest, and comes back when asked for.
    const done = page.locator('.field-row[data-field="nksHoTen"]');
    await done.waitFor({ state: 'detached' });
    await inspect(page, 'gathered');
    await page.getByRole('button', { name: 'Hiện lại cả biểu mẫu' }).click();
    await done.waitFor();
    // What follows came into view whole, and nothing but the list was scrolled.
    expect(
      await page.locator('.entry-head').evaluate((one) => one.getBoundingClientRect().top),
    ).toBeGreaterThan(0);
    const bottom = (box: { y: number; height: number } | null) => (box?.y ?? 9999) + (box?.height ?? 0);
    expect(bottom(await page.locator('.field-open').boundingBox())).toBeLessThanOrEqual(680);
    await page.keyboard.press('F8');
    await page.locator(`[data-entry="${entryId}"]`).waitFor({ state: 'detached' });
    await saved(page);
    expect(await isSettled(entryId, 'nksNoiSinh')).toBe(true);
    await leave(page);
  });

  it('goes back to an entry done today from the day’s list, and corrects it', async () => {
    const page = await enter(browser, world.url, 'lan.nhap');
    const { id, truth } = world.entries[0] ?? { id: 0, truth: undefined };
    await page.goto('/day');
    await page.locator(`a[href="/entry/${id}"]`).first().click();
    await page.locator(`[data-entry="${id}"]`).waitFor();
    await page.locator('.field-row[data-field="nksHoTen"]').click();
    await atField(page, 'nksHoTen');
    await inspect(page, 'done-today');
    await input(page).fill('lê thị sửa');
    await page.keyboard.press('Enter');
    await saved(page);
    await expect
      .poll(async () => (await currentField(world.store.db, id, 'nksHoTen')).normalized)
      .toBe('LÊ THỊ SỬA');
    expect(truth?.fields.nksHoTen?.normalized).not.toBe('LÊ THỊ SỬA');
    await leave(page);
  });

  it('completes a place from the units of the time, by keys', async () => {
    const page = await enter(browser, world.url, 'lan.nhap');
    const entryId = await open(page, 6);
    await page
      .locator('.field-row[data-field="nksNoiSinh"], [data-field-input="nksNoiSinh"]:visible')
      .first()
      .waitFor();
    if ((await input(page).getAttribute('data-field-input')) !== 'nksNoiSinh')
      await page.locator('.field-row[data-field="nksNoiSinh"]').click();
    await input(page).fill('');
    await page.keyboard.type('da teh');
    const list = page.getByRole('listbox');
    await list.getByRole('option').first().waitFor();
    await inspect(page, 'places');
    await page.keyboard.press('ArrowDown');
    const chosen = (await list.locator('[aria-selected="true"]').innerText()).trim();
    expect(chosen).toContain('Đạ Tẻh');
    await page.keyboard.press('Enter');
    expect(await input(page).inputValue()).toBe(chosen);
    await page.keyboard.press('Enter');
    await saved(page);
    expect((await currentField(world.store.db, entryId, 'nksNoiSinh')).verbatim).toBe(chosen);
    await leave(page);
  });

  it('leafs through the book beside the form, and is back at the field’s own page with the next field', async () => {
    const page = await enter(browser, world.url, 'lan.nhap');
    await open(page, 5);
    const own = await pageShown(page);
    await page.keyboard.press('Alt+PageDown');
    await page.locator('.leafed:visible').waitFor();
    const next = await pageShown(page);
    expect(next).not.toBe(own);
    await inspect(page, 'leafing');
    await page.keyboard.press('Alt+PageUp');
    await page.locator('.leafed').waitFor({ state: 'detached' });
    expect(await pageShown(page)).toBe(own);
    await page.keyboard.press('Alt+PageUp');
    await page.locator('.leafed:visible').waitFor();
    await page.keyboard.press('Tab');
    await page.locator('.leafed').waitFor({ state: 'detached' });
    expect(await pageShown(page)).toBe(own);
    await leave(page);
  });

  it('shows the page that the current field lies on when an entry goes over two', async () => {
    const { db } = world.store;
    const [, , , , , entry] = world.entries;
    const sheets = await sheetsOf(db, world.bookId, null, 20);
    const own = sheets.find((one) => one.entry?.id === entry?.id)?.page.id ?? 0;
    const other = sheets.at(-1)?.page.id ?? 0;
    await db.execute(sql`with moved as (
        insert into field_values (entry_id, field, verbatim, normalized, state, confidence, page_id, box, source, engine, supersedes)
        select v.entry_id, v.field, v.verbatim, v.normalized, v.state, v.confidence, ${other}, v.box, 'machine', 'test@2', v.id
        from entry_fields f join field_values v on v.id = f.value_id
        where f.entry_id = ${entry?.id ?? 0} and f.field = 'chaHoTen' returning id)
      update entry_fields set value_id = moved.id from moved
      where entry_id = ${entry?.id ?? 0} and field = 'chaHoTen'`);
    const page = await enter(browser, world.url, 'lan.nhap');
    await open(page, 5);
    await atField(page, 'nksHoTen');
    expect(await pageShown(page)).toBe(own);
    await page.keyboard.press('Tab');
    await atField(page, 'chaHoTen');
    expect(await pageShown(page)).toBe(other);
    const strip = page.waitForResponse((answer) => answer.url().includes('/fields/chaHoTen/crop'));
    await page.reload();
    expect((await strip).status()).toBe(200);
    await leave(page);
  });

  it('holds a page that cannot be worked on; whoever looks after the scans sees why and puts it aside', async () => {
    const { db } = world.store;
    const page = await enter(browser, world.url, 'minh.nhap');
    const entryId = await open(page, 3);
    await page.keyboard.press('Alt+p');
    await page.getByRole('dialog').waitFor();
    await inspect(page, 'page-problem');
    await page.keyboard.press('Enter');
    await page.locator(`[data-entry="${entryId}"]`).waitFor({ state: 'detached' });
    const open_ = () =>
      db
        .select()
        .from(holds)
        .where(and(eq(holds.subject, 'page'), isNull(holds.releasedAt)));
    await expect.poll(async () => (await open_()).length).toBe(1);
    await leave(page);

    const boss = await enter(browser, world.url, 'son.giamsat');
    await boss.goto('/holds');
    const [held] = await open_();
    expect(held?.reason).toBe('held-by-person');
    const row = boss.getByRole('row').filter({ hasText: 'Trang' }).last();
    await row.getByRole('button', { name: 'Quyết định' }).click();
    const dialog = boss.getByRole('dialog');
    await dialog.getByRole('combobox').selectOption('dismiss');
    await dialog.getByRole('textbox').fill('tờ trắng');
    await inspect(boss, 'hold');
    await dialog.getByRole('button', { name: 'Thực hiện' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await open_()).toEqual([]);
    const [entry] = await db.select().from(entries).where(eq(entries.id, entryId));
    expect(entry?.state).toBe('withdrawn');
    await leave(boss);
  });

  it('moves a page on the contact sheet, gives it another class, and takes both back', async () => {
    const { db } = world.store;
    const order = async () => (await sheetsOf(db, world.bookId, null, 50)).map((one) => one.page.id);
    const before = await order();
    const page = await enter(browser, world.url, 'son.giamsat');
    await page.goto(`/books/${world.bookId}`);
    const sheet = page.locator('.sheet > li');
    await sheet.nth(2).getByRole('button', { name: 'Sắp xếp' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Chuyển trang' }).waitFor();
    await inspect(page, 'arrange');
    await dialog.getByRole('button', { name: 'Chuyển trang' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect((await order())[0]).toBe(before[2]);
    await page.getByText('Sai thứ tự').first().waitFor();
    await sheet.nth(0).getByRole('button', { name: 'Sắp xếp' }).click();
    await dialog.getByLabel('Loại trang').selectOption('void');
    await dialog.getByRole('button', { name: 'Đổi loại trang' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Trang nội dung → Trang bỏ').waitFor();
    await inspect(page, 'contact-sheet');
    const undo = page.getByRole('button', { name: 'Hoàn tác thay đổi sau cùng' });
    await undo.first().click();
    await page.getByText('đã hoàn tác').first().waitFor();
    await undo.first().click();
    await undo.waitFor({ state: 'detached' });
    expect(await order()).toEqual(before);
    await leave(page);
  });

  it('lets a supervisor return, approve and load a batch, but not one that they keyed in', async () => {
    const { db } = world.store;
    const office = await findOffice(db, 'tay-giang');
    const son = world.accounts['son.giamsat'];
    /** A batch of which one field waits for a person. */
    const batchOf = async (title: string, year: number) => {
      const batch = await ensureBatch(db, { officeId: office.id, name: title, createdBy: son });
      const book = await ensureBook(db, {
        officeId: office.id,
        batchId: batch.id,
        kind: 'KS',
        year,
        volume: '09',
        edition: 'auto',
        declaredEntries: null,
        declaredPages: null,
      });
      const { entry } = await makeEntry(
        db,
        { office, batch, book, scanner: son },
        madeUpBirth(1, year).fields,
      );
      return { batch, book, entry };
    };
    const finish = async (made: Awaited<ReturnType<typeof batchOf>>, account: number): Promise<void> => {
      const who = await actorOf(db, await getAccount(db, account));
      await settleField({ db }, who, {
        entryId: made.entry.id,
        field: 'nksHoTen',
        expectedVersion: 1,
        statement: { type: 'confirm' },
      });
      await db
        .update(tasks)
        .set({ state: 'cancelled' })
        .where(and(eq(tasks.entryId, made.entry.id), eq(tasks.state, 'open')));
      await db.update(entryFields).set({ settled: true }).where(eq(entryFields.entryId, made.entry.id));
      await checkBook({ db }, made.book.id);
    };
    await addGrant(db, { accountId: son, role: 'data-entry', officeId: office.id });
    const own = await batchOf('Đợt tự nhập', 2016);
    await finish(own, son);
    const others = await batchOf('Đợt người khác nhập', 2017);

    const page = await enter(browser, world.url, 'son.giamsat');
    await page.goto(`/supervision/${own.batch.id}`);
    await page.getByText('người khác phải quyết định').waitFor();
    await inspect(page, 'four-eyes');
    for (const button of ['Chấp nhận đợt', 'Trả lại đợt'])
      expect(await page.getByRole('button', { name: button }).isDisabled()).toBe(true);
    // Whoever goes round the page is refused by the server.
    const refused = await page.evaluate(async (id) => {
      const answer = await fetch(`/api/supervision/${id}/approve`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      return [answer.status, ((await answer.json()) as { code: string }).code];
    }, own.batch.id);
    expect(refused).toEqual([403, 'four-eyes']);

    await page.goto(`/supervision/${others.batch.id}`);
    await page.getByText('Đợt chưa sẵn sàng').waitFor();
    expect(await page.getByRole('button', { name: 'Chấp nhận đợt' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Trả lại đợt' }).click();
    await inspect(page, 'return');
    await page.getByRole('dialog').getByRole('textbox').fill('Còn một trường hợp chưa xong');
    await page.getByRole('dialog').getByRole('button', { name: 'Trả lại' }).click();
    await page.getByText('«Còn một trường hợp chưa xong»').waitFor();
    await finish(others, world.accounts['lan.nhap']);
    await page.reload();
    await page.getByRole('button', { name: 'Chấp nhận đợt' }).click();
    await page.getByRole('button', { name: 'Nạp vào cơ sở dữ liệu hộ tịch' }).click();
    await page.getByTestId('load-report').waitFor();
    const due = await dueBookLoads(db);
    expect(due).toHaveLength(1);
    for (const load of due) await loadBook({ db, registry: async () => registry }, load.id);
    await page.getByText('Đã nạp 1, đã có sẵn 0, bị từ chối 0.').waitFor();
    await inspect(page, 'loaded');
    const { rows } = await registry.pool.query(
      'select number from registry.ks_events where office_code = $1',
      ['tay-giang'],
    );
    expect(rows).toEqual([{ number: 1 }]);
    await leave(page);
  });
});
