/** Rules while typing: asked of the server in the pauses, nothing is written. */
import { useEffect, useState } from 'react';
import { call } from '../api/client.ts';
import type { EntryView, Hit } from '../api/types.ts';
import type { Shown } from './display.ts';
import { type Draft, isChanged } from './draft.ts';

export type Check = Readonly<{ rules: readonly Hit[] | null; invalid: readonly string[] }>;

const NOTHING: Check = { rules: null, invalid: [] };
const PAUSE_MS = 300;

/** `rules: null` until there is an answer for what is typed now: then the rules of the last save hold. */
export const useCheck = (entry: EntryView, fields: readonly Shown[], draft: Draft | null): Check => {
  const [check, setCheck] = useState<Check>(NOTHING);
  const typed = draft !== null && isChanged(draft) && draft.text.trim() !== '' ? draft : null;
  const name = typed?.field;
  const text = typed?.text;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text decides; what is on its way is read at that moment
  useEffect(() => {
    setCheck(NOTHING);
    if (name === undefined || text === undefined) return;
    const stop = new AbortController();
    const pause = setTimeout(() => {
      const texts: Record<string, string> = {};
      for (const field of fields) {
        const said = field.pending?.statement;
        if (said?.type === 'text') texts[field.name] = said.text;
      }
      texts[name] = text;
      call('entries.check', { params: { id: entry.id }, body: { texts }, signal: stop.signal }).then(
        (answer) => setCheck(answer),
        // Rules are checked again when the field is saved.
        () => undefined,
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(pause);
      stop.abort();
    };
  }, [entry.id, name, text]);
  return check;
};
