/** A list of entries: of a book, of a search, of today. */
import { Link } from 'react-router';
import { KINDS } from '../../domain/kinds.ts';
import type { EntryLine } from '../api/types.ts';
import { showDate } from '../entry/typing/dates.ts';
import { type TextKey, useSay, useTexts } from '../texts/texts.ts';
import { type Column, DataTable } from './DataTable.tsx';
import { StateBadge } from './parts.tsx';

type Props<L extends EntryLine> = Readonly<{
  lines: readonly L[];
  none: TextKey;
  extra?: (line: L) => string;
}>;

export const EntryTable = <L extends EntryLine>({ lines, none, extra }: Props<L>) => {
  const say = useSay();
  const { language } = useTexts();
  const columns: Column<L>[] = [
    {
      head: 'web-col-number',
      cell: (line) => <Link to={`/entry/${line.id}`}>{line.number ?? say('web-no-number')}</Link>,
    },
    { head: 'web-col-names', cell: (line) => line.names.join(' · ') },
    {
      head: 'web-col-registered',
      cell: (line) => (line.registeredOn === null ? '' : showDate(line.registeredOn)),
    },
    {
      head: 'web-col-book',
      cell: (line) => (
        <>
          {KINDS[line.kind].title[language]} {line.year}/{line.volume}
          <div className="quiet">{line.office.name}</div>
        </>
      ),
    },
    {
      head: 'web-col-state',
      cell: (line) => (
        <>
          <StateBadge
            state={line.state}
            text={say(
              line.state === 'candidate' && line.openFields === 0
                ? 'web-all-done'
                : `web-entry-${line.state}`,
            )}
          />
          {line.openFields > 0 && (
            <div className="quiet">{say('web-fields-left', { count: line.openFields })}</div>
          )}
        </>
      ),
    },
    ...(extra === undefined ? [] : [{ head: 'web-col-more' as const, cell: extra }]),
  ];
  return <DataTable rows={lines} columns={columns} keyOf={({ id }) => id} none={none} />;
};
