/** A form is taught in the browser: from a made-up page to a version that can be used, by mouse and by keys alone. */
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLedger } from '../../../scripts/ledger/make.ts';
import type { Role } from '../../domain/roles.ts';
import type { FormDraft } from '../../forms/draft/draft.ts';
import { openTestServer, PASSWORD, type TestServer } from '../../server/test-server.ts';
import { listFormVersions } from '../../store/forms.ts';
import { saveOffice } from '../../store/offices.ts';
import { inspect } from './axe.ts';
import { chromiumPath, formTakesOver, leave, openBrowser, openWindow } from './browser.ts';
import { builtPage } from './built-page.ts';

const isThere = chromiumPath() !== undefined;
const name = isThere
  ? 'the form designer in Chromium'
  : 'the form designer in Chromium (SKIPPED: no Chromium on this machine)';
/** Looking at a page takes seconds on a quiet machine. */
const PATIENCE_MS = 240_000;

let server: TestServer;
let browser: Browser;
let folder = '';
let url = '';
let officeId = 0;

/** Somebody of the office, logged in; of several windows each is another person. */
const enter = async (role: Role): Promise<Page> => {
  const { username } = await server.account({ role, officeId });
  const page = await openWindow(browser, url);
  await formTakesOver(page);
  await page.getByLabel('Tên tài khoản').fill(username);
  await page.getByLabel('Mật khẩu').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.locator('.frame-person').waitFor();
  return page;
};

const scansOf = async (edition: string): Promise<string[]> => {
  const out = join(folder, edition);
  const made = await makeLedger({
    kinds: ['KS'],
    edition,
    entries: 3,
    hand: 'typewriter',
    damage: 'light',
    seed: 'designer-page',
    dpi: 200,
    jobs: 1,
    voidRate: 0,
    out,
  });
  return [...new Set(made.pages.filter((page) => page.class === 'entry').map(({ file }) => join(out, file)))];
};

const saved = (page: Page) => page.locator('[data-testid="design-save-state"][data-state="saved"]').waitFor();

type Kept = Readonly<{ version: number; draft: FormDraft; problems: readonly { blocks: string }[] }>;
/** The draft as the server has it. */
const keptOf = (page: Page): Promise<Kept> =>
  page.evaluate(async () => {
    const id = document.querySelector('[data-draft]')?.getAttribute('data-draft');
    const answer = await fetch(`/api/form-drafts/${id}`);
    return (await answer.json()) as Kept;
  });
const placesOf = ({ draft }: Kept) => draft.parts[0]?.places ?? [];

