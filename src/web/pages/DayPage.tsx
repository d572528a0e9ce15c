/** My day: what I did, what the machine spared me, what checks found; entries to return to; questions. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { call } from '../api/client.ts';
import { EntryTable } from '../parts/EntryTable.tsx';
import { Loaded, useFormat, usePaged } from '../parts/parts.tsx';
import { Bars } from '../parts/plots.tsx';
import { useSay } from '../texts/texts.ts';

export default function DayPage() {
  const say = useSay();
  const format = useFormat();
  const day = useQuery({ queryKey: ['statistics.myDay'], queryFn: () => call('statistics.myDay') });
  const today = usePaged('work.today');
  const questions = usePaged('work.questions');
  return (
    <div className="page">
      <header className="page-head">
        <h1>{say('web-day-title')}</h1>
      </header>
      <Loaded query={day}>
        {(data) => (
          <>
            <dl className="cards">
              <Figure label={say('web-day-entries')} value={format.count(data.entries)} />
              <Figure
                label={say('web-day-fields')}
                value={format.count(data.fields)}
                more={say('web-day-fields-more', { confirmed: data.confirmed, typed: data.typed })}
              />
              <Figure label={say('web-day-keys')} value={format.count(data.keys)} />
              <Figure label={say('web-day-saved')} value={format.count(data.keysSaved)} />
              <Figure
                label={say('web-day-errors')}
                value={format.percent(data.changed, data.checked)}
                more={say('web-day-errors-more', { changed: data.changed, checked: data.checked })}
              />
            </dl>
            <div className="two">
              <section className="card">
                <h2>{say('web-day-hours')}</h2>
                <Bars
                  label={say('web-day-hours')}
                  bars={data.hours.map((one) => ({
                    label: `${one.hour}h`,
                    value: one.fields,
                    title: `${one.hour}h: ${one.fields}`,
                  }))}
                />
              </section>
              <section className="card">
                <h2>{say('web-day-days')}</h2>
                <Bars
                  label={say('web-day-days')}
                  bars={data.days.map((one) => ({
                    label: format.day(one.day),
                    value: one.entries,
                    title: `${format.day(one.day)}: ${one.entries}`,
                  }))}
                />
              </section>
            </div>
          </>
        )}
      </Loaded>
      <Loaded query={questions.query}>
        {(data) =>
          data.items.length === 0 ? null : (
            <section>
              <h2>{say('web-questions')}</h2>
              <div className="table-box">
                <table className="table">
                  <tbody>
                    {data.items.map((one) => (
                      <tr key={one.id}>
                        <td>
                          <strong>{one.by}</strong> {one.text}
                          {one.answer !== null && (
                            <p className="note-soft">
                              {one.answeredBy}: {one.answer}
                            </p>
                          )}
                        </td>
                        <td>{format.time(one.at)}</td>
                        <td>
                          <Link to={`/entry/${one.entryId}`}>{say('web-open')}</Link>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              {questions.pager}
            </section>
          )
        }
      </Loaded>
      <h2>{say('web-day-list')}</h2>
      <Loaded query={today.query}>
        {(data) => <EntryTable lines={data.items} none="web-day-none" extra={(one) => format.time(one.at)} />}
      </Loaded>
      {today.pager}
    </div>
  );
}

export const Figure = ({ label, value, more }: Readonly<{ label: string; value: string; more?: string }>) => (
  <div className="figure">
    <dt>{label}</dt>
    <dd>
      {value} <small>{more}</small>
    </dd>
  </div>
);
