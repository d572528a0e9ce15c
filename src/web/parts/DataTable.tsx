/** A table of things that are alike: one row a thing, one description a column. */
import type { ReactNode } from 'react';
import { type TextKey, useSay } from '../texts/texts.ts';

export type Column<Row> = Readonly<{
  head: TextKey;
  cell: (row: Row) => ReactNode;
  /** Figures stand at the right, under each other. */
  isNumber?: boolean;
  /** The head is there for screen readers only: buttons say themselves what they do. */
  isHeadHidden?: boolean;
}>;

type Props<Row> = Readonly<{
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  keyOf: (row: Row) => string | number;
  /** Said instead of a table without rows. */
  none?: TextKey;
}>;

export const DataTable = <Row,>({ rows, columns, keyOf, none }: Props<Row>) => {
  const say = useSay();
  if (rows.length === 0 && none !== undefined) return <p className="quiet">{say(none)}</p>;
  return (
    <div className="table-box">
      <table className="table">
        <thead>
          <tr>
            {columns.map(({ head, isNumber, isHeadHidden }) => (
              <th key={head} className={classOf(isNumber)}>
                {isHeadHidden ? <span className="visually-hidden">{say(head)}</span> : say(head)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} data-row={keyOf(row)}>
              {columns.map(({ head, cell, isNumber }) => (
                <td key={head} className={classOf(isNumber)}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

const classOf = (isNumber: boolean | undefined): string | undefined => (isNumber ? 'number' : undefined);
