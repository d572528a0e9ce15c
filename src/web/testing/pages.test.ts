import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findings, inspect } from './axe.ts';
import { chromiumPath, enter, formTakesOver, leave, openBrowser, openWindow } from './browser.ts';
import { openWorld, PASSWORD, type Username, type World } from './world.ts';

const isThere = chromiumPath() !== undefined;
const name = isThere ? 'screens in Chromium' : 'screens in Chromium (SKIPPED: no Chromium on this machine)';
let world: World;
let browser: Browser;

const settled = async (page: Page): Promise<void> => {
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
};

describe.skipIf(!isThere && process.env.CI !== 'true')(name, () => {
  beforeAll(async () => {
    [world, browser] = await Promise.all([openWorld(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  it('the log-in stands there before any script has come, and what is typed meanwhile stays', async () => {
    const page = await openWindow(browser, world.url);
    await formTakesOver(page);
    let come = () => {};
    const script = new Promise<void>((resolve) => {
      come = resolve;
    });
    await page.route('**/*.js', async (route) => {
      await script;
      await route.continue();
    });
    await page.reload({ waitUntil: 'commit' });
    await page.getByLabel('Tên tài khoản').fill('lan.nhap');
    await page.getByLabel('Mật khẩu').pressSequentially('mot');
    expect(await page.getByRole('button', { name: 'Đăng nhập' }).isDisabled()).toBe(true);
    expect(await findings(page)).toEqual([]);
    come();
    await formTakesOver(page);
    await page.getByRole('button', { name: 'Đăng nhập' }).and(page.locator(':enabled')).waitFor();
    await page.keyboard.type('hai');
    expect(await page.getByLabel('Tên tài khoản').inputValue()).toBe('lan.nhap');
    expect(await page.getByLabel('Mật khẩu').inputValue()).toBe('mothai');
    await page.context().close();
  });

  /** A window in which only the script of the first form has come; what gives the others free. */
  const slowWindow = async (language: 'vi' | 'en' = 'vi'): Promise<{ page: Page; free: () => void }> => {
    const page = await openWindow(browser, world.url);
    await formTakesOver(page);
    await page.evaluate((chosen) => localStorage.setItem('sohoa-language', chosen), language);
    let free = () => {};
    const others = new Promise<void>((resolve) => {
      free = resolve;
    });
    await page.route(/\/assets\/(?!first-form).*\.js$/, async (route) => {
      await others;
      await route.continue();
    });
    await page.reload({ waitUntil: 'commit' });
    return { page, free };
  };

  it('the log-in can be sent before the page has come: a wrong password is told, the right one goes in', async () => {
    const { page, free } = await slowWindow();
    const button = page.getByRole('button', { name: 'Đăng nhập' }).and(page.locator(':enabled'));
    await page.getByLabel('Tên tài khoản').fill('lan.nhap');
    await page.getByLabel('Mật khẩu').fill('khong-phai-mat-khau');
    await button.waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Sai tên tài khoản hoặc mật khẩu').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.getByLabel('Mật khẩu').fill(PASSWORD);
    const answered = page.waitForResponse('**/api/session');
    await button.click();
    expect((await answered).status()).toBe(200);
    expect(page.url()).not.toContain('lan.nhap');
    await page.getByRole('button', { name: 'Đang đăng nhập…' }).waitFor();
    free();
    await page.locator('.frame-person').waitFor();
    await leave(page);
  });

  it('what the first form was told stays when the page comes, in the language chosen here', async () => {
    const { page, free } = await slowWindow('en');
    await page.getByLabel('Username').fill('lan.nhap');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Log in' }).and(page.locator(':enabled')).click();
    const told = page.getByRole('alert').getByText('Wrong user name or password');
    await told.waitFor();
    free();
    await formTakesOver(page);
    await told.waitFor();
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.locator('.frame-person').waitFor();
    await leave(page);
  });

  it('the log-in: nothing serious for axe', async () => {
    const page = await openWindow(browser, world.url);
    await formTakesOver(page);
    await page.getByLabel('Mật khẩu').waitFor();
    await inspect(page, 'log-in');
    await page.context().close();
  });

  it('lets the first person set a password by the link of the server, and goes in', async () => {
    const page = await openWindow(browser, world.url);
    await page.goto(`/#setup=${world.setup}`);
    await page.reload();
    await page.getByLabel('Mật khẩu mới').fill('một mật khẩu dài');
    await page.getByLabel('Nhập lại mật khẩu').fill('một mật khẩu dài');
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.locator('.frame-person').waitFor();
    expect(page.url()).not.toContain(world.setup);
    await leave(page);
  });

  it('the entry screen: nothing serious for axe, and no place for the rest', async () => {
    const page = await enter(browser, world.url, 'lan.nhap');
    await page.locator('[data-field-input]:visible').waitFor();
    await inspect(page, 'entry');
    for (let press = 0; press < 2; press += 1) await page.keyboard.press('F2');
    await page.keyboard.press('Enter');
    await page.locator('[data-field-input="nksNgaySinh"]:visible').waitFor();
    await page.locator('[data-testid="save-state"][data-state="saved"]').waitFor();
    const places = await page.locator('nav a').allInnerTexts();
    expect(places).not.toContain('Quản trị');
    expect(places).not.toContain('Giám sát');
    expect(places).not.toContain('Phân xử');
    // An address guessed gives a refusal in words, not the data.
    await page.goto('/accounts');
    await page.getByRole('alert').first().waitFor();
    await page.goto('/work');
    await page.locator('[data-field-input]:visible').waitFor();
    await page.keyboard.press('F1');
    await page.getByRole('dialog').waitFor();
    await inspect(page, 'keys');
    await leave(page);
  });

  const screens: readonly (readonly [Username, string, string])[] = [
    ['lan.nhap', '/day', 'my-day'],
    ['lan.nhap', '/batches', 'batches'],
    ['lan.nhap', '/batches/1', 'batch'],
    ['lan.nhap', '/books/1', 'book'],
    ['lan.nhap', '/search', 'search'],
    ['lan.nhap', '/keys', 'key-map'],
    ['son.giamsat', '/supervision', 'supervision'],
    ['son.giamsat', '/supervision/1', 'supervision-batch'],
    ['son.giamsat', '/disagreements', 'disagreements'],
    ['son.giamsat', '/holds', 'holds'],
    ['admin.so', '/accounts', 'accounts'],
    ['admin.so', '/queues', 'queues'],
    ['admin.so', '/self', 'my-account'],
  ];

  it.each(['lan.nhap', 'son.giamsat', 'admin.so'] as const)(
    'the other screens of %s come without a refusal, with nothing serious for axe',
    async (user) => {
      const page = await enter(browser, world.url, user);
      for (const [who, address, file] of screens.filter(([one]) => one === user)) {
        await page.goto(
          address
            .replace('/batches/1', `/batches/${world.batchId}`)
            .replace('/books/1', `/books/${world.bookId}`)
            .replace('/supervision/1', `/supervision/${world.batchId}`),
        );
        await page.locator('.page h1').first().waitFor();
        await settled(page);
        expect(await page.getByRole('alert').allInnerTexts(), `${who} ${address}`).toEqual([]);
        await inspect(page, file);
      }
      await leave(page);
    },
  );

  it('shows five sentences the first time, once', async () => {
    const page = await enter(browser, world.url, 'minh.nhap');
    await page.evaluate(() => sessionStorage.setItem('tour', 'wanted'));
    await page.reload();
    const tour = page.getByRole('dialog', { name: 'Làm quen' });
    await tour.waitFor();
    await inspect(page, 'tour');
    for (let step = 0; step < 5; step += 1) await page.keyboard.press('Enter');
    await tour.waitFor({ state: 'detached' });
    await page.evaluate(() => sessionStorage.setItem('tour', 'seen'));
    await page.reload();
    await page.locator('[data-field-input]:visible').waitFor();
    expect(await tour.count()).toBe(0);
    await leave(page);
  });

  it('finds an entry by a name without accents', async () => {
    const page = await enter(browser, world.url, 'lan.nhap');
    const whole = world.entries[2]?.truth.fields.nksHoTen?.normalized ?? '';
    const bare = whole.normalize('NFD').replace(/\p{M}/gu, '').replace(/Đ/g, 'D').toLowerCase();
    await page.goto('/search');
    await page.getByRole('textbox').fill(bare);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: '3/2018' }).waitFor();
    await leave(page);
  });

  it('makes an account that can log in, and locks it', async () => {
    const page = await enter(browser, world.url, 'admin.so');
    await page.goto('/accounts');
    await page.getByRole('button', { name: 'Thêm tài khoản' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Tên tài khoản').fill('moi.nhap');
    await inspect(page, 'new-account');
    await dialog.getByLabel('Tên hiển thị').fill('Người Mới');
    await dialog.getByLabel('Mật khẩu mới').fill('một mật khẩu dài');
    await dialog.getByRole('button', { name: 'Tạo tài khoản' }).click();
    await page.getByRole('cell', { name: 'moi.nhap' }).waitFor();
    const row = page.getByRole('row').filter({ hasText: 'moi.nhap' });
    await row.getByRole('button', { name: 'Sửa' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Khóa tài khoản' }).waitFor();
    await inspect(page, 'account');
    await page.getByRole('dialog').getByRole('button', { name: 'Khóa tài khoản' }).click();
    await row.getByText('Đang khóa').waitFor();
    await leave(page);
  });
});
