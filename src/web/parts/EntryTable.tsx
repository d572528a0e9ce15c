/** A list of entries: of a book, of a search, of today. */
import { Link } from 'react-router';
import { KINDS } from '../../domain/kinds.ts';
import type { EntryLine } from '../api/types.ts';
import { showDate } from '../entry/typing/dates.ts';
import { type TextKey, useSay, useTexts } from '../texts/texts.ts';
import { StateBadge } from './parts.tsx';

type Props<L extends EntryLine> = Readonly<{
  lines: readonly L[];
  none: TextKey;
  extra?: (line: L) => string;
}>;

export const EntryTable = <L extends EntryLine>({ lines, none, extra }: Props<L>) => {
  const say = useSay();
  const { language } = useTexts();
  if (lines.length === 0) return <p className="quiet">{say(none)}</p>;
  return (
    <div className="table-box">
      <table className="table">
        <thead>
          <tr>
            <th>{say('web-col-number')}</th>
            <th>{say('web-col-names')}</th>
            <th>{say('web-col-registered')}</th>
            <th>{say('web-col-book')}</th>
            <th>{say('web-col-state')}</th>
            {extra !== undefined && <th>{say('web-col-more')}</th>}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id}>
              <td>
                <Link to={`/entry/${line.id}`}>{line.number ?? say('web-no-number')}</Link>
              </td>
              <td>{line.names.join(' · ')}</td>
              <td>{line.registeredOn === null ? '' : showDate(line.registeredOn)}</td>
              <td>
                {KINDS[line.kind].title[language]} {line.year}/{line.volume}
                <div className="quiet">{line.office.name}</div>
              </td>
              <td>
                <StateBadge state={line.state} text={say(`web-entry-${line.state}`)} />
                {line.openFields > 0 && (
                  <div className="quiet">{say('web-fields-left', { count: line.openFields })}</div>
                )}
              </td>
              {extra !== undefined && <td>{extra(line)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
