/** Batches that wait for a supervisor, ready ones first. */
import { Link } from 'react-router';
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
        {(data) =>
          data.items.length === 0 ? (
            <p className="quiet">{say('web-supervision-none')}</p>
          ) : (
            <div className="table-box">
              <table className="table">
                <thead>
                  <tr>
                    <th>{say('web-col-batch')}</th>
                    <th>{say('web-col-state')}</th>
                    <th className="number">{say('web-col-entries')}</th>
                    <th>{say('web-col-settled')}</th>
                    <th className="number">{say('web-col-open')}</th>
                    <th className="number">{say('web-col-holds')}</th>
                    <th>{say('web-col-more')}</th>
                  </tr>
                </thead>
                <tbody>
                  {data.items.map((batch) => {
                    const settled = batch.entries - batch.openEntries;
                    return (
                      <tr key={batch.id}>
                        <td>
                          <Link to={`/supervision/${batch.id}`}>{batch.name}</Link>
                          <div className="quiet">{batch.office.name}</div>
                        </td>
                        <td>
                          <StateBadge state={batch.state} text={say(`web-batch-${batch.state}`)} />
                        </td>
                        <td className="number">{format.count(batch.entries)}</td>
                        <td>
                          <Meter
                            of={batch.entries}
                            parts={[{ value: settled, tone: 'good' }]}
                            label={say('web-of', { part: settled, whole: batch.entries })}
                          />
                          <span className="quiet">{format.percent(settled, batch.entries)}</span>
                        </td>
                        <td className="number">{format.count(batch.openEntries)}</td>
                        <td className="number">{format.count(batch.openHolds)}</td>
                        <td>
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
                        </td>
                      </tr>
                    );
                  })}
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
