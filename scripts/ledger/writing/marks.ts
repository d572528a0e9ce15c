/** Marks on the paper: letters as a writer's hand makes them, strokes, ticks, signatures and stamps. */
import { type Bounds, boundsOf, mapOutline, type Outline } from '../drawing/outline.ts';
import { MM_PER_POINT, placeText } from '../drawing/text.ts';
import type { Random } from '../random.ts';
import { createRandom } from '../random.ts';
import type { Hand, Rgb } from './hands.ts';
import type { WrittenLine } from './lines.ts';

/** How the ink lies: even, dotted away by a worn ribbon, banded by an inkjet, patchy from a rubber stamp. */
export type Grain = 'even' | 'ribbon' | 'inkjet' | 'rubber';

export type Mark = Readonly<{
  /** mm on the paper */
  outline: Outline;
  ink: Rgb;
  /** 0…1 */
  strength: number;
  /** > 1 fattens, < 1 thins */
  weight: number;
  grain: Grain;
}>;

/** A letter's mark with its place in the text, so that parts of a writing know their own ink. */
export type LetterMark = Mark & Readonly<{ index: number }>;

export const markBounds = (mark: Mark): Bounds | null => boundsOf(mark.outline);

/** Writes lines of text. Letters stand in the order of the text, spaces leave no mark. */
export const writeLines = (
  random: Random,
  hand: Hand,
  lines: readonly WrittenLine[],
  size: number,
): readonly LetterMark[] => lines.flatMap((line) => writeLine(random, hand, line, size));

const writeLine = (random: Random, hand: Hand, line: WrittenLine, size: number): readonly LetterMark[] => {
  const letters = placeText(hand.face, line.text, line.x, line.baseline, { size });
  const move = mover(random, hand, line, size);
  let index = line.offset;
  return letters.flatMap((letter) => {
    const at = index;
    index += letter.character.length;
    if (letter.outline.length === 0) return [];
    const { outline, strength } = move(letter.character, letter.outline, letter.from, letter.to);
    return [
      {
        outline,
        ink: hand.ink,
        strength: Math.min(1, hand.strength * strength),
        weight: hand.weight,
        grain: grainOf(hand),
        index: at,
      },
    ];
  });
};

const grainOf = (hand: Hand): Grain =>
  hand.kind === 'typewriter' ? 'ribbon' : hand.kind === 'print' && hand.strength < 0.93 ? 'inkjet' : 'even';

type Move = (
  character: string,
  outline: Outline,
  from: number,
  to: number,
) => Readonly<{ outline: Outline; strength: number }>;

const mover = (random: Random, hand: Hand, line: WrittenLine, size: number): Move => {
  switch (hand.kind) {
    case 'print':
      return (_character, outline) => ({ outline, strength: 1 });
    case 'typewriter':
      return typewriterMover(random, hand, size);
    case 'handwriting':
      return penMover(random, hand, line, size);
  }
};

/** Every key has its own way of hitting: a little high, a little light. On top comes the typist's touch. */
const typewriterMover = (random: Random, hand: Hand, size: number): Move => {
  const em = size * MM_PER_POINT;
  const lineShift = random.normal(0, 0.12);
  return (character, outline) => {
    const key = createRandom(hand.keys + character);
    const dx = (key.normal(0, 0.012) + random.normal(0, 0.008)) * em;
    const dy = (key.normal(0, 0.016) + random.normal(0, 0.012)) * em + lineShift;
    return {
      outline: mapOutline(outline, (x, y) => [x + dx, y + dy]),
      strength: key.between(0.82, 1.05) * random.between(0.78, 1.08),
    };
  };
};

/** Slant, a baseline that climbs and wanders, letters that differ each time, pressure that comes and goes. */
const penMover = (random: Random, hand: Hand, line: WrittenLine, size: number): Move => {
  const em = size * MM_PER_POINT;
  const slope = random.normal(0, 0.0035);
  const wander = random.between(0.05, 0.2);
  const wave = random.between(14, 34);
  const phase = random.between(0, 7);
  const slant = Math.tan((hand.slantDegrees * Math.PI) / 180);
  let pressure = 1;
  return (_character, outline, from, to) => {
    const middle = (from + to) / 2;
    const along = from - line.x;
    const dy =
      Math.max(-0.5, Math.min(0.5, slope * along)) +
      wander * Math.sin((2 * Math.PI * along) / wave + phase) +
      random.normal(0, 0.012) * em;
    const dx = random.normal(0, 0.01) * em;
    const turn = random.normal(0, 0.018);
    const grow = 1 + random.normal(0, 0.022);
    const bend = random.normal(0, 0.05);
    pressure = Math.max(0.8, Math.min(1.1, pressure + random.normal(0, 0.05)));
    return {
      outline: mapOutline(outline, (x, y) => {
        const rx = (x - middle) * grow;
        const ry = (y - line.baseline) * grow;
        const lean = -ry * slant - (bend * ry * ry) / em;
        return [middle + dx + rx + lean - turn * ry, line.baseline + dy + ry + turn * rx];
      }),
      strength: pressure,
    };
  };
};

/** The ink of marks as small boxes (mm), which stay tight when the page is turned or bent. */
export const inkOf = (marks: readonly Mark[]): readonly Bounds[] =>
  marks.flatMap((mark) => {
    const bounds = markBounds(mark);
    return bounds === null ? [] : [bounds];
  });
