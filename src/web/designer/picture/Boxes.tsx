/** Boxes over a sample, in pixels of the screen: their lines stay as thin however far one zooms. */
import { memo, type PointerEvent } from 'react';
import type { BoxMm } from '../../../forms/edition.ts';
import { HANDLES, type Handle } from '../editing/boxes.ts';
import { type Mark, sameChoice } from '../editing/find.ts';

/** How a box is shown: its number in the list, and whether it has its name. */
export type Look = Readonly<{
  tag: string;
  tone: 'named' | 'guessed' | 'unnamed' | 'wrong';
}>;

type Props = Readonly<{
  marks: readonly Mark[];
  chosen: Mark | null;
  ghost: Readonly<{ mark: Mark | null; box: BoxMm }> | null;
  /** Screen pixels a millimetre takes. */
  scale: number;
  /** Where the paper's upper left corner is on the screen. */
  origin: Readonly<{ x: number; y: number }>;
  lookOf: (mark: Mark) => Look;
  onDown: (event: PointerEvent, mark: Mark, handle: Handle | null) => void;
}>;

const HANDLE_SIZE = 9;
/** A column moves only to its sides. */
const COLUMN_HANDLES: readonly Handle[] = ['e', 'w'];
/** On what is smaller on the screen than this, more handles would hide it. */
const ROOM = 36;
const SMALL_HANDLES: readonly Handle[] = ['se'];
const FLAT_HANDLES: readonly Handle[] = ['nw', 'ne', 'e', 'se', 'sw', 'w'];

const handlesFor = ({ type, box }: Mark, scale: number): readonly Handle[] => {
  if (type === 'column') return COLUMN_HANDLES;
  if (box[2] * scale < ROOM) return SMALL_HANDLES;
  return box[3] * scale < ROOM ? FLAT_HANDLES : HANDLES;
};

export const Boxes = ({ marks, chosen, ghost, scale, origin, lookOf, onDown }: Props) => {
  const boxOf = (mark: Mark): BoxMm =>
    ghost?.mark != null && sameChoice(ghost.mark, mark) ? ghost.box : mark.box;
  const handles = chosen === null ? [] : handlesFor(chosen, scale);
  return (
    <svg
      className="picture-boxes"
      aria-hidden="true"
      onPointerDown={(event) => {
        const target = event.target instanceof Element ? event.target : null;
        const handle = target?.getAttribute('data-handle') as Handle | null | undefined;
        const box = target?.closest('[data-box]') ?? null;
        const mark =
          handle == null
            ? marks.find(
                ({ item, line }) =>
                  item === box?.getAttribute('data-box') && `${line}` === box.getAttribute('data-line'),
              )
            : chosen;
        if (mark != null) onDown(event, mark, handle ?? null);
      }}
    >
      <g transform={`translate(${origin.x} ${origin.y})`}>
        {marks.map((mark) => (
          <OneBox
            key={`${mark.item} ${mark.line}`}
            mark={mark}
            box={boxOf(mark)}
            scale={scale}
            look={lookOf(mark)}
            isChosen={mark === chosen}
          />
        ))}
        {ghost !== null && ghost.mark === null && (
          <rect className="picture-drawn" {...screen(ghost.box, scale)} />
        )}
        {chosen !== null &&
          handles.map((handle) => {
            const { x, y } = handleAt(handle, boxOf(chosen), scale);
            return (
              <rect
                key={handle}
                className="picture-handle"
                data-handle={handle}
                x={x - HANDLE_SIZE / 2}
                y={y - HANDLE_SIZE / 2}
                width={HANDLE_SIZE}
                height={HANDLE_SIZE}
                style={{ cursor: `${handle}-resize` }}
              />
            );
          })}
      </g>
    </svg>
  );
};

const screen = ([x, y, width, height]: BoxMm, scale: number) => ({
  x: x * scale,
  y: y * scale,
  width: width * scale,
  height: height * scale,
});

const handleAt = (handle: Handle, [x, y, width, height]: BoxMm, scale: number) => ({
  x: (handle.includes('w') ? x : handle.includes('e') ? x + width : x + width / 2) * scale,
  y: (handle.includes('n') ? y : handle.includes('s') ? y + height : y + height / 2) * scale,
});

type OneProps = Readonly<{
  mark: Mark;
  box: BoxMm;
  scale: number;
  look: Look;
  isChosen: boolean;
}>;

const OneBox = memo(
  ({ mark, box, scale, look, isChosen }: OneProps) => {
    const { x, y, width, height } = screen(box, scale);
    const tagWidth = 7 * look.tag.length + 6;
    // At the end of a line there is seldom writing; a tick box is too small for it.
    const tag = mark.type === 'line' ? { x: x + width - tagWidth, y } : { x, y: y - 12 };
    return (
      <g
        className="picture-box"
        data-box={mark.item}
        data-line={mark.line}
        data-tone={look.tone}
        data-type={mark.type}
        data-chosen={isChosen || undefined}
      >
        <rect x={x} y={y} width={Math.max(2, width)} height={Math.max(2, height)} />
        {look.tag !== '' && (
          <>
            <rect className="picture-tag" x={tag.x} y={tag.y} width={tagWidth} height={12} />
            <text x={tag.x + tagWidth / 2} y={tag.y + 9.5}>
              {look.tag}
            </text>
          </>
        )}
      </g>
    );
  },
  (before, after) =>
    before.box === after.box &&
    before.scale === after.scale &&
    before.isChosen === after.isChosen &&
    before.look.tag === after.look.tag &&
    before.look.tone === after.look.tone &&
    before.mark.item === after.mark.item &&
    before.mark.line === after.mark.line,
);
