/**
 * An ideal operator: knows what stands on the paper, makes no slip, and takes the fewest presses that the screen offers. Every
 * key counts, held ones (Alt, Shift) and each key of Telex included, as does whatever brings the next entry.
 */
import type { Page } from 'playwright-core';
import type { TrueEntry, TrueField } from '../../../scripts/ledger/make.ts';
import type { FieldSpec } from '../../domain/fields.ts';
import type { EntryView, FieldView } from '../../server/contract/contract.ts';
import { fieldsAsked, isSure } from '../entry/desk/sure-fields.ts';
import { alternativesOf, specOf, textOf, withChange } from '../entry/display.ts';
import { leastSure, nextNeeding } from '../entry/field-order.ts';
import { showDate } from '../entry/typing/dates.ts';

export type Worked = Readonly<{
  entryId: number;
  presses: number;
  /** Fields that waited for a person … */
  fields: number;
  /** … and those of them that were not right as they stood, with the keys it took to mend them. */
  mended: readonly Readonly<{ name: string; said: string; keys: number }>[];
}>;

/** One way to mend a field: keys to press, or a text that is typed (with Telex), in this order. */
type Stroke = Readonly<{ press: string }> | Readonly<{ type: string }>;

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/gu;
const MARKS = /[\u0302\u0306\u031b]/gu;
/** Keys that a text takes with Telex: one a letter, one more for each mark, tone, `đ` and capital. */
export const telexKeys = (text: string): number =>
  [...text.normalize('NFC')].reduce((sum, letter) => {
    const parts = letter.normalize('NFD');
    const extra =
      (parts.match(TONES)?.length ?? 0) + (parts.match(MARKS)?.length ?? 0) + (/đ/iu.test(letter) ? 1 : 0);
    return sum + 1 + extra + (letter !== letter.toLowerCase() ? 1 : 0);
  }, 0);

const keysOf = (strokes: readonly Stroke[]): number =>
  strokes.reduce(
    (sum, stroke) =>
      sum +
      ('press' in stroke
        ? stroke.press.split('+').filter((key) => key !== '').length
        : telexKeys(stroke.type)),
    0,
  );

/** What must stand in the input for the field to become what stands on the paper, typed as short as the page allows. */
const typedFor = (spec: Pick<FieldSpec, 'type' | 'codeList'>, truth: TrueField): string => {
  const text = truth.normalized ?? truth.verbatim ?? '';
  if (spec.type === 'date') return showDate(text).replace(/^(\d\d)\/(\d\d)\/(\d{4})$/u, '$1$2$3');
  if (spec.type === 'person-name') return (truth.verbatim ?? text).toLocaleLowerCase('vi');
  if (spec.type === 'code') return text;
  return truth.verbatim ?? text;
};

const shownFor = (spec: Parameters<typeof textOf>[0], truth: TrueField): string =>
  textOf(spec, { verbatim: truth.verbatim, normalized: truth.normalized, state: 'read' });

const isRight = (entry: EntryView, field: FieldView, truth: TrueField): boolean => {
  if (field.hidden) return false;
  const shown = withChange(field, undefined);
  const state = truth.state === 'inferred' ? 'read' : truth.state;
  const said = shown.said?.state === 'inferred' ? 'read' : shown.said?.state;
  if (said !== state) return false;
  if (state !== 'read') return true;
  const spec = specOf(entry.kind, field);
  // Where a normal form exists it decides; where none does, the words do.
  return truth.normalized === null
    ? (shown.said?.verbatim ?? '') === (truth.verbatim ?? '')
    : shown.said?.normalized === truth.normalized || textOf(spec, shown.said) === shownFor(spec, truth);
};

/** Keys that say at once that there is no text, and go on. */
const MARKS_OF_STATE: Readonly<Record<string, string>> = {
  blank: 'Alt+B',
  illegible: 'Alt+K',
  struck: 'Alt+G',
};

