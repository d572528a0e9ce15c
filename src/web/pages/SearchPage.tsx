/**
 * Find an entry by name, number or date. What was asked stays with this step of the browser's history, so that coming back
 * from an entry shows the list again; not in the address, which goes into logs and lists of pages that were visited.
 */
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { EntryTable } from '../parts/EntryTable.tsx';
import { Loaded, usePaged } from '../parts/parts.tsx';
import { useSay } from '../texts/texts.ts';

export default function SearchPage() {
  const say = useSay();
  const go = useNavigate();
  const asked = askedOf(useLocation().state);
  const [typed, setTyped] = useState(asked);
  const { query, pager } = usePaged('entries.search', { body: { q: asked } }, { enabled: asked !== '' });
  return (
    <div className="page">
      <header className="page-head">
        <h1>{say('web-search-title')}</h1>
      </header>
      <search>
        <form
          className="toolbar"
          onSubmit={(event) => {
            event.preventDefault();
            const wanted = typed.trim().normalize('NFC');
            if (wanted.length >= 2) void go('.', { replace: true, state: { asked: wanted } });
          }}
        >
          <label style={{ flex: 1 }}>
            {say('web-search-for')}
            <input
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              maxLength={100}
              placeholder={say('web-search-example')}
              // biome-ignore lint/a11y/noAutofocus: the one thing to do here
              autoFocus
            />
          </label>
          <button type="submit" className="main-button">
            {say('web-search-do')}
          </button>
        </form>
      </search>
      {asked === '' ? (
        <p className="quiet">{say('web-search-explained')}</p>
      ) : (
        <Loaded query={query}>
          {(data) => (
            <EntryTable
              lines={data.items}
              none="web-search-none"
              extra={(line) => say(`web-matched-${line.matched}`)}
            />
          )}
        </Loaded>
      )}
      {pager}
    </div>
  );
}

const askedOf = (state: unknown): string =>
  typeof state === 'object' && state !== null && 'asked' in state && typeof state.asked === 'string'
    ? state.asked
    : '';
