/** Where a batch stands: every file accounted for, fields settled by day, its books. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { KINDS } from '../../domain/kinds.ts';
import { POLICY_NAMES, type PolicyName } from '../../domain/work.ts';
import { call } from '../api/client.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { Loaded, StateBadge, useAct, useFormat } from '../parts/parts.tsx';
import { Bars, Meter } from '../parts/plots.tsx';
import { may, useDesk } from '../shell/desk.ts';
import { useSay, useTexts } from '../texts/texts.ts';
import { Figure } from './DayPage.tsx';

const FRESH_MS = 10_000;

export default function BatchPage() {
  const say = useSay();
  const { language } = useTexts();
  const format = useFormat();
  const { me } = useDesk();
  const id = Number(useParams().id);
  const batch = useQuery({
    queryKey: ['batches.get', id],
    queryFn: () => call('batches.get', { params: { id } }),
  });
  const progress = useQuery({
    queryKey: ['batches.progress', id],
    queryFn: () => call('batches.progress', { params: { id } }),
    refetchInterval: FRESH_MS,
  });
  const books = useQuery({
    queryKey: ['batches.books', id],
    queryFn: () => call('batches.books', { params: { id } }),
  });
  const policy = useAct();
  return (
    <div className="page">
      <Loaded query={batch}>
        {(data) => (
          <header className="page-head">
            <h1>
              {data.name} <StateBadge state={data.state} text={say(`web-batch-${data.state}`)} />
            </h1>
            <p className="quiet">
              {data.office.name} · {format.time(data.createdAt)}
            </p>
          </header>
        )}
      </Loaded>
      <Loaded query={progress}>
        {(data) => (
          <>
            <dl className="cards">
              <Figure
                label={say('web-col-entries')}
                value={format.count(data.entries.candidate + data.entries.verified + data.entries.loaded)}
                more={say('web-batch-entries-more', {
                  verified: data.entries.verified,
                  loaded: data.entries.loaded,
                })}
              />
              <Figure
                label={say('web-batch-fields')}
                value={format.percent(data.fields.settled, data.fields.total)}
                more={say('web-of', {
                  part: format.count(data.fields.settled),
                  whole: format.count(data.fields.total),
                })}
              />
              <Figure label={say('web-lane-key')} value={format.count(data.lanes.key)} />
              <Figure label={say('web-lane-second')} value={format.count(data.lanes.second)} />
              <Figure label={say('web-lane-adjudicate')} value={format.count(data.lanes.adjudicate)} />
              <Figure label={say('web-col-holds')} value={format.count(data.openHolds)} />
            </dl>
            <div className="two">
              <section className="card">
                <h2>{say('web-batch-received')}</h2>
                {(['files', 'frames', 'pages'] as const).map((what) => {
                  const tally = data[what];
                  const words = say('web-tally', {
                    received: tally.received,
                    done: tally.done,
                    held: tally.held,
                    inProgress: tally.inProgress,
                  });
                  return (
                    <div key={what} className="tally">
                      <p>
                        <strong>{say(`web-tally-${what}`)}</strong> <span className="quiet">{words}</span>
                      </p>
                      <Meter
                        of={tally.received}
                        label={words}
                        parts={[
                          { value: tally.done, tone: 'good' },
                          { value: tally.held, tone: 'warn' },
                        ]}
                      />
                    </div>
                  );
                })}
              </section>
              <section className="card">
                <h2>{say('web-batch-days')}</h2>
                <Bars
                  label={say('web-batch-days')}
                  bars={data.days.map((one) => ({
                    label: format.day(one.day),
                    value: one.fields,
                    title: say('web-batch-day', {
                      day: format.day(one.day),
                      fields: one.fields,
                      people: one.people,
                    }),
                  }))}
                />
              </section>
            </div>
          </>
        )}
      </Loaded>
      {may(me, 'batch.approve') && batch.data !== undefined && (
        <label className="quiet">
          {say('web-policy')}{' '}
          <select
            value={batch.data.policy}
            disabled={policy.busy}
            onChange={(event) =>
              void policy.run(() =>
                call('batches.policy', {
                  params: { id },
                  body: { policy: event.target.value as PolicyName },
                }),
              )
            }
          >
            {POLICY_NAMES.map((name) => (
              <option key={name} value={name}>
                {say(`web-policy-${name}`)}
              </option>
            ))}
          </select>
        </label>
      )}
      {policy.shown}
      <h2>{say('web-batch-books')}</h2>
      <Loaded query={books}>
        {(data) => (
          <DataTable
            rows={data.items}
            keyOf={(book) => book.id}
            columns={[
              {
                head: 'web-col-book',
                cell: (book) => (
                  <>
                    <Link to={`/books/${book.id}`}>
                      {KINDS[book.kind].title[language]} {book.year}/{book.volume}
                    </Link>
                    <div className="quiet">{book.office.name}</div>
                  </>
                ),
              },
              { head: 'web-col-hand', cell: (book) => say(`web-hand-${book.hand}`) },
              { head: 'web-col-pages', isNumber: true, cell: (book) => format.count(book.pages) },
              {
                head: 'web-col-entries',
                isNumber: true,
                cell: (book) =>
                  format.count(book.entries) +
                  (book.declaredEntries === null ? '' : ` / ${format.count(book.declaredEntries)}`),
              },
              {
                head: 'web-col-settled',
                cell: ({ entries, openEntries }) => (
                  <Meter
                    of={entries}
                    label={say('web-of', { part: entries - openEntries, whole: entries })}
                    parts={[{ value: entries - openEntries, tone: 'good' }]}
                  />
                ),
              },
              { head: 'web-col-open', isNumber: true, cell: (book) => format.count(book.openEntries) },
              { head: 'web-col-holds', isNumber: true, cell: (book) => format.count(book.openHolds) },
            ]}
          />
        )}
      </Loaded>
    </div>
  );
}