/** The shortest way from what stands in the input to what must. The whole text is marked when a field opens. */
const mend = (entry: EntryView, field: FieldView, truth: TrueField): readonly Stroke[] => {
  const mark = MARKS_OF_STATE[truth.state];
  if (mark !== undefined) return [{ press: mark }];
  const spec = specOf(entry.kind, field);
  const goal = shownFor(spec, truth);
  const shown = withChange(field, undefined);
  const now = field.hidden ? '' : textOf(spec, shown.said);
  const machine = field.hidden ? null : field.machine;
  const doubt = machine !== null && now === machine.verbatim ? machine.doubts[0] : undefined;
  const whole = { type: typedFor(spec, truth) };
  const ways: Stroke[][] = [doubt === undefined ? [whole] : [{ press: 'Control+A' }, whole]];
  const place = alternativesOf(spec, machine).indexOf(goal);
  if (place >= 0) ways.push(Array.from({ length: place + 1 }, () => ({ press: 'F2' })));
  const [from, end] = difference(now, goal);
  const middle = { type: goal.slice(from, goal.length - end) };
  const cut = now.length - end - from;
  if (doubt !== undefined && doubt.at === from && doubt.length === cut) ways.push([middle]);
  const times = (key: string, count: number): Stroke[] =>
    Array.from({ length: count }, () => ({ press: key }));
  // To the place by words from either end, then by letters either way.
  for (const [edge, toWord, letter, at] of [
    ['Home', 'Control+ArrowRight', 'ArrowRight', from],
    ['End', 'Control+ArrowLeft', 'ArrowLeft', end],
  ] as const) {
    const steps = edge === 'Home' ? wordsIn(now.slice(0, at)) : wordsIn(now.slice(now.length - at));
    ways.push([
      ...times(edge, 1),
      ...times(letter, at),
      ...times(edge === 'Home' ? 'Delete' : 'Backspace', cut),
      middle,
    ]);
    const isAtWord =
      at === 0 ||
      (edge === 'Home'
        ? now[at - 1] === ' '
        : /\S/u.test(now[now.length - at] ?? '') && now[now.length - at - 1] === ' ');
    if (isAtWord) {
      ways.push([
        ...times(edge, 1),
        ...times(toWord, steps),
        ...times(edge === 'Home' ? 'Delete' : 'Backspace', cut),
        middle,
      ]);
    }
  }
  return ways.reduce((best, way) => (keysOf(way) < keysOf(best) ? way : best));
};

const wordsIn = (text: string): number => text.split(' ').filter((word) => word !== '').length;

/** How many letters two texts share at the front and, of the rest, at the back. */
const difference = (a: string, b: string): readonly [from: number, end: number] => {
  let from = 0;
  while (from < Math.min(a.length, b.length) && a[from] === b[from]) from += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - from && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return [from, end];
};

const inputOf = (page: Page) => page.locator('[data-field-input]:visible');

