/** The table of a part: where its head and body are, and how its rows are found. */
import type { DraftPart, DraftTable } from '../../../forms/draft/draft.ts';
import { useSay } from '../../texts/texts.ts';
import { withNewTable, withoutTable, withTable } from '../editing/columns.ts';
import type { Hand } from '../use-designer.ts';
import { Millimetres } from './Millimetres.tsx';

export const TableData = ({ hand, part }: Readonly<{ hand: Hand; part: DraftPart }>) => {
  const say = useSay();
  const { draft, edit } = hand;
  const { table } = part;
  if (table === null) {
    return (
      <section aria-label={say('design-table')}>
        <h3>{say('design-table')}</h3>
        <p className="quiet">{say('design-table-none')}</p>
        <button
          type="button"
          className="plain-button small"
          onClick={() => edit(withNewTable(draft, part.key))}
        >
          {say('design-table-new')}
        </button>
      </section>
    );
  }
  const put = (change: Parameters<typeof withTable>[2], grain: string) =>
    edit(withTable(draft, part.key, change), { grain: `table ${grain}` });
  const starts = draft.parts
    .filter((one) => one.class === part.class)
    .flatMap((one) => one.table?.columns ?? []);
  return (
    <section aria-label={say('design-table')}>
      <h3>{say('design-table')}</h3>
      {(['head', 'body'] as const).map((span) => (
        <div key={span} className="editor-line">
          <span className="editor-which">{say(`design-table-${span}`)}</span>
          {(['from', 'to'] as const).map((end) => (
            <Millimetres
              key={end}
              label={say(`design-${end}`)}
              value={table[span][end]}
              onChange={(value) => put({ [span]: { ...table[span], [end]: value } }, `${span} ${end}`)}
            />
          ))}
        </div>
      ))}
      <div className="editor-line">
        <label className="grow">
          {say('design-rows-found')}
          <select
            value={table.rows.found}
            onChange={(event) =>
              put({ rows: { found: event.target.value as DraftTable['rows']['found'] } }, 'found')
            }
          >
            <option value="ruled">{say('design-rows-ruled')}</option>
            <option value="ink">{say('design-rows-ink')}</option>
          </select>
        </label>
        <label>
          {say('design-rows-start')}
          <select
            data-member="startsIn"
            value={table.rows.startsIn ?? ''}
            onChange={(event) => put({ rows: { startsIn: event.target.value || null } }, 'start')}
          >
            <option value="">{say('design-kind-unsaid')}</option>
            {starts.map(({ key, heading }) => (
              <option key={key} value={key}>
                {heading === '' ? key : heading}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="editor-line">
        <label>
          {say('design-rows-expected')}
          <input
            type="number"
            className="short"
            min={1}
            value={table.rows.expected ?? ''}
            onChange={(event) => {
              const rows = event.target.valueAsNumber;
              put({ rows: { expected: Number.isInteger(rows) && rows > 0 ? rows : null } }, 'expected');
            }}
          />
        </label>
        <label>
          {say('design-rows-height')}
          <input
            type="number"
            className="short"
            min={1}
            step={0.5}
            value={table.rows.height ?? ''}
            onChange={(event) => {
              const height = event.target.valueAsNumber;
              put({ rows: { height: height > 0 ? height : null } }, 'height');
            }}
          />
        </label>
        <button
          type="button"
          className="plain-button small bad-button"
          onClick={() => edit(withoutTable(draft, part.key))}
        >
          {say('design-table-remove')}
        </button>
      </div>
    </section>
  );
};
