/** What a load did: loaded, already there, refused and why; asked again until nothing is due. */
import { useQuery } from '@tanstack/react-query';
import { KINDS } from '../../domain/kinds.ts';
import { call } from '../api/client.ts';
import { Loaded, useFormat } from '../parts/parts.tsx';
import { Meter } from '../parts/plots.tsx';
import { useSay, useTexts } from '../texts/texts.ts';

const WATCH_MS = 2_000;

export const LoadReport = ({ batchId }: Readonly<{ batchId: number }>) => {
  const say = useSay();
  const { language } = useTexts();
  const format = useFormat();
  const report = useQuery({
    queryKey: ['supervision.report', batchId],
    queryFn: () => call('supervision.report', { params: { id: batchId } }),
    refetchInterval: (query) =>
      query.state.data !== undefined && query.state.data.runId !== null && query.state.data.due > 0
        ? WATCH_MS
        : false,
  });
  return (
    <Loaded query={report}>
      {(data) =>
        data.runId === null ? (
          <p className="quiet">{say('web-load-none')}</p>
        ) : (
          <div data-testid="load-report">
            <p>
              {say('web-load-report', {
                loaded: format.count(data.loaded),
                unchanged: format.count(data.unchanged),
                refused: format.count(data.refused),
              })}{' '}
              {data.due > 0 && <span className="quiet">{say('web-load-due', { count: data.due })}</span>}
            </p>
            <ul>
              {data.books.map((book) => {
                const whole = book.loaded + book.unchanged + book.refused;
                return (
                  <li key={book.id}>
                    {KINDS[book.kind].title[language]} {book.year}/{book.volume} ·{' '}
                    {say(`web-load-${book.state}`)}
                    <Meter
                      of={whole}
                      label={String(whole)}
                      parts={[
                        { value: book.loaded, tone: 'good' },
                        { value: book.unchanged },
                        { value: book.refused, tone: 'warn' },
                      ]}
                    />
                  </li>
                );
              })}
            </ul>
            {data.refusals.length > 0 && (
              <ul>
                {data.refusals.map((one) => (
                  <li key={one.entryId}>
                    {KINDS[one.kind].title[language]} {one.number ?? say('web-no-number')}: {one.message}
                  </li>
                ))}
              </ul>
            )}
          </div>
        )
      }
    </Loaded>
  );
};
