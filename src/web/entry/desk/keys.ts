/** Key presses on the entry screen: which of them are ours, and which belong to a button, a dialog, the input method. */
import { type RefObject, useEffect } from 'react';
import { isComposing, type ShortcutId, shortcutFor } from '../../keys/registry.ts';

export type KeyTarget = Readonly<{
  /** Only the entry on the screen listens, not the one that is drawn ahead. */
  isShown: boolean;
  /** Does it; false when it has no meaning here. */
  act: (id: ShortcutId) => boolean;
  isDeciding: boolean;
  hasDialog: boolean;
}>;

/** On a button these keys are the button's own; only the field's input and the bare desk give them a meaning. */
const FIELD_KEYS: ReadonlySet<ShortcutId> = new Set<ShortcutId>([
  'save',
  'next',
  'previous',
  'down',
  'up',
  'revert',
]);

/** What is said by these keys counts once a press: a key held down must not run through fields that nobody looked at. */
const ONCE: ReadonlySet<ShortcutId> = new Set<ShortcutId>([
  'save',
  'confirm-all',
  'finish',
  'blank',
  'illegible',
  'struck',
  'undo',
  'choose-first',
  'choose-second',
  'choose-machine',
]);

const isText = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

const isOnDesk = (target: EventTarget | null): boolean =>
  target === document.body ||
  (target instanceof HTMLElement &&
    (target.dataset.fieldInput !== undefined || target.classList.contains('decision')));

/** Listens as long as the screen is there; `touch` is told of every press. */
export const useDeskKeys = (latest: RefObject<KeyTarget>, touch: () => void): void => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { isShown, act, isDeciding, hasDialog } = latest.current;
      if (!isShown) return;
      touch();
      if (event.defaultPrevented || isComposing(event) || hasDialog) return;
      const { target } = event;
      const id = shortcutFor(event, isDeciding && !isText(target) ? ['entry', 'decide'] : ['entry']);
      if (id === undefined || (target instanceof HTMLElement && target.closest('[role="dialog"]'))) return;
      if (FIELD_KEYS.has(id) && !isOnDesk(target)) return;
      if ((event.repeat && ONCE.has(id)) || act(id)) event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [latest, touch]);
};
