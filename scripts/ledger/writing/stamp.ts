/** The office's round red stamp: two rings, the office's name around, a star in the middle. */
import type { Face } from '../drawing/faces.ts';
import { type Contour, mapOutline, type Outline, stroke } from '../drawing/outline.ts';
import { placeText, textWidth } from '../drawing/text.ts';
import type { Random } from '../random.ts';
import type { Mark } from './marks.ts';

const RADIUS_MM = 17.5;
const RED = [205, 38, 52] as const;

export type StampText = Readonly<{ upper: string; lower: string }>;

/** @param centre mm on the paper */
export const roundStamp = (
  random: Random,
  face: Face,
  text: StampText,
  centre: readonly [number, number],
): Mark => {
  const turn = random.normal(0, 0.2);
  const outline: Outline = [
    ...ring(RADIUS_MM, 0.75),
    ...ring(RADIUS_MM - 5.6, 0.3),
    star(5.2),
    ...arcText(face, text.upper, RADIUS_MM - 4.3, 9, true),
    ...arcText(face, text.lower, RADIUS_MM - 1.7, 7.5, false),
  ];
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return {
    outline: mapOutline(outline, (x, y) => [centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos]),
    ink: RED,
    strength: random.between(0.5, 0.85),
    weight: random.between(0.95, 1.25),
    grain: 'rubber',
  };
};

const ring = (radius: number, width: number): Outline =>
  stroke(
    Array.from({ length: 97 }, (_, i) => {
      const angle = (2 * Math.PI * i) / 96;
      return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
    }),
    width,
  );

const star = (radius: number): Contour => {
  const contour: number[] = [];
  for (let i = 0; i < 10; i++) {
    const angle = -Math.PI / 2 + (Math.PI * i) / 5;
    const reach = i % 2 === 0 ? radius : radius * 0.4;
    contour.push(reach * Math.cos(angle), reach * Math.sin(angle));
  }
  return contour;
};

/** Letters on a circle: around the top, feet inwards, or around the bottom, heads inwards. */
const arcText = (face: Face, text: string, radius: number, wanted: number, top: boolean): Outline => {
  const room = Math.PI * radius * (top ? 1.25 : 0.62);
  const natural = textWidth(face, text, { size: wanted });
  const size = natural > room ? (wanted * room) / natural : wanted;
  const width = textWidth(face, text, { size });
  return placeText(face, text, -width / 2, 0, { size }).flatMap((letter) => {
    const middle = (letter.from + letter.to) / 2;
    const angle = middle / radius;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return mapOutline(letter.outline, (x, y) => {
      const along = x - middle;
      return top
        ? [along * cos + (radius - y) * sin, along * sin - (radius - y) * cos]
        : [along * cos + (radius + y) * sin, -along * sin + (radius + y) * cos];
    });
  });
};
