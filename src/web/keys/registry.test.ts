import { describe, expect, it } from 'vitest';
import { isComposing, nameOf, SHORTCUTS, shortcutFor } from './registry.ts';

const press = (
  key: string,
  code: string,
  held: Partial<Record<'alt' | 'ctrl' | 'shift' | 'meta', true>> = {},
) => ({
  key,
  code,
  altKey: held.alt === true,
  ctrlKey: held.ctrl === true,
  shiftKey: held.shift === true,
  metaKey: held.meta === true,
});

/** Scopes that are live at the same time. */
const TOGETHER = [
  ['everywhere', 'entry'],
  ['everywhere', 'entry', 'decide'],
  ['everywhere', 'designer'],
] as const;

describe('the table of keys', () => {
  it.each(TOGETHER)('has no key twice among %s %s', (...scopes) => {
    const keys = SHORTCUTS.filter((one) => (scopes as readonly string[]).includes(one.scope)).flatMap(
      (one) => one.keys,
    );
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('has every action once', () => {
    const ids = SHORTCUTS.map((one) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('takes no bare character where people type, save the question mark', () => {
    const bare = SHORTCUTS.filter((one) => one.scope !== 'decide')
      .flatMap((one) => one.keys)
      .filter((key) => [...key].length === 1);
    expect(bare).toEqual(['?']);
  });

  it('leaves alone what browsers, Windows and Vietnamese input methods use', () => {
    const kept =
      /^(?:Ctrl\+.*|Alt\+[ZDEF]|Alt\+F4|Alt\+Tab|Alt\+ |F3|F5|F6|F7|F10|F11|F12|.*Meta.*|Alt\+(?:Ctrl|Shift)\+.*|Ctrl\+Shift.*)$/;
    expect(SHORTCUTS.flatMap((one) => one.keys).filter((key) => kept.test(key))).toEqual([]);
  });
});

describe('a key press', () => {
  it('goes by the place of the letter when Alt is held, whatever the layout makes of it', () => {
    expect(nameOf(press('∫', 'KeyB', { alt: true }))).toBe('Alt+B');
    expect(shortcutFor(press('b', 'KeyB', { alt: true }), ['entry'])).toBe('blank');
    expect(shortcutFor(press('+', 'Equal', { alt: true }), ['entry'])).toBe('zoom-in');
  });

  it('knows the question mark however it is made', () => {
    expect(shortcutFor(press('?', 'Slash', { shift: true }), ['everywhere'])).toBe('help');
  });

  it('tells Tab from Shift+Tab', () => {
    expect(shortcutFor(press('Tab', 'Tab'), ['entry'])).toBe('next');
    expect(shortcutFor(press('Tab', 'Tab', { shift: true }), ['entry'])).toBe('previous');
  });

  it('is not ours in another scope or with the Windows key', () => {
    expect(shortcutFor(press('1', 'Digit1'), ['entry'])).toBeUndefined();
    expect(shortcutFor(press('Enter', 'Enter', { meta: true }), ['entry'])).toBeUndefined();
  });
});

it('gives presses to the input method while it composes', () => {
  expect(isComposing({ isComposing: true, keyCode: 65, key: 'a' })).toBe(true);
  expect(isComposing({ isComposing: false, keyCode: 229, key: 'a' })).toBe(true);
  expect(isComposing({ isComposing: false, keyCode: 13, key: 'Enter' })).toBe(false);
});
