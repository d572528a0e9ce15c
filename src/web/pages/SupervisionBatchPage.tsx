/** One batch before a supervisor: contents, numbers, differences, a sample beside the paper; then the decision. */
import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link, useParams } from 'react-router';
import { KINDS } from '../../domain/kinds.ts';
import type { Reply } from '../../server/contract/contract.ts';
import { call } from '../api/client.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { Loaded, StateBadge, useAct, useFormat } from '../parts/parts.tsx';
import { Meter } from '../parts/plots.tsx';
import { useSay, useTexts } from '../texts/texts.ts';
import { Figure } from './DayPage.tsx';
import { BookOfHold } from './HoldsPage.tsx';
import { LoadReport } from './LoadReport.tsx';
import { rangesOf } from './number-ranges.ts';
import { Sample } from './Sample.tsx';

type Contents = Reply<'supervision.contents'>;

export default function SupervisionBatchPage() {
  const say = useSay();
  const id = Number(useParams().id);
  const contents = useQuery({
    queryKey: ['supervision.contents', id],
    queryFn: () => call('supervision.contents', { params: { id } }),
  });
  return (
    <div className="page">
      <Loaded query={contents}>
        {(batch) => (
          <>
            <header className="page-head">
              <h1>
                {batch.name} <StateBadge state={batch.state} text={say(`web-batch-${batch.state}`)} />
              </h1>
              <Link to={`/batches/${id}`}>{say('web-progress')}</Link>
            </header>
            <Numbers batch={batch} />
            <Decision batch={batch} />
            <Details batch={batch} />
            <Sample batchId={id} />
          </>
        )}
      </Loaded>
    </div>
  );
}

const Numbers = ({ batch }: Readonly<{ batch: Contents }>) => {
  const say = useSay();
  const format = useFormat();
  const { entries, fields, tasks, openHolds, pages } = batch.progress;
  return (
    <dl className="cards">
      <Figure
        label={say('web-col-entries')}
        value={format.count(entries.candidate + entries.verified + entries.loaded)}
        more={say('web-books-count', { count: batch.booksIn.length })}
      />
      <Figure label={say('web-col-pages')} value={format.count(pages.received)} />
      <Figure
        label={say('web-batch-fields')}
        value={format.percent(fields.settled, fields.total)}
        more={say('web-of', { part: format.count(fields.settled), whole: format.count(fields.total) })}
      />
      <Figure label={say('web-col-open')} value={format.count(tasks.open)} />
      <Figure label={say('web-col-holds')} value={format.count(openHolds)} />
    </dl>
  );
};

const Decision = ({ batch }: Readonly<{ batch: Contents }>) => {
  const say = useSay();
  const format = useFormat();
  const { run, busy, shown } = useAct();
  const [isReturning, setReturning] = useState(false);
  const [reason, setReason] = useState('');
  const id = batch.id;
  const sendBack = (event: FormEvent) => {
    event.preventDefault();
    void run(() => call('supervision.return', { params: { id }, body: { reason: reason.trim() } })).then(
      (done) => {
        if (done) setReturning(false);
      },
    );
  };
  const isOpen = batch.state === 'open' || batch.state === 'returned';
  return (
    <section className="card">
      {batch.keyedByMe && isOpen && <p className="note-warn">{say('web-four-eyes')}</p>}
      {!batch.ready && isOpen && <p className="note-soft">{say('web-not-ready')}</p>}
      {batch.decisions.map((one) => (
        <p key={one.at} className="note-soft">
          {say(`web-verdict-${one.verdict}`, { name: one.by, time: format.time(one.at) })}{' '}
          {one.reason !== null && `«${one.reason}»`}
        </p>
      ))}
      {shown}
      <div className="actions">
        {isOpen && (
          <>
            <button
              type="button"
              className="plain-button bad-button"
              disabled={busy || batch.keyedByMe}
              onClick={() => setReturning(true)}
            >
              {say('web-return')}
            </button>
            <button
              type="button"
              className="main-button"
              disabled={busy || !batch.ready || batch.keyedByMe}
              onClick={() => void run(() => call('supervision.approve', { params: { id }, body: {} }))}
            >
              {say('web-approve')}
            </button>
          </>
        )}
        {(batch.state === 'accepted' || batch.state === 'loaded') && (
          <button
            type="button"
            className="main-button"
            disabled={busy || batch.state === 'loaded'}
            onClick={() => void run(() => call('supervision.load', { params: { id }, body: {} }))}
          >
            {say(batch.state === 'loaded' ? 'web-loaded' : 'web-load')}
          </button>
        )}
      </div>
      {(batch.state === 'accepted' || batch.state === 'loaded') && <LoadReport batchId={id} />}
      <Modal opened={isReturning} onClose={() => setReturning(false)} title={say('web-return')}>
        <form className="form" onSubmit={sendBack}>
          <label>
            {say('web-return-why')}
            <textarea
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              rows={4}
              maxLength={1000}
              required
              data-autofocus
            />
          </label>
          {shown}
          <button type="submit" className="main-button" disabled={busy}>
            {say('web-return-do')}
          </button>
        </form>
      </Modal>
    </section>
  );
};

const Details = ({ batch }: Readonly<{ batch: Contents }>) => {
  const say = useSay();
  const { language } = useTexts();
  const format = useFormat();
  const most = Math.max(1, ...batch.routes.map((one) => one.fields));
  return (
    <>
      <h2>{say('web-numbers')}</h2>
      <DataTable
        rows={batch.numbers}
        // A batch may hold books of several offices.
        keyOf={({ kind, year, first, last }) => `${kind} ${year} ${first} ${last}`}
        columns={[
          {
            head: 'web-col-kind',
            cell: ({ kind }) => <span className="one-line">{KINDS[kind].title[language]}</span>,
          },
          { head: 'web-col-year', isNumber: true, cell: ({ year }) => year },
          {
            head: 'web-col-run',
            cell: ({ first, last }) => (
              <span className="one-line">
                {first}–{last}
              </span>
            ),
          },
          { head: 'web-col-entries', isNumber: true, cell: (run) => format.count(run.entries) },
          {
            head: 'web-col-missing',
            cell: ({ missing, isMore }) =>
              missing.length === 0 ? '—' : rangesOf(missing) + (isMore ? '…' : ''),
          },
        ]}
      />
      <div className="two">
        <section>
          <h2>{say('web-differences')}</h2>
          {batch.openDifferences.length === 0 ? (
            <p className="quiet">{say('web-differences-none')}</p>
          ) : (
            <ul>
              {batch.openDifferences.map((hold) => (
                <li key={hold.id}>
                  <BookOfHold hold={hold} />
                  {hold.message}
                </li>
              ))}
            </ul>
          )}
        </section>
        <section>
          <h2>{say('web-keyers')}</h2>
          {batch.keyers.length === 0 ? (
            <p className="quiet">{say('web-keyers-none')}</p>
          ) : (
            <ul>
              {batch.keyers.map((one) => (
                <li key={one.name}>
                  {one.name} <span className="quiet">{say('web-fields-count', { count: one.fields })}</span>
                </li>
              ))}
            </ul>
          )}
          <h2>{say('web-routes')}</h2>
          {batch.routes.map((one) => (
            <div key={one.route} className="route-line">
              <span>{say(`web-route-${one.route as 'key'}`)}</span>{' '}
              <span className="quiet">{format.count(one.fields)}</span>
              <Meter of={most} parts={[{ value: one.fields }]} label={String(one.fields)} />
            </div>
          ))}
        </section>
      </div>
    </>
  );
};
