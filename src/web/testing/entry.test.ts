import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentField, currentFields } from '../../store/entries.ts';
import { bumpVersion } from '../../store/keying.ts';
import { inspect } from './axe.ts';
import { chromiumPath, enter, leave, logIn, openBrowser, openWindow } from './browser.ts';
import { atField, goToEntry, input, saved, shownEntry } from './entry-screen.ts';
import { openWorld, PASSWORD, type World } from './world.ts';

const isThere = chromiumPath() !== undefined;
const name = isThere ? 'the page in Chromium' : 'the page in Chromium (SKIPPED: no Chromium on this machine)';

let world: World;
let browser: Browser;

const current = (page: Page) => input(page).getAttribute('data-field-input');

const storedText = async (entryId: number, field: string): Promise<string | null> => {
  const stored = await currentField(world.store.db, entryId, field);
  return stored.normalized;
};
const isSettled = async (entryId: number, field: string): Promise<boolean | undefined> =>
  (await currentFields(world.store.db, entryId)).find((one) => one.field === field)?.settled;
/** That entry on the screen; every test has its own. */
const open = async (page: Page, index: number): Promise<(typeof world.entries)[number]> => {
  const entry = world.entries[index];
  if (entry === undefined) throw new Error('no such entry');
  await goToEntry(page, entry.id);
  return entry;
};