/** Works the entry on the screen to its end, and waits for the next one (or for the word that there is none). */
export const workEntry = async (page: Page, truth: (entryId: number) => TrueEntry): Promise<Worked> => {
  const entryId = Number(await page.getByTestId('desk').getAttribute('data-entry'));
  const entry = (await page.evaluate(
    async (id) => (await fetch(`/api/entries/${id}`)).json(),
    entryId,
  )) as EntryView;
  const { fields } = truth(entryId);
  const truthOf = (name: string): TrueField => {
    const found = fields[name];
    if (found === undefined) throw new Error(`${name} does not stand on the paper`);
    return found;
  };
  const waiting = entry.fields.filter(({ task, settled }) => task !== null && !settled);
  const asked = fieldsAsked(entry.rules);
  const wrong = new Set(
    waiting
      // What stands on no paper (the office that keeps the book) is taken as inferred.
      .filter((one) => fields[one.name] !== undefined && !isRight(entry, one, truthOf(one.name)))
      .map(({ name }) => name),
  );
  const mended: Worked['mended'][number][] = [];
  /** What F8 does not take along. */
  const alone = new Set(
    waiting.filter((one) => !isSure(entry.kind, withChange(one, undefined), asked)).map(({ name }) => name),
  );
  const left = new Set(waiting.map(({ name }) => name));
  let presses = 0;
  const press = async (...strokes: readonly Stroke[]): Promise<void> => {
    presses += keysOf(strokes);
    for (const one of strokes) await put(page, one);
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
    // A rule may ask for a reason: Enter gives the first of the ready ones.
    if ((await page.getByRole('dialog').count()) === 0) return;
    presses += 1;
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  const visited = new Set<string>();
  while (left.size > 0) {
    const name = (await inputOf(page).getAttribute('data-field-input')) ?? '';
    const field = waiting.find((one) => one.name === name);
    if (field === undefined || !left.has(name)) throw new Error(`${name} of entry ${entryId} needs nobody`);
    const isHard = wrong.has(name) || alone.has(name);
    if (isHard) left.delete(name);
    const isMended = wrong.delete(name);
    if (isMended) {
      const strokes = mend(entry, field, truthOf(name));
      mended.push({
        name,
        said: textOf(specOf(entry.kind, field), withChange(field, undefined).said),
        keys: keysOf(strokes),
      });
      await press(...strokes);
      // A mark says it at once, and the next field is there.
      if (MARKS_OF_STATE[truthOf(name).state] !== undefined) continue;
    }
    const hard = new Set([...left].filter((one) => one !== name && (wrong.has(one) || alone.has(one))));
    if (isHard && !isMended) await press({ press: 'Enter' });
    else if (hard.size > 0) {
      const way = wayTo(
        waiting.filter((one) => left.has(one.name)),
        name,
        hard,
        visited,
      );
      if (way.key === 'F9') for (const one of way.over) visited.add(one);
      await press(...way.over.map(() => ({ press: way.key })));
    } else {
      left.clear();
      await confirmRest(page, entryId, press);
    }
  }
  await page.locator(`[data-entry="${entryId}"]`).waitFor({ state: 'detached' });
  return { entryId, presses, fields: waiting.length, mended };
};

/** F8 confirms what is on the screen and brings the rest into view: once a screen. An operator looks, so strips must be there. */
const confirmRest = async (
  page: Page,
  entryId: number,
  press: (...strokes: readonly Stroke[]) => Promise<void>,
): Promise<void> => {
  const rows = page.locator(`[data-entry="${entryId}"] .field-row[data-standing="open"]`);
  const opened = page.locator(`[data-entry="${entryId}"] .field-open`);
  const isThere = async (): Promise<boolean> => (await opened.count()) > 0;
  for (let before = Number.POSITIVE_INFINITY; await isThere(); ) {
    await page.waitForFunction(
      `[...document.querySelectorAll('[data-testid="desk"] .field-row img')].every((one) => one.complete)`,
    );
    const left = await rows.count();
    if (left >= before) throw new Error(`F8 confirms nothing more of entry ${entryId}, ${left} are open`);
    before = left;
    await press({ press: left === 0 ? 'Enter' : 'F8' });
  }
};

/** The shortest way to a field that must be worked: by Tab in the order of the paper, or by F9 to what the machine is least sure of. */
const wayTo = (
  open: readonly FieldView[],
  from: string,
  hard: ReadonlySet<string>,
  visited: ReadonlySet<string>,
): Readonly<{ key: 'Tab' | 'F9'; over: readonly string[] }> => {
  const shown = open.map((one) => withChange(one, undefined));
  const walk = (next: (at: string, seen: ReadonlySet<string>) => string | null): string[] => {
    const over: string[] = [];
    for (let at = from; over.length < open.length && !hard.has(at); ) {
      const to = next(at, new Set([...visited, ...over]));
      if (to === null) break;
      over.push(to);
      at = to;
    }
    return over;
  };
  const byTab = walk((at) => nextNeeding(shown, at));
  const byDoubt = walk((at, seen) => leastSure(shown, at, seen));
  return byDoubt.length < byTab.length ? { key: 'F9', over: byDoubt } : { key: 'Tab', over: byTab };
};

/** Letters that no plain key makes come as the input method would send them; they were counted as its keys. */
const put = async (page: Page, stroke: Stroke): Promise<void> => {
  if ('press' in stroke) return page.keyboard.press(stroke.press);
  for (const letter of stroke.type) {
    if (/^[\x20-\x7e]$/u.test(letter)) await page.keyboard.type(letter);
    else await page.keyboard.insertText(letter);
  }
};
