/** What waits, by office, kind and hand: take all of it, or only what one is good at. */
import { useQuery } from '@tanstack/react-query';
import { KINDS } from '../../domain/kinds.ts';
import type { Lane } from '../../domain/work.ts';
import { call } from '../api/client.ts';
import { useSay, useTexts } from '../texts/texts.ts';
import type { Filter } from './work.ts';

type Props = Readonly<{ lanes: readonly Lane[]; onBegin: (filter: Filter) => void }>;

export const WorkChooser = ({ lanes, onBegin }: Props) => {
  const say = useSay();
  const { language } = useTexts();
  const { data } = useQuery({
    queryKey: ['work.summary'],
    queryFn: () => call('work.summary'),
    refetchInterval: 20_000,
  });
  const items = (data?.items ?? []).filter((one) => lanes.includes(one.lane));
  const count = (entries: number) =>
    data !== undefined && entries >= data.countedTo ? `${data.countedTo}+` : String(entries);
  return (
    <div className="chooser">
      <button type="button" className="main-button" data-autofocus onClick={() => onBegin({})}>
        {say('web-begin-all')}
      </button>
      <button type="button" className="plain-button" onClick={() => onBegin({ includeSkipped: true })}>
        {say('web-begin-skipped')}
      </button>
      {items.length > 0 && <h2>{say('web-begin-some')}</h2>}
      <ul>
        {items.map((one) => (
          <li key={`${one.lane} ${one.office.id} ${one.kind} ${one.hand}`}>
            <button
              type="button"
              className="plain-button"
              onClick={() => onBegin({ officeId: one.office.id, kinds: [one.kind], hands: [one.hand] })}
            >
              <span>
                {KINDS[one.kind].title[language]} · {say(`web-hand-${one.hand}`)} · {one.office.name}
              </span>
              <span className="quiet">{say('web-entries-count', { count: count(one.entries) })}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
};
