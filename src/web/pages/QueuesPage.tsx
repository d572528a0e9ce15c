/** The queues of the stages, for operators; the board itself for administrators of all offices. */
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { Loaded, useFormat } from '../parts/parts.tsx';
import { useSay } from '../texts/texts.ts';

const COLUMNS = ['waiting', 'active', 'delayed', 'waitingForChildren', 'completed', 'failed'] as const;
const FRESH_MS = 5_000;

export default function QueuesPage() {
  const say = useSay();
  const format = useFormat();
  const query = useQuery({
    queryKey: ['system.queues'],
    queryFn: () => call('system.queues'),
    refetchInterval: FRESH_MS,
  });
  return (
    <div className="page">
      <header className="page-head">
        <h1>{say('web-queues-title')}</h1>
        {query.data?.board != null && <a href={query.data.board}>{say('web-queues-board')}</a>}
      </header>
      <Loaded query={query}>
        {(data) => (
          <DataTable
            rows={data.items}
            keyOf={({ queue }) => queue}
            columns={[
              { head: 'web-col-queue', cell: ({ queue }) => say(`web-stage-${queue as 'read'}`) },
              ...COLUMNS.map((column) => ({
                head: `web-queue-${column}` as const,
                isNumber: true,
                cell: (one: (typeof data.items)[number]) => format.count(one[column]),
              })),
            ]}
          />
        )}
      </Loaded>
    </div>
  );
}
