import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sameValue } from '../../domain/values.ts';
import { chromiumPath, logIn, openBrowser, openWindow } from './browser.ts';
import { builtPage } from './built-page.ts';
import { telexKeys, type Worked, workEntry } from './operator.ts';
import { openTypedWorld, type TypedWorld } from './typed-world.ts';
import { PASSWORD, type Username } from './world.ts';

const isThere = chromiumPath() !== undefined;
const name = isThere ? 'typed pages, really read' : 'typed pages (SKIPPED: no Chromium on this machine)';
/** Bar of the workstation: presses an entry, all included. */
const MOST_PRESSES = 12;
const ENTRIES = 3;
/** Dozens of saves may still be on their way. */
const PATIENCE_MS = 120_000;

let world: TypedWorld;
let browser: Browser;

describe.skipIf(!isThere && process.env.CI !== 'true')(name, () => {
  beforeAll(async () => {
    world = await openTypedWorld(
      { kinds: ['KS'], entries: ENTRIES, damage: 'light', dpi: 200, seed: 'keys-test' },
      { password: PASSWORD, page: await builtPage() },
    );
    browser = await openBrowser();
  }, 900_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  it('take an ideal operator 12 presses an entry at most, claiming the next included, and all is right then', async () => {
    const page = await openWindow(browser, world.url);
    await logIn(page, world.username as Username);
    const worked: Worked[] = [];
    for (let turn = 0; turn < world.truths.size; turn += 1) {
      await page.getByTestId('desk').waitFor();
      worked.push(
        await workEntry(page, (id) => {
          const truth = world.truths.get(id);
          if (truth === undefined) throw new Error(`entry ${id} is none of ours`);
          return truth;
        }),
      );
    }
    // Nothing waits any more: every open field of every entry was worked.
    await page.locator('.empty').waitFor({ timeout: PATIENCE_MS });
    await page.locator('[data-testid="save-state"][data-state="saved"]').waitFor({ timeout: PATIENCE_MS });
    const presses = worked.reduce((sum, one) => sum + one.presses, 0);
    expect(worked.length + world.untouched).toBe(ENTRIES);
    expect(worked.map(({ entryId }) => entryId).sort()).toEqual([...world.truths.keys()].sort());
    expect(presses / (worked.length + world.untouched), JSON.stringify(worked)).toBeLessThanOrEqual(
      MOST_PRESSES,
    );
    for (const [entryId, truth] of world.truths) {
      const wrong = (await world.fieldsOf(entryId)).filter(({ field, value, settled }) => {
        const said = truth.fields[field];
        return !settled || (value.source === 'person' && said !== undefined && !sameValue(value, said));
      });
      expect(wrong.map(({ field }) => field)).toEqual([]);
    }
    await page.context().close();
  }, 200_000);
});

it('counts the keys of Telex', () => {
  expect(['an', 'Ân', 'đỗ', 'trần', 'ướt', '27101968'].map(telexKeys)).toEqual([2, 4, 5, 6, 6, 8]);
});
