/** What was found on a tried page, in pixels of its frame; lines stay thin however large the page is. */
import type { Box } from '../../../domain/values.ts';
import type { Trial, TrialNames } from './TrialView.tsx';

type Props = Readonly<{
  sides: Trial['sides'];
  page: Readonly<{ width: number; height: number }>;
  names: TrialNames;
  scale: number;
}>;

type Point = readonly [number, number];
const pointsOf = (points: readonly Point[]): string => points.map((point) => point.join(',')).join(' ');
const rect = ([x, y, width, height]: Box) => ({ x, y, width, height });

export const TrialShapes = ({ sides, page, names, scale }: Props) => (
  <svg className="trial-shapes" viewBox={`0 0 ${page.width} ${page.height}`} aria-hidden="true">
    {sides.map((side) => (
      <g key={side.side}>
        {side.parting !== null && <polyline className="trial-parting" points={pointsOf(side.parting)} />}
        {side.rows.map((row) => (
          <g key={row.ordinal} className="trial-row" data-kind={row.kind}>
            {Object.entries(row.cells).map(([key, cell]) => (
              <polygon key={key} points={pointsOf(cell.polygon)}>
                <title>{names.get(key)?.title ?? key}</title>
              </polygon>
            ))}
            {Object.keys(row.cells).length === 0 && <rect {...rect(row.box)} />}
          </g>
        ))}
        {side.columns.map((column) => (
          <g key={column.key} className="trial-column">
            <polyline points={pointsOf(column.left)} data-seen={column.seen.left} />
            <polyline points={pointsOf(column.right)} data-seen={column.seen.right} />
          </g>
        ))}
        {side.places.map(({ key, box }) => (
          <g key={`${key} ${box.join(' ')}`} className="trial-place">
            <rect {...rect(box)}>
              <title>{names.get(key)?.title ?? key}</title>
            </rect>
            <text x={box[0] + box[2] - 2 / scale} y={box[1] + 10 / scale} fontSize={10 / scale}>
              {names.get(key)?.number ?? ''}
            </text>
          </g>
        ))}
      </g>
    ))}
  </svg>
);