describe.skipIf(!isThere && process.env.CI !== 'true')(name, () => {
  beforeAll(async () => {
    [world, browser] = await Promise.all([openWorld(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  it('refuses a wrong password in words', async () => {
    const page = await openWindow(browser, world.url);
    await logIn(page, 'lan.nhap', 'sai mật khẩu');
    await page.getByRole('alert').filter({ hasText: /\S/ }).waitFor();
    await logIn(page, 'lan.nhap');
    await page.locator('.frame-person').waitFor();
    await leave(page);
  });

  it('lets an entry be worked by keys alone: letter mended, date in eight digits, name confirmed, next entry', async () => {
    const page = await enter(browser, world.url, 'lan.nhap');
    const [first, second] = world.entries;
    await atField(page, 'nksHoTen');
    expect(await shownEntry(page)).toBe(first?.id);
    // The doubtful letter is marked in the input: F2 takes the machine's other reading.
    await page.keyboard.press('F2');
    await page.keyboard.press('Enter');
    await atField(page, 'nksNgaySinh');
    const birthday = first?.truth.fields.nksNgaySinh?.normalized ?? '';
    const [year, month, day] = birthday.split('-');
    await page.keyboard.type(`${day}${month}${year}`);
    expect(await input(page).inputValue()).toBe(`${day}/${month}/${year}`);
    await page.keyboard.press('Enter');
    await atField(page, 'meHoTen');
    await page.keyboard.press('Enter');
    await atField(page, 'ngayDangKy');
    expect(await shownEntry(page)).toBe(second?.id);
    await saved(page);
    expect(await storedText(first?.id ?? 0, 'nksHoTen')).toBe(first?.truth.fields.nksHoTen?.normalized);
    expect(await storedText(first?.id ?? 0, 'nksNgaySinh')).toBe(birthday);
    await leave(page);
  });

  it('loses no letter to the input method and takes none of its keys for its own', async () => {
    const page = await enter(browser, world.url, 'lan.nhap');
    await input(page).waitFor();
    const field = await current(page);
    await input(page).fill('');
    const session = await page.context().newCDPSession(page);
    // Telex: t r a a n f becomes trần while the method composes.
    for (const text of ['t', 'tr', 'tra', 'trâ', 'trân', 'trần']) {
      await session.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    }
    expect(await input(page).inputValue()).toBe('trần');
    // Enter and arrows that end or steer a composition belong to the method (key code 229).
    await input(page).evaluate((element) => {
      for (const key of ['Enter', 'ArrowDown', 'Tab']) {
        element.dispatchEvent(
          new KeyboardEvent('keydown', {
            key,
            keyCode: 229,
            isComposing: true,
            bubbles: true,
            cancelable: true,
          }),
        );
      }
    });
    expect(await current(page)).toBe(field);
    await session.send('Input.insertText', { text: 'trần' });
    expect(await input(page).inputValue()).toBe('trần');
    // A question mark in the middle of a text is a letter.
    await page.keyboard.type('?');
    expect(await input(page).inputValue()).toBe('trần?');
    await page.keyboard.press('Escape');
    await page.keyboard.press('F1');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await leave(page);
  });

  it('keeps what is typed while the line is down, over a reload, and sends it when the line is back', async () => {
    const page = await enter(browser, world.url, 'lan.nhap');
    const { id: entryId, truth } = await open(page, 2);
    await atField(page, 'ngayDangKy');
    let isDown = true;
    // Only the API is cut, so that the page itself can come again.
    await page.route('**/fields/**', (route) =>
      isDown && route.request().method() === 'PUT' ? route.abort() : route.continue(),
    );
    await page.keyboard.press('Enter');
    await page.locator('[data-testid="save-state"][data-state="waiting"]').waitFor();
    await atField(page, 'nksHoTen');
    await inspect(page, 'offline');
    await page.reload();
    await page.locator('[data-testid="save-state"][data-state="waiting"]').waitFor();
    expect(await shownEntry(page)).toBe(entryId);
    await atField(page, 'nksHoTen');
    isDown = false;
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await saved(page);
    expect(await storedText(entryId, 'ngayDangKy')).toBe(truth?.fields.ngayDangKy?.normalized);
    expect(await isSettled(entryId, 'ngayDangKy')).toBe(true);
    await leave(page);
  });

  it('asks to log in again when the session has ended, takes the lost lease again, and loses nothing', async () => {
    const page = await enter(browser, world.url, 'lan.nhap');
    const { id: entryId } = await open(page, 4);
    await atField(page, 'nksHoTen');
    // The session ends elsewhere, and with it the leases: both must be taken again.
    await page.evaluate(() => fetch('/api/session', { method: 'DELETE' }));
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByLabel('Mật khẩu').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await saved(page);
    expect(await isSettled(entryId, 'nksHoTen')).toBe(true);
    await leave(page);
  });

  it('gives two tabs of one person two different entries', async () => {
    const page = await enter(browser, world.url, 'minh.nhap');
    await page.getByTestId('desk').waitFor();
    const other = await page.context().newPage();
    await other.goto('/work');
    await other.getByTestId('desk').waitFor();
    expect(await shownEntry(other)).not.toBe(await shownEntry(page));
    await leave(page);
  });

  it('lets one person have an entry open in two tabs: both show what either saves, and what is typed stays', async () => {
    const page = await enter(browser, world.url, 'minh.nhap');
    const { id: entryId } = await open(page, 6);
    const other = await page.context().newPage();
    other.setDefaultTimeout(20_000);
    await open(other, 6);
    for (const tab of [page, other]) {
      await tab.getByTestId('elsewhere').waitFor();
      await tab.locator('[data-field="nksNoiSinh"]').click();
      await atField(tab, 'nksNoiSinh');
    }
    await input(page).fill('Trạm y tế xã Tây Giang');
    await page.keyboard.press('Enter');
    await saved(page);
    // Nothing was typed in the other tab: it shows what was said, under the new version.
    await expect.poll(() => input(other).inputValue()).toBe('Trạm y tế xã Tây Giang');
    await input(other).fill('Trạm y tế xã Tây Hà');
    await page.locator('[data-field="nksNoiSinh"]').click();
    await atField(page, 'nksNoiSinh');
    await input(page).fill('Bệnh viện huyện');
    await page.keyboard.press('Enter');
    await saved(page);
    await other.getByText('Bệnh viện huyện').waitFor();
    await inspect(other, 'two-tabs');
    expect(await input(other).inputValue()).toBe('Trạm y tế xã Tây Hà');
    // The first tab goes: the lease stays with the second, which says its own last.
    await page.goto('/day');
    await page.locator('h1').first().waitFor();
    await other.getByTestId('elsewhere').waitFor({ state: 'detached' });
    await other.keyboard.press('Enter');
    await saved(other);
    expect(await storedText(entryId, 'nksNoiSinh')).toContain('Tây Hà');
    await leave(other);
  });

  it('survives a restart of the server', async () => {
    const page = await enter(browser, world.url, 'lan.nhap');
    const { id: entryId } = await open(page, 5);
    await atField(page, 'nksHoTen');
    await world.restart();
    await page.keyboard.press('Enter');
    await atField(page, 'chaHoTen');
    await saved(page);
    expect(await shownEntry(page)).toBe(entryId);
    await leave(page);
  });

  it('shows both sides when somebody else was faster, and one key decides', async () => {
    const page = await enter(browser, world.url, 'lan.nhap');
    const { id: entryId } = await open(page, 5);
    await atField(page, 'chaHoTen');
    // Somebody else's save between: the version moves on.
    await bumpVersion(world.store.db, entryId, 'chaHoTen');
    await input(page).fill('VÕ VĂN KHÁC');
    await page.keyboard.press('Enter');
    await page.locator('[data-testid="save-state"] a').click();
    await page.getByTestId('conflict').getByText('VÕ VĂN KHÁC').waitFor();
    await inspect(page, 'conflict');
    await page.getByRole('button', { name: 'Giữ của tôi' }).click();
    await saved(page);
    expect(await storedText(entryId, 'chaHoTen')).toBe('VÕ VĂN KHÁC');
    await leave(page);
  });

  it('shows a blind second keyer neither the machine’s reading nor the first one’s; a checker decides with one key', async () => {
    const blind = world.entries[3];
    if (blind === undefined) throw new Error('no entry');
    const key = async (user: 'lan.nhap' | 'minh.nhap', keyed: string) => {
      const page = await enter(browser, world.url, user);
      await open(page, 3);
      await atField(page, 'nksHoTen');
      expect(await input(page).inputValue()).toBe('');
      expect(await page.getByTestId('machine').count()).toBe(0);
      const said = blind.truth.fields.nksHoTen?.verbatim ?? '-';
      expect(await page.locator('.form-side').textContent()).not.toContain(said);
      await page.keyboard.type(keyed);
      await page.keyboard.press('Enter');
      await atField(page, 'nksNgaySinh');
      await page.keyboard.type('01012018');
      await page.keyboard.press('Enter');
      // Gone from the screen first: only then does the state of saving speak of this field.
      await page.waitForFunction(() => document.querySelector('[data-field-input="nksNgaySinh"]') === null);
      await saved(page);
      await leave(page);
    };
    await key('lan.nhap', 'đỗ thị mây');
    await key('minh.nhap', 'đỗ thị mai');
    const page = await enter(browser, world.url, 'hoa.kiem');
    await page.getByRole('link', { name: 'Phân xử' }).click();
    const decision = page.getByTestId('decision');
    await decision.getByText('Trần Văn Minh').waitFor();
    await inspect(page, 'decide');
    await page.keyboard.press('2');
    await saved(page);
    await expect.poll(() => storedText(blind.id, 'nksHoTen')).toBe('ĐỖ THỊ MAI');
    await leave(page);
  });
});
