/**
 * Every key of the page, in one place. What acts while a text field has the focus is never a bare character (Telex and VNI
 * make letters of letters and digits), never Ctrl+Shift, Alt+Z or Ctrl+Alt (switches of UniKey, EVKey and Windows), and
 * never what browsers keep for themselves. A test holds the table to that.
 */
import type { TextKey } from '../texts/texts.ts';

export type Scope = 'everywhere' | 'entry' | 'decide' | 'designer';

export type Shortcut = Readonly<{
  id: string;
  scope: Scope;
  /** As `KeyboardEvent.key`, with `Alt+`, `Ctrl+`, `Shift+` in front in this order. */
  keys: readonly string[];
  text: TextKey;
}>;

const key = <const I extends string>(id: I, scope: Scope, text: TextKey, ...keys: string[]) => ({
  id,
  scope,
  text,
  keys,
});

export const SHORTCUTS = [
  key('help', 'everywhere', 'web-key-help', 'F1', '?'),
  key('save', 'entry', 'web-key-save', 'Enter'),
  key('confirm-all', 'entry', 'web-key-confirm-all', 'F8'),
  key('next', 'entry', 'web-key-next', 'Tab'),
  key('previous', 'entry', 'web-key-previous', 'Shift+Tab'),
  key('down', 'entry', 'web-key-down', 'ArrowDown'),
  key('up', 'entry', 'web-key-up', 'ArrowUp'),
  key('alternative', 'entry', 'web-key-alternative', 'F2'),
  key('alternative-back', 'entry', 'web-key-alternative-back', 'Shift+F2'),
  key('doubt', 'entry', 'web-key-doubt', 'F4'),
  key('least-sure', 'entry', 'web-key-least-sure', 'F9'),
  key('ditto', 'entry', 'web-key-ditto', 'Alt+N'),
  key('revert', 'entry', 'web-key-revert', 'Escape'),
  key('blank', 'entry', 'web-key-blank', 'Alt+B'),
  key('illegible', 'entry', 'web-key-illegible', 'Alt+K'),
  key('struck', 'entry', 'web-key-struck', 'Alt+G'),
  key('page-problem', 'entry', 'web-key-page-problem', 'Alt+P'),
  key('skip', 'entry', 'web-key-skip', 'Alt+S'),
  key('ask', 'entry', 'web-key-ask', 'Alt+H'),
  key('undo', 'entry', 'web-key-undo', 'Alt+U'),
  key('history', 'entry', 'web-key-history', 'Alt+Y'),
  key('back', 'entry', 'web-key-back', 'Alt+L'),
  key('choose-work', 'entry', 'web-key-choose-work', 'Alt+V'),
  key('absent', 'entry', 'web-key-absent', 'Alt+O'),
  key('zoom-in', 'entry', 'web-key-zoom-in', 'Alt+='),
  key('zoom-out', 'entry', 'web-key-zoom-out', 'Alt+-'),
  key('whole-page', 'entry', 'web-key-whole-page', 'Alt+0'),
  key('rotate', 'entry', 'web-key-rotate', 'Alt+R'),
  key('contrast', 'entry', 'web-key-contrast', 'Alt+C'),
  key('pan-left', 'entry', 'web-key-pan', 'Alt+ArrowLeft'),
  key('pan-right', 'entry', 'web-key-pan', 'Alt+ArrowRight'),
  key('pan-up', 'entry', 'web-key-pan', 'Alt+ArrowUp'),
  key('pan-down', 'entry', 'web-key-pan', 'Alt+ArrowDown'),
  key('leaf-back', 'entry', 'web-key-leaf-back', 'Alt+PageUp'),
  key('leaf-next', 'entry', 'web-key-leaf-next', 'Alt+PageDown'),
  key('finish', 'entry', 'web-key-finish', 'Alt+Enter'),
  key('choose-first', 'decide', 'web-key-choose-first', '1'),
  key('choose-second', 'decide', 'web-key-choose-second', '2'),
  key('choose-machine', 'decide', 'web-key-choose-machine', '3'),
  key('choose-other', 'decide', 'web-key-choose-other', '4'),
  key('design-next', 'designer', 'web-key-design-next', 'Tab'),
  key('design-name', 'designer', 'web-key-design-name', 'Enter'),
  key('design-picture', 'designer', 'web-key-design-picture', 'F2'),
  key('design-left', 'designer', 'web-key-design-move', 'ArrowLeft'),
  key('design-right', 'designer', 'web-key-design-move', 'ArrowRight'),
  key('design-up', 'designer', 'web-key-design-move', 'ArrowUp'),
  key('design-down', 'designer', 'web-key-design-move', 'ArrowDown'),
  key('design-narrower', 'designer', 'web-key-design-resize', 'Shift+ArrowLeft'),
  key('design-wider', 'designer', 'web-key-design-resize', 'Shift+ArrowRight'),
  key('design-lower', 'designer', 'web-key-design-resize', 'Shift+ArrowUp'),
  key('design-higher', 'designer', 'web-key-design-resize', 'Shift+ArrowDown'),
  key('design-add', 'designer', 'web-key-design-add', 'Insert'),
  key('design-remove', 'designer', 'web-key-design-remove', 'Delete'),
  key('design-leave', 'designer', 'web-key-design-leave', 'Escape'),
  key('design-undo', 'designer', 'web-key-design-undo', 'Alt+U'),
  key('design-redo', 'designer', 'web-key-design-redo', 'Alt+Y'),
  key('design-zoom-in', 'designer', 'web-key-zoom-in', 'Alt+='),
  key('design-zoom-out', 'designer', 'web-key-zoom-out', 'Alt+-'),
  key('design-whole-page', 'designer', 'web-key-whole-page', 'Alt+0'),
  key('design-pan-up', 'designer', 'web-key-pan', 'Alt+ArrowUp'),
  key('design-pan-down', 'designer', 'web-key-pan', 'Alt+ArrowDown'),
  key('design-try', 'designer', 'web-key-design-try', 'F9'),
  key('design-save', 'designer', 'web-key-design-save', 'Alt+Enter'),
] as const satisfies readonly Shortcut[];