/** A draft that begins with a known form, open on the screen. */
const openDraft = async (page: Page, id: string, edition: string): Promise<string> => {
  const draftId = await page.evaluate(
    async (body) => {
      const answer = await fetch('/api/form-drafts', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return String(((await answer.json()) as { id: number }).id);
    },
    { officeId, id, edition },
  );
  await page.goto(`/forms/${draftId}`);
  await page.locator('[data-places]').waitFor();
  return draftId;
};

describe.skipIf(!isThere && process.env.CI !== 'true')(name, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sohoa-designer-'));
    server = await openTestServer({ page: await builtPage() });
    officeId = (await saveOffice(server.store.db, { code: 'tay-giang', name: 'UBND xã Tây Giang' })).id;
    await server.app.listen({ port: 0, host: '127.0.0.1' });
    url = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`;
    browser = await openBrowser();
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('teaches a form from one page: proposed, named, moved, tried on another page, saved as a version', {
    timeout: 600_000,
  }, async () => {
    const [sample = '', other = ''] = await scansOf('KS-2006');
    const page = await enter('supervisor');
    await page.getByRole('link', { name: 'Mẫu sổ' }).click();
    await page.locator('[data-row^="KS-2016"]').waitFor();
    await inspect(page, 'forms');
    await page.getByRole('button', { name: 'Mẫu mới' }).click();
    await page.getByRole('dialog').getByLabel('Mã mẫu').fill('KS-DAYTHU-2018');
    await inspect(page, 'forms-new');
    await page.getByRole('button', { name: 'Bắt đầu', exact: true }).click();
    await page.getByLabel('Tệp quét').setInputFiles(sample);
    await page.getByRole('button', { name: 'Tìm chỗ ghi' }).waitFor();
    await inspect(page, 'designer-sample');
    await page.getByRole('button', { name: 'Tìm chỗ ghi' }).click();
    await page.locator('[data-places]').waitFor({ timeout: PATIENCE_MS });
    await saved(page);
    const proposed = placesOf(await keptOf(page));
    expect(proposed.length).toBeGreaterThan(15);
    expect(await page.locator('[data-box]').count()).toBeGreaterThanOrEqual(proposed.length);

    // A place is chosen on the picture and named by a few words without accents.
    // (Not the number: without it nothing can be saved.)
    const at = proposed.findLastIndex(
      (place) => place.type === 'text' && place.lines.length === 1 && place.name !== 'so',
    );
    const mine = proposed[at];
    if (mine === undefined) throw new Error('no place of one line');
    const row = page.locator(`[data-place="${mine.key}"]`);
    await row.click();
    const box = page.locator(`[data-box="${mine.key}"][data-line="0"] rect`).first();
    await box.waitFor();
    await page.getByRole('combobox', { name: 'Trường thông tin' }).fill('me que quan');
    expect(await page.locator('.picker-none').count()).toBe(1);
    await page.getByRole('combobox', { name: 'Trường thông tin' }).fill('khai sinh quoc tich khac');
    await inspect(page, 'designer-name');
    await page.locator('.picker-list').getByRole('option', { name: 'quốc tịch khác' }).click();
    await saved(page);
    expect(placesOf(await keptOf(page))[at]).toMatchObject({ name: 'nksQuocTichKhac', confidence: null });

    // It is dragged and made narrower with the mouse; each of the three can be taken back.
    await row.click();
    const before = await box.boundingBox();
    if (before === null || mine.type !== 'text') throw new Error('not on the screen');
    const drag = async (x: number, y: number, dx: number, dy: number) => {
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + dx / 2, y + dy / 2);
      await page.mouse.move(x + dx, y + dy);
      await page.mouse.up();
    };
    await drag(before.x + before.width / 2, before.y + before.height / 2, 0, 24);
    // (What is chosen is brought back into view, so the screen does not tell how far it went.)
    await saved(page);
    const handle = await page.locator('[data-handle="e"]').boundingBox();
    if (handle === null) throw new Error('no handle');
    await drag(handle.x + 4, handle.y + 4, -30, 0);
    await saved(page);
    const dragged = placesOf(await keptOf(page)).find(({ key }) => key === mine.key);
    const [x0 = 0, y0 = 0, w0 = 0] = mine.lines[0] ?? [];
    const [x1 = 0, y1 = 0, w1 = 0] = (dragged?.type === 'text' && dragged.lines[0]) || [];
    expect(x1).toBeCloseTo(x0, 0);
    expect(y1).toBeGreaterThan(y0 + 2);
    expect(w1).toBeLessThan(w0 - 2);
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Alt+u');
    await saved(page);
    const back = placesOf(await keptOf(page)).find(({ key }) => key === mine.key);
    expect(back).toEqual(mine);
    await inspect(page, 'designer');

    // What is wrong is told at once and leads to its place.
    await page.getByRole('tab', { name: 'Cần sửa' }).click();
    await page.locator('.problems button').first().waitFor();
    await inspect(page, 'designer-problems');
    await page.getByRole('tab', { name: 'Mẫu', exact: true }).click();
    await page.getByLabel('Tên mẫu', { exact: true }).fill('Sổ khai sinh dạy thử');
    await inspect(page, 'designer-form');

    await page.keyboard.press('F9');
    await page.getByLabel('Các trang để thử').setInputFiles(other);
    const trial = page.locator('[data-trial][data-state="done"]');
    await trial.waitFor({ timeout: PATIENCE_MS });
    await trial.getByRole('button').first().click();
    await page.locator('[data-tried] .trial-place').first().waitFor();
    await page.locator('[data-tried] img').evaluate((image) => (image as HTMLImageElement).decode());
    expect(await trial.innerText()).toContain('đúng mẫu này');
    await inspect(page, 'designer-try');

    // The title was all that was missing.
    await saved(page);
    const { problems } = await keptOf(page);
    expect(problems.filter(({ blocks }) => blocks !== 'nothing')).toEqual([]);
    await page.keyboard.press('Alt+Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('KS-DAYTHU-2018').waitFor();
    await inspect(page, 'designer-save');
    await dialog.getByRole('button', { name: 'Lưu', exact: true }).click();
    await dialog.getByText('Đã lưu KS-DAYTHU-2018@1').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Xuất tệp JSON' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('KS-DAYTHU-2018@1.json');
    await dialog.getByRole('link', { name: 'Về danh sách mẫu' }).click();
    await page.locator('[data-row="KS-DAYTHU-2018@1"]').waitFor();
    const versions = await listFormVersions(server.store.db);
    expect(versions.map(({ formId, version }) => `${formId}@${version}`)).toContain('KS-DAYTHU-2018@1');
    await leave(page);
  });

  it('is worked by keys alone: choose, name, move, resize, add, remove, take back, save a version', {
    timeout: 300_000,
  }, async () => {
    const page = await enter('supervisor');
    await openDraft(page, 'KS-PHIMTAY-2016', 'KS-2016');
    const first = placesOf(await keptOf(page));
    await page.keyboard.press('F2');
    await page.locator('[data-picture]:focus').waitFor();
    await page.keyboard.press('F2');
    await page.locator('[data-places]:focus').waitFor();
    for (let press = 0; press < 3; press += 1) await page.keyboard.press('ArrowDown');
    const third = first[2];
    if (third?.type !== 'text') throw new Error('the third place is no writing');
    await page.locator(`[data-place="${third.key}"][aria-selected="true"]`).waitFor();

    // Named: Enter, a few words, Enter; what it was called before goes to nobody.
    await page.keyboard.press('Enter');
    await page.locator('[data-name-input]:focus').waitFor();
    await page.keyboard.type('nguoi thuc hien');
    await page.keyboard.press('Enter');
    await saved(page);
    expect(placesOf(await keptOf(page))[2]).toMatchObject({ name: 'nguoiThucHien' });
    await page.keyboard.press('Alt+u');
    await saved(page);
    expect(placesOf(await keptOf(page))[2]).toMatchObject({ name: third.name });

    // In the picture: moved, resized, a new place below, its name by Tab, removed.
    await page.locator('[data-places]').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('F2');
    await page.locator('[data-picture]:focus').waitFor();
    for (let press = 0; press < 4; press += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    await saved(page);
    const [x = 0, y = 0, width = 0, height = 0] = third.lines[0] ?? [];
    expect(placesOf(await keptOf(page))[2]).toMatchObject({ lines: [[x + 2, y, width, height + 0.5]] });
    await page.keyboard.press('Alt+u');
    await saved(page);
    expect(placesOf(await keptOf(page))[2]).toMatchObject({ lines: third.lines });

    await page.keyboard.press('Insert');
    await saved(page);
    expect(placesOf(await keptOf(page))).toHaveLength(first.length + 1);
    await page.keyboard.press('Delete');
    await saved(page);
    expect(placesOf(await keptOf(page))).toHaveLength(first.length);
    await page.keyboard.press('Alt+u');
    await saved(page);
    const added = placesOf(await keptOf(page)).find(({ key }) => !first.some((one) => one.key === key));
    await page.keyboard.press('Tab');
    await page.locator('[data-name-input]:focus').waitFor();
    await page.locator(`[data-place="${added?.key}"][aria-selected="true"]`).waitFor();
    await page.keyboard.press('Alt+u');
    await saved(page);
    expect(placesOf(await keptOf(page))).toEqual(first);

    await page.keyboard.press('Alt+Enter');
    const save = page.getByRole('dialog').getByRole('button', { name: 'Lưu', exact: true });
    await save.waitFor();
    for (
      let press = 0;
      press < 4 && !(await save.evaluate((one) => one === document.activeElement));
      press += 1
    )
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Đã lưu KS-PHIMTAY-2016@1').waitFor();
    await leave(page);
  });

  it('loses nothing: unsent changes survive a reload, and two who change the same draft are told', {
    timeout: 300_000,
  }, async () => {
    const page = await enter('supervisor');
    const draftId = await openDraft(page, 'KS-MATMANG-2016', 'KS-2016');
    const [place] = placesOf(await keptOf(page));
    if (place === undefined) throw new Error('no place');
    await page.route(`**/api/form-drafts/${draftId}`, (route) =>
      route.request().method() === 'PUT' ? route.abort() : route.continue(),
    );
    await page.locator(`[data-place="${place.key}"]`).click();
    await page.getByLabel('Chữ in bên cạnh').fill('Chữ gõ khi mất mạng');
    await page.getByText('Chưa gửi được, sẽ gửi lại').waitFor();
    await page.unroute(`**/api/form-drafts/${draftId}`);
    await page.reload();
    await page.locator('[data-places]').waitFor();
    await saved(page);
    await expect.poll(async () => placesOf(await keptOf(page))[0]?.label).toBe('Chữ gõ khi mất mạng');

    const colleague = await enter('administrator');
    await colleague.goto(`/forms/${draftId}`);
    await colleague.locator(`[data-place="${place.key}"]`).click();
    await colleague.getByLabel('Chữ in bên cạnh').fill('Đồng nghiệp gõ');
    await saved(colleague);
    await page.locator(`[data-place="${place.key}"]`).click();
    await page.getByLabel('Chữ in bên cạnh').fill('Tôi gõ');
    await page.locator('[data-testid="design-save-state"][data-state="problem"]').waitFor();
    await inspect(page, 'designer-conflict');
    await page.getByRole('button', { name: 'Lấy bản trên máy chủ' }).click();
    await saved(page);
    expect(await page.getByLabel('Chữ in bên cạnh').inputValue()).toBe('Đồng nghiệp gõ');
    // What was taken over can be brought back.
    await page.getByRole('button', { name: 'Hoàn tác' }).click();
    await saved(page);
    await expect.poll(async () => placesOf(await keptOf(page))[0]?.label).toBe('Tôi gõ');
    await leave(colleague);
    await leave(page);
  });

  it('is no place for those who may not teach forms', async () => {
    const page = await enter('data-entry');
    expect(await page.locator('nav a').allInnerTexts()).not.toContain('Mẫu sổ');
    await page.goto('/forms');
    await page.getByRole('alert').first().waitFor();
    await leave(page);
  });
});
