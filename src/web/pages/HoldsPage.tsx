/** What waits for a decision: try again, name the edition, put aside, or accept as it is. */
import { Modal } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { KINDS } from '../../domain/kinds.ts';
import { call } from '../api/client.ts';
import type { Hold } from '../api/types.ts';
import { pictureUrl } from '../entry/work.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { Loaded, useAct, useFormat, usePaged } from '../parts/parts.tsx';
import { useSay, useTexts } from '../texts/texts.ts';

const RELEASES = ['retry', 'accept', 'dismiss', 'edition'] as const;
type Release = (typeof RELEASES)[number];
const PICTURE_WIDTH = 800;

export default function HoldsPage() {
  const say = useSay();
  const format = useFormat();
  const { query, pager } = usePaged('holds.list', {}, { refetchInterval: 20_000 });
  const [chosen, setChosen] = useState<Hold | null>(null);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{say('web-holds-title')}</h1>
      </header>
      <Loaded query={query}>
        {(data) => (
          <DataTable
            rows={data.items}
            keyOf={({ id }) => id}
            none="web-holds-none"
            columns={[
              { head: 'web-col-reason', cell: (hold) => hold.message },
              {
                head: 'web-col-where',
                cell: (hold) => (
                  <>
                    {hold.subject !== 'book' && say(`web-subject-${hold.subject}`)}
                    <BookOfHold hold={hold} />
                    <div className="quiet">
                      {hold.file}
                      {hold.frame !== null && ` · ${hold.frame + 1}`}
                    </div>
                  </>
                ),
              },
              { head: 'web-col-batch', cell: (hold) => <span className="one-line">{hold.batch}</span> },
              {
                head: 'web-col-since',
                cell: (hold) => <span className="one-line">{format.time(hold.createdAt)}</span>,
              },
              {
                head: 'web-col-action',
                isHeadHidden: true,
                cell: (hold) => (
                  <button type="button" className="plain-button" onClick={() => setChosen(hold)}>
                    {say('web-hold-decide')}
                  </button>
                ),
              },
            ]}
          />
        )}
      </Loaded>
      {pager}
      {chosen !== null && <ReleaseDialog hold={chosen} onClose={() => setChosen(null)} />}
    </div>
  );
}

/** The book that it lies in, as the list of books names it. */
export const BookOfHold = ({ hold }: Readonly<{ hold: Hold }>) => {
  const { language } = useTexts();
  if (hold.book === null) return null;
  const { kind, year, volume } = hold.book;
  return (
    <div className="one-line">
      <Link to={`/books/${hold.bookId}`}>
        {KINDS[kind].title[language]} {year}/{volume}
      </Link>
    </div>
  );
};

const ReleaseDialog = ({ hold, onClose }: Readonly<{ hold: Hold; onClose: () => void }>) => {
  const say = useSay();
  const { run, busy, shown } = useAct();
  const [way, setWay] = useState<Release>('retry');
  const [text, setText] = useState('');
  const send = (event: FormEvent) => {
    event.preventDefault();
    const reason = text.trim();
    const body =
      way === 'retry'
        ? { type: way }
        : way === 'edition'
          ? { type: way, edition: reason }
          : { type: way, reason };
    void run(() => call('holds.release', { params: { id: hold.id }, body })).then((done) => {
      if (done) onClose();
    });
  };
  return (
    <Modal opened onClose={onClose} title={say('web-hold-decide')} size={hold.pageId === null ? 'md' : 'lg'}>
      <form className="form" onSubmit={send}>
        <p className="note-warn">{hold.message}</p>
        {hold.pageId !== null && (
          <img
            className="hold-page"
            style={{ maxHeight: 260, objectFit: 'contain', width: '100%', background: '#eef1f4' }}
            src={pictureUrl(`/api/pages/${hold.pageId}/image`, PICTURE_WIDTH)}
            alt={say('web-page-image')}
          />
        )}
        <label>
          {say('web-hold-way')}
          <select value={way} onChange={(event) => setWay(event.target.value as Release)}>
            {RELEASES.map((one) => (
              <option key={one} value={one}>
                {say(`web-hold-${one}`)}
              </option>
            ))}
          </select>
        </label>
        {way !== 'retry' && (
          <label>
            {say(way === 'edition' ? 'web-hold-edition-name' : 'web-reason')}
            <input value={text} onChange={(event) => setText(event.target.value)} required maxLength={500} />
          </label>
        )}
        {shown}
        <button type="submit" className="main-button" disabled={busy}>
          {say('web-hold-do')}
        </button>
      </form>
    </Modal>
  );
};
