/** What is printed on a form, drawn from its data: for forms of which there is no picture. */
import type { DraftPart } from '../../../forms/draft/draft.ts';

type Props = Readonly<{
  part: DraftPart;
  perMm: number;
  page: Readonly<{ width: number; height: number }>;
}>;

const POINT_MM = 0.3528;
const ANCHORS = { left: 'start', center: 'middle', right: 'end' } as const;

export const PrintedForm = ({ part, perMm, page }: Props) => (
  <svg width={page.width} height={page.height} aria-hidden="true" className="picture-print">
    {part.rules.map(({ key, from, to, style, width }) => (
      <line
        key={key}
        x1={from[0] * perMm}
        y1={from[1] * perMm}
        x2={to[0] * perMm}
        y2={to[1] * perMm}
        strokeWidth={width * perMm}
        {...(style === 'dotted' ? { strokeDasharray: `${perMm * 0.4} ${perMm * 0.8}` } : {})}
      />
    ))}
    {part.texts.map(({ key, text, x, y, size, weight, align }) => (
      <text
        key={key}
        x={x * perMm}
        y={y * perMm}
        fontSize={size * POINT_MM * perMm}
        fontWeight={weight === 'bold' ? 700 : 400}
        fontStyle={weight === 'italic' ? 'italic' : 'normal'}
        textAnchor={ANCHORS[align]}
      >
        {text}
      </text>
    ))}
  </svg>
);
