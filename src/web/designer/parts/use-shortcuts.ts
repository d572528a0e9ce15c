/** Keys of the designer for whatever part of it listens: the first that acts has the press. */
import { useEffect, useRef } from 'react';
import { isComposing, type ShortcutId, shortcutFor } from '../../keys/registry.ts';

/** `act` says whether it has done something; it also gets where the focus is. */
export const useShortcuts = (act: (id: ShortcutId, target: Element | null) => boolean): void => {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isComposing(event)) return;
      const id = shortcutFor(event, ['designer']);
      // A dialog over the page has the keys.
      if (id === undefined || document.querySelector('[role="dialog"]') !== null) return;
      const target = event.target instanceof Element ? event.target : null;
      if (latest.current(id, target)) event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
};
