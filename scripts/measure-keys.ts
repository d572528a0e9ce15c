/**
 * How many keys an ideal operator presses for an entry of made-up typewritten pages that really went through the pipeline, in
 * Chromium against the real server: every key counts, Alt, Shift and the keys of Telex included, and what brings the next
 * entry, too.
 *
 *   npm run build && npx tsx scripts/measure-keys.ts [--entries 20] [--kinds KS,KH,KT] [--damage light] [--dpi 200] [--seed S]
 *
 * Prints one JSON line; exits 1 when the bar (12 presses an entry) is missed.
 */
import { parseArgs } from 'node:util';
import { packagePath } from '../src/config/root.ts';
import { KIND_CODES, type KindCode } from '../src/domain/kinds.ts';
import { openBrowser } from '../src/web/testing/chromium.ts';
import { telexKeys, type Worked, workEntry } from '../src/web/testing/operator.ts';
import { openTypedWorld } from '../src/web/testing/typed-world.ts';

const BAR = 12;
const PASSWORD = 'mat-khau-cua-bai-do';

const { values } = parseArgs({
  options: {
    entries: { type: 'string', default: '20' },
    kinds: { type: 'string', default: 'KS,KH,KT' },
    damage: { type: 'string', default: 'light' },
    dpi: { type: 'string', default: '200' },
    seed: { type: 'string', default: 'keys' },
  },
});
const kinds = values.kinds
  .split(',')
  .filter((code): code is KindCode => KIND_CODES.some((one) => one === code));
const world = await openTypedWorld(
  {
    kinds,
    entries: Number(values.entries),
    damage: values.damage === 'medium' ? 'medium' : 'light',
    dpi: Number(values.dpi),
    seed: values.seed,
  },
  { password: PASSWORD, page: packagePath('dist/web') },
);
const browser = await openBrowser();
const worked: Worked[] = [];
try {
  const page = await (
    await browser.newContext({ viewport: { width: 1366, height: 650 }, locale: 'vi-VN' })
  ).newPage();
  await page.addInitScript({
    content:
      "for (let account = 1; account < 50; account += 1) localStorage.setItem('sohoa-tour-' + account, 'seen');",
  });
  await page.goto(world.url);
  // The log-in of the document gives way to the one that can be sent (src/web/boot/first-form.ts).
  await page.locator('#first-name').waitFor({ state: 'detached' });
  await page.getByLabel('Tên tài khoản').fill(world.username);
  await page.getByLabel('Mật khẩu').fill(PASSWORD);
  await page.keyboard.press('Enter');
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
  await page.locator('[data-testid="save-state"][data-state="saved"]').waitFor();
} finally {
  await browser.close();
  await world.close();
}
const sum = (of: (one: Worked) => number): number => worked.reduce((total, one) => total + of(one), 0);
const entries = worked.length + world.untouched;
const presses = Math.round((sum((one) => one.presses) / entries) * 10) / 10;
/** What keying all of it would take: every character of what stands on the paper, and a key to leave each field. */
const keyed = [...world.truths.values()].flatMap((truth) =>
  Object.values(truth.fields).map((field) => telexKeys(field.verbatim ?? '') + 1),
);
console.log(
  JSON.stringify({
    entries,
    untouched: world.untouched,
    held: kinds.length * Number(values.entries) - entries,
    pressesAnEntry: presses,
    worst: Math.max(0, ...worked.map((one) => one.presses)),
    fieldsThatWait: Math.round((sum((one) => one.fields) / entries) * 10) / 10,
    mended: Math.round((sum((one) => one.mended.length) / entries) * 100) / 100,
    keysToMend:
      Math.round((sum((one) => one.mended.reduce((keys, { keys: own }) => keys + own, 0)) / entries) * 10) /
      10,
    keyedFromPaper: Math.round(
      keyed.reduce((total, keys) => total + keys, 0) / Math.max(1, world.truths.size),
    ),
    bar: BAR,
  }),
);
process.exitCode = presses <= BAR ? 0 : 1;
