/** A book: contact sheet of its pages, list of its entries. */
import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { KINDS } from '../../domain/kinds.ts';
import { BOOK_HANDS, type BookHand } from '../../domain/work.ts';
import { call } from '../api/client.ts';
import { EntryTable } from '../parts/EntryTable.tsx';
import { Loaded, StateBadge, useAct, usePaged } from '../parts/parts.tsx';
import { may, useDesk } from '../shell/desk.ts';
import { useSay, useTexts } from '../texts/texts.ts';
import { ContactSheet } from './ContactSheet.tsx';

export default function BookPage() {
  const say = useSay();
  const { language } = useTexts();
  const { me } = useDesk();
  const id = Number(useParams().id);
  const book = useQuery({
    queryKey: ['books.get', id],
    queryFn: () => call('books.get', { params: { id } }),
  });
  const act = useAct();
  const seesEntries = may(me, 'entry.view');
  const entries = usePaged('books.entries', { params: { id } }, { enabled: seesEntries });
  return (
    <div className="page">
      <Loaded query={book}>
        {(data) => (
          <header className="page-head">
            <h1>
              {KINDS[data.kind].title[language]} {data.year}/{data.volume}{' '}
              <StateBadge state={data.state} text={say(`web-book-${data.state}`)} />
            </h1>
            <Link to={`/batches/${data.batchId}`}>{data.office.name}</Link>
          </header>
        )}
      </Loaded>
      {(may(me, 'batch.enqueue') || may(me, 'batch.hold')) && book.data !== undefined && (
        <label className="quiet">
          {say('web-book-hand')}{' '}
          <select
            value={book.data.hand}
            disabled={act.busy}
            onChange={(event) =>
              void act.run(() =>
                call('books.hand', { params: { id }, body: { hand: event.target.value as BookHand } }),
              )
            }
          >
            {BOOK_HANDS.map((hand) => (
              <option key={hand} value={hand}>
                {say(`web-hand-${hand}`)}
              </option>
            ))}
          </select>
        </label>
      )}
      {act.shown}
      <Tabs defaultValue="sheet" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="sheet">{say('web-contact-sheet')}</Tabs.Tab>
          {seesEntries && <Tabs.Tab value="entries">{say('web-col-entries')}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="sheet">
          <Loaded query={book}>{(data) => <ContactSheet book={data} />}</Loaded>
        </Tabs.Panel>
        {seesEntries && (
          <Tabs.Panel value="entries">
            <Loaded query={entries.query}>
              {(data) => <EntryTable lines={data.items} none="web-entries-none" />}
            </Loaded>
            {entries.pager}
          </Tabs.Panel>
        )}
      </Tabs>
    </div>
  );
}
