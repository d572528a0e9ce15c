/** Batches of my offices, newest first. */
import { Link } from 'react-router';
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
        {(data) =>
          data.items.length === 0 ? (
            <p className="quiet">{say('web-batches-none')}</p>
          ) : (
            <div className="table-box">
              <table className="table">
                <thead>
                  <tr>
                    <th>{say('web-col-batch')}</th>
                    <th>{say('web-col-office')}</th>
                    <th>{say('web-col-state')}</th>
                    <th className="number">{say('web-col-books')}</th>
                    <th className="number">{say('web-col-entries')}</th>
                    <th className="number">{say('web-col-open')}</th>
                    <th className="number">{say('web-col-holds')}</th>
                    <th>{say('web-col-created')}</th>
                  </tr>
                </thead>
                <tbody>
                  {data.items.map((batch) => (
                    <tr key={batch.id}>
                      <td>
                        <Link to={`/batches/${batch.id}`}>{batch.name}</Link>
                      </td>
                      <td>{batch.office.name}</td>
                      <td>
                        <StateBadge state={batch.state} text={say(`web-batch-${batch.state}`)} />
                      </td>
                      <td className="number">{format.count(batch.books)}</td>
                      <td className="number">{format.count(batch.entries)}</td>
                      <td className="number">{format.count(batch.openEntries)}</td>
                      <td className="number">{format.count(batch.openHolds)}</td>
                      <td>{format.time(batch.createdAt)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
      {pager}
    </div>
  );
}
