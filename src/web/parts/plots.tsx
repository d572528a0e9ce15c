/** Small plots, drawn as SVG; each with its numbers as words for those who cannot see it. */
import { useSay } from '../texts/texts.ts';

type Bar = Readonly<{ label: string; value: number; title: string }>;

const WIDTH = 520;
const HEIGHT = 130;
const FOOT = 18;
const HEAD = 16;
const WIDEST_BAR = 36;

/** Bars over time; every bar has its number as a tooltip, the highest has it written. */
export const Bars = ({ bars, label }: Readonly<{ bars: readonly Bar[]; label: string }>) => {
  const say = useSay();
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  const step = WIDTH / Math.max(1, bars.length);
  const width = Math.min(WIDEST_BAR, step * 0.7);
  const every = Math.ceil(bars.length / 12);
  const highest = bars.findIndex((bar) => bar.value === most);
  return (
    <svg
      className="plot"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${label}: ${bars.map((bar) => bar.title).join(', ')}`}
    >
      <line x1="0" x2={WIDTH} y1={HEIGHT - FOOT} y2={HEIGHT - FOOT} stroke="#d5dce3" />
      {bars.every((bar) => bar.value === 0) && (
        <text x={WIDTH / 2} y={HEIGHT / 2} textAnchor="middle">
          {say('web-plot-empty')}
        </text>
      )}
      {bars.map((bar, index) => {
        const height = ((HEIGHT - FOOT - HEAD) * bar.value) / most;
        return (
          <g key={bar.label}>
            <rect
              x={index * step + (step - width) / 2}
              y={HEIGHT - FOOT - height}
              width={width}
              height={height}
              rx="2"
              fill="#4f96b5"
            >
              <title>{bar.title}</title>
            </rect>
            {index === highest && bar.value > 0 && (
              <text x={index * step + step / 2} y={HEIGHT - FOOT - height - 4} textAnchor="middle">
                {bar.value}
              </text>
            )}
            {index % every === 0 && (
              <text x={index * step + step / 2} y={HEIGHT - 4} textAnchor="middle">
                {bar.label}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
};

type Part = Readonly<{ value: number; tone?: 'good' | 'warn' }>;

/** A share of a whole as a bar. */
export const Meter = ({
  parts,
  of,
  label,
}: Readonly<{ parts: readonly Part[]; of: number; label: string }>) => (
  <div className="meter" role="img" aria-label={label} title={label}>
    {parts.map((part, index) => (
      <span
        // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other name and never change places
        key={index}
        data-tone={part.tone}
        style={{ width: `${of === 0 ? 0 : (100 * part.value) / of}%` }}
      />
    ))}
  </div>
);
