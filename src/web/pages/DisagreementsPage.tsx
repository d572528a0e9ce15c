/** Where two blind readings differed, by field and by person. */
import { useQuery } from '@tanstack/react-query';
import { findField } from '../../domain/kinds.ts';
import { call } from '../api/client.ts';
import { Loaded, useFormat } from '../parts/parts.tsx';
import { useSay, useTexts } from '../texts/texts.ts';

export default function DisagreementsPage() {
  const say = useSay();
  const { language } = useTexts();
  const format = useFormat();
  const query = useQuery({
    queryKey: ['statistics.disagreements'],
    queryFn: () => call('statistics.disagreements', { query: {} }),
  });
  return (
    <div className="page">
      <header className="page-head">
        <h1>{say('web-disagreements-title')}</h1>
      </header>
      <Loaded query={query}>
        {(data) => (
          <div className="two">
            <section>
              <h2>{say('web-by-field')}</h2>
              <div className="table-box">
                <table className="table">
                  <thead>
                    <tr>
                      <th>{say('web-col-field')}</th>
                      <th className="number">{say('web-col-pairs')}</th>
                      <th className="number">{say('web-col-differed')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.fields.map((one) => (
                      <tr key={`${one.kind} ${one.field}`}>
                        <td>
                          {one.kind} · {findField(one.kind, one.field)?.label[language] ?? one.field}
                        </td>
                        <td className="number">{format.count(one.pairs)}</td>
                        <td className="number">
                          {format.count(one.differed)} ({format.percent(one.differed, one.pairs)})
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </section>
            <section>
              <h2>{say('web-by-person')}</h2>
              <div className="table-box">
                <table className="table">
                  <thead>
                    <tr>
                      <th>{say('web-col-person')}</th>
                      <th className="number">{say('web-col-pairs')}</th>
                      <th className="number">{say('web-col-differed')}</th>
                      <th className="number">{say('web-col-lost')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.people.map((one) => (
                      <tr key={one.name}>
                        <td>{one.name}</td>
                        <td className="number">{format.count(one.pairs)}</td>
                        <td className="number">{format.count(one.differed)}</td>
                        <td className="number">
                          {format.count(one.lost)} ({format.percent(one.lost, one.pairs)})
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </section>
          </div>
        )}
      </Loaded>
    </div>
  );
}
