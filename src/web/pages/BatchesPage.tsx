/** Batches of my offices, newest first. */
import { Link } from 'react-router';
import { DataTable } from '../parts/DataTable.tsx';
import { Loaded, StateBadge, useFormat, usePaged } from '../parts/parts.tsx';
import { useSay } from '../texts/texts.ts';

export default function BatchesPage() {
  const say = useSay();
  const format = useFormat();
  const { query, pager } = usePaged('batches.list');
  return (
    <div className="page">
      <header className="page-head">
        <h1>{say('web-batches-title')}</h1>
      </header>
      <Loaded query={query}>
        {(data) => (
          <DataTable
            rows={data.items}
            keyOf={({ id }) => id}
            none="web-batches-none"
            columns={[
              {
                head: 'web-col-batch',
                cell: (batch) => <Link to={`/batches/${batch.id}`}>{batch.name}</Link>,
              },
              { head: 'web-col-office', cell: (batch) => batch.office.name },
              {
                head: 'web-col-state',
                cell: ({ state }) => <StateBadge state={state} text={say(`web-batch-${state}`)} />,
              },
              { head: 'web-col-books', isNumber: true, cell: (batch) => format.count(batch.books) },
              { head: 'web-col-entries', isNumber: true, cell: (batch) => format.count(batch.entries) },
              { head: 'web-col-open', isNumber: true, cell: (batch) => format.count(batch.openEntries) },
              { head: 'web-col-holds', isNumber: true, cell: (batch) => format.count(batch.openHolds) },
              { head: 'web-col-created', cell: (batch) => format.time(batch.createdAt) },
            ]}
          />
        )}
      </Loaded>
      {pager}
    </div>
  );
}
