/** Where two blind readings differed, by field and by person. */
import { useQuery } from '@tanstack/react-query';
import { findField } from '../../domain/kinds.ts';
import { call } from '../api/client.ts';
import { DataTable } from '../parts/DataTable.tsx';
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
              <DataTable
                rows={data.fields}
                keyOf={({ kind, field }) => `${kind} ${field}`}
                none="web-disagreements-none"
                columns={[
                  {
                    head: 'web-col-field',
                    cell: ({ kind, field }) =>
                      `${kind} · ${findField(kind, field)?.label[language] ?? field}`,
                  },
                  { head: 'web-col-pairs', isNumber: true, cell: ({ pairs }) => format.count(pairs) },
                  {
                    head: 'web-col-differed',
                    isNumber: true,
                    cell: ({ differed, pairs }) =>
                      `${format.count(differed)} (${format.percent(differed, pairs)})`,
                  },
                ]}
              />
            </section>
            <section>
              <h2>{say('web-by-person')}</h2>
              <DataTable
                rows={data.people}
                keyOf={({ name }) => name}
                none="web-disagreements-none"
                columns={[
                  { head: 'web-col-person', cell: ({ name }) => name },
                  { head: 'web-col-pairs', isNumber: true, cell: ({ pairs }) => format.count(pairs) },
                  {
                    head: 'web-col-differed',
                    isNumber: true,
                    cell: ({ differed }) => format.count(differed),
                  },
                  {
                    head: 'web-col-lost',
                    isNumber: true,
                    cell: ({ lost, pairs }) => `${format.count(lost)} (${format.percent(lost, pairs)})`,
                  },
                ]}
              />
            </section>
          </div>
        )}
      </Loaded>
    </div>
  );
}