export type ShortcutId = (typeof SHORTCUTS)[number]['id'];

type KeyPress = Readonly<Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'shiftKey' | 'metaKey'>>;

/** The name of what was pressed, as the registry writes it. Letters and digits with Alt go by their place on the keyboard. */
export const nameOf = (press: KeyPress): string => {
  const place = /^(?:Key|Digit)(\w)$/.exec(press.code)?.[1];
  const signs: Readonly<Record<string, string>> = { Equal: '=', Minus: '-' };
  const bare = press.altKey ? (place ?? signs[press.code] ?? press.key) : press.key;
  const isSign = bare.length === 1 && !press.altKey;
  return [
    press.altKey ? 'Alt+' : '',
    press.ctrlKey ? 'Ctrl+' : '',
    press.shiftKey && !isSign ? 'Shift+' : '',
    bare,
  ].join('');
};

/** What the press means in one of these scopes, or undefined. Presses with the Windows or Command key are never ours. */
export const shortcutFor = (press: KeyPress, scopes: readonly Scope[]): ShortcutId | undefined => {
  if (press.metaKey) return undefined;
  const name = nameOf(press);
  return SHORTCUTS.find((one) => scopes.includes(one.scope) && (one.keys as readonly string[]).includes(name))
    ?.id;
};

/**
 * Whether an input method is at work on this press. It then belongs to the method: key 229, `Process`, or composing.
 */
export const isComposing = (
  event: Readonly<Pick<KeyboardEvent, 'isComposing' | 'keyCode' | 'key'>>,
): boolean =>
  event.isComposing ||
  event.keyCode === 229 ||
  event.key === 'Process' ||
  event.key === 'Unidentified' ||
  event.key === 'Dead';

export const keysOf = (id: ShortcutId): readonly string[] =>
  SHORTCUTS.find((one) => one.id === id)?.keys ?? [];
