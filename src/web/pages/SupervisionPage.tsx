/** Batches that wait for a supervisor, ready ones first. */
import { Link } from 'react-router';
import { DataTable } from '../parts/DataTable.tsx';
import { Loaded, StateBadge, useFormat, usePaged } from '../parts/parts.tsx';
import { Meter } from '../parts/plots.tsx';
import { useSay } from '../texts/texts.ts';

export default function SupervisionPage() {
  const say = useSay();
  const format = useFormat();
  const { query, pager } = usePaged('supervision.waiting', {}, { refetchInterval: 20_000 });
  return (
    <div className="page">
      <header className="page-head">
        <h1>{say('web-supervision-title')}</h1>
        <Link to="/disagreements">{say('web-disagreements-title')}</Link>
      </header>
      <Loaded query={query}>
        {(data) => (
          <DataTable
            rows={data.items}
            keyOf={({ id }) => id}
            none="web-supervision-none"
            columns={[
              {
                head: 'web-col-batch',
                cell: (batch) => (
                  <>
                    <Link to={`/supervision/${batch.id}`}>{batch.name}</Link>
                    <div className="quiet">{batch.office.name}</div>
                  </>
                ),
              },
              {
                head: 'web-col-state',
                cell: ({ state }) => <StateBadge state={state} text={say(`web-batch-${state}`)} />,
              },
              { head: 'web-col-entries', isNumber: true, cell: (batch) => format.count(batch.entries) },
              { head: 'web-col-settled', cell: (batch) => <Settled {...batch} /> },
              { head: 'web-col-open', isNumber: true, cell: (batch) => format.count(batch.openEntries) },
              { head: 'web-col-holds', isNumber: true, cell: (batch) => format.count(batch.openHolds) },
              {
                head: 'web-col-more',
                cell: (batch) => (
                  <>
                    {batch.ready && (
                      <span className="badge" data-tone="good">
                        {say('web-ready')}
                      </span>
                    )}{' '}
                    {batch.keyedByMe && (
                      <span className="badge" data-tone="warn">
                        {say('web-keyed-by-me')}
                      </span>
                    )}
                  </>
                ),
              },
            ]}
          />
        )}
      </Loaded>
      {pager}
    </div>
  );
}

const Settled = ({ entries, openEntries }: Readonly<{ entries: number; openEntries: number }>) => {
  const say = useSay();
  const format = useFormat();
  const settled = entries - openEntries;
  return (
    <>
      <Meter
        of={entries}
        parts={[{ value: settled, tone: 'good' }]}
        label={say('web-of', { part: settled, whole: entries })}
      />
      <span className="quiet">{format.percent(settled, entries)}</span>
    </>
  );
};
