/** What is said of the chosen column of a table. */
import type { DraftColumn, DraftPart } from '../../../forms/draft/draft.ts';
import { useSay } from '../../texts/texts.ts';
import { cellOf } from '../editing/choices.ts';
import { splitColumn, withColumn, withHolds, withTable } from '../editing/columns.ts';
import { withBox, without } from '../editing/edits.ts';
import { columnBox } from '../editing/find.ts';
import type { Names } from '../editing/names.ts';
import type { Hand } from '../use-designer.ts';
import { FieldPicker } from './FieldPicker.tsx';
import { Millimetres } from './Millimetres.tsx';

type Props = Readonly<{
  hand: Hand;
  part: DraftPart;
  column: DraftColumn;
  names: Names;
  onNext: () => void;
}>;

const ROLES = ['text', 'number', 'note', 'signature'] as const;

export const ColumnEditor = ({ hand, part, column, names, onNext }: Props) => {
  const say = useSay();
  const { draft, edit } = hand;
  const { table } = part;
  if (table === null) return null;
  const { key } = column;
  const chosen = { item: key, line: 0 };
  const put = (from: number, to: number, edge: string) => {
    const [, top, , height] = columnBox(table, column);
    edit(withBox(draft, part.key, chosen, [from, top, to - from, height]), {
      grain: `column ${key} ${edge}`,
    });
  };
  return (
    <div className="place-editor">
      <FieldPicker
        choices={names.cells}
        current={names.idOf(column)}
        title={names.titleOf(column)}
        used={names.used}
        onTake={(choice) => {
          edit(withHolds(draft, part.key, key, choice === null ? [] : [cellOf(choice.naming)]));
          if (choice !== null) onNext();
        }}
        onConfirm={() => {
          if (column.confidence !== null) edit(withColumn(draft, part.key, key, { confidence: null }));
          onNext();
        }}
      />
      <div className="editor-line">
        <label className="grow">
          {say('design-heading')}
          <input
            value={column.heading}
            maxLength={500}
            onChange={(event) =>
              edit(withColumn(draft, part.key, key, { heading: event.target.value }), {
                grain: `heading ${key}`,
              })
            }
          />
        </label>
        <label>
          {say('design-role')}
          <select
            value={column.role}
            onChange={(event) =>
              edit(withColumn(draft, part.key, key, { role: event.target.value as DraftColumn['role'] }))
            }
          >
            {ROLES.map((role) => (
              <option key={role} value={role}>
                {say(`design-role-${role}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="editor-line">
        <Millimetres
          label={say('design-from')}
          value={column.from}
          onChange={(from) => put(from, column.to, 'from')}
        />
        <Millimetres
          label={say('design-to')}
          value={column.to}
          onChange={(to) => put(column.from, to, 'to')}
        />
        <label className="check">
          <input
            type="checkbox"
            checked={table.rows.startsIn === key}
            onChange={(event) =>
              edit(withTable(draft, part.key, { rows: { startsIn: event.target.checked ? key : null } }))
            }
          />
          {say('design-starts-here')}
        </label>
        <label className="check">
          <input
            type="checkbox"
            checked={column.margin}
            onChange={(event) => edit(withColumn(draft, part.key, key, { margin: event.target.checked }))}
          />
          {say('design-margin')}
        </label>
      </div>
      <div className="editor-line buttons">
        <button
          type="button"
          className="plain-button small"
          onClick={() => edit(splitColumn(draft, part.key, key))}
        >
          {say('design-split-column')}
        </button>
        <button
          type="button"
          className="plain-button small bad-button"
          onClick={() => edit(without(draft, part.key, chosen), { chosen: null })}
        >
          {say('design-remove-column')}
        </button>
      </div>
    </div>
  );
};
