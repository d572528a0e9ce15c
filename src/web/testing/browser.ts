/** Windows of people in tests. Without Chromium the tests are skipped with a visible line; on CI that is a failure. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { packagePath } from '../../config/root.ts';
import { FIRST_NAME } from '../boot/first-names.ts';
import { PASSWORD, type Username } from './world.ts';

export { chromiumPath, openBrowser } from './chromium.ts';

export const SCREEN = { width: 1366, height: 650 };

/** A window of somebody's computer, on the log-in page. */
export const openWindow = async (browser: Browser, url: string): Promise<Page> => {
  const context: BrowserContext = await browser.newContext({
    viewport: SCREEN,
    locale: 'vi-VN',
    baseURL: url,
  });
  // The tour of the first time has a test of its own.
  await context.addInitScript(() => {
    const tour = sessionStorage.getItem('tour');
    if (tour === 'wanted') {
      for (let account = 1; account < 50; account += 1) localStorage.removeItem(`sohoa-tour-${account}`);
    }
    if (tour !== null) return;
    for (let account = 1; account < 50; account += 1) localStorage.setItem(`sohoa-tour-${account}`, 'seen');
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto('/');
  return page;
};

export const logIn = async (page: Page, username: Username, password = PASSWORD): Promise<void> => {
  await formTakesOver(page);
  await page.getByLabel('Tên tài khoản').fill(username);
  await page.getByLabel('Mật khẩu').fill(password);
  await page.keyboard.press('Enter');
};

/** The log-in of the document has given way to the one that can be sent. */
export const formTakesOver = (page: Page): Promise<void> =>
  page.locator(`#${FIRST_NAME}`).waitFor({ state: 'detached' });

/** Logged in. */
export const enter = async (browser: Browser, url: string, username: Username): Promise<Page> => {
  const page = await openWindow(browser, url);
  await logIn(page, username);
  await page.locator('.frame-person').waitFor();
  return page;
};

/** Logs out, which gives leases back, and closes the window. */
export const leave = async (page: Page): Promise<void> => {
  await page.evaluate(() => fetch('/api/session', { method: 'DELETE' }));
  await page.context().close();
};

/** Pictures for docs/screens, drawn anew with `SOHOA_SCREENS=1`. */
export const draw = async (page: Page, file: string): Promise<void> => {
  if (process.env.SOHOA_SCREENS !== '1') return;
  const folder = packagePath('docs/screens');
  mkdirSync(folder, { recursive: true });
  await page.waitForTimeout(700);
  const shot = await page.screenshot();
  await sharp(shot)
    .png({ palette: true, quality: 70, effort: 8 })
    .toFile(join(folder, `${file}.png`));
};
