/** What tests see and wait for on the entry screen. */
import type { Page } from 'playwright-core';

/** The box of the field that is open. */
export const input = (page: Page) => page.locator('[data-field-input]:visible');

/** Waits until that field is open. */
export const atField = (page: Page, field: string) =>
  page.locator(`[data-field-input="${field}"]:visible`).waitFor();

/** Waits until the server has all that was said. */
export const saved = (page: Page) => page.locator('[data-testid="save-state"][data-state="saved"]').waitFor();

export const shownEntry = async (page: Page) =>
  Number(await page.getByTestId('desk').getAttribute('data-entry'));

/** Goes to that entry by its address. */
export const goToEntry = async (page: Page, id: number): Promise<void> => {
  await page.goto(`/entry/${id}`);
  await page.locator(`[data-entry="${id}"]`).waitFor();
};
