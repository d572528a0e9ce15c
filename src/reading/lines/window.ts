/** The line of writing on a crop, as the network wants it. */
import type { Crop } from '../engine.ts';
import { findInk, inkThreshold } from '../ink.ts';
import { cleaned } from './photo.ts';
import { type Strip, stripOf, type Window } from './strip.ts';

/**
 * Crops of the cutter are pure white around the ink and have room above and below it. On any other paper a shadow or a
 * stain may pass for ink: those pictures are cleaned first (photo.ts).
 */
const CUT = { white: 255, share: 0.4, minHeight: 80 };
/** Air around the writing, as shares of its height; lines were trained with about as much. */
const AIR = { above: 0.06, beside: 0.2 };
/** Lower ink is no line of its own (a dash, a ditto mark): it keeps the air of a line around it. Pixels at 300 dpi. */
const LEAST_HEIGHT = 44;
const scaleOf = (crop: Crop): number => (crop.dpi ?? 300) / 300;
/** Less ink than this share of the crop, or fewer pixels, is dust. */
const DUST = { share: 0.0005, pixels: 12 };

/** The strip to read; null when there is no writing. */
export const lineOf = (crop: Crop): Strip | null => {
  if (isCut(crop)) {
    const ink = findInk(crop);
    return ink === null ? null : stripOf(crop, around(ink, crop));
  }
  const threshold = inkThreshold(crop);
  let dark = 0;
  for (let i = 0; i < crop.data.length; i++) if (crop.data[i]! <= threshold) dark += 1;
  if (dark < Math.max(DUST.pixels, DUST.share * crop.data.length)) return null;
  const { crop: clean, factor, ink, plain } = cleaned(crop);
  if (ink === null) return null;
  if (plain) return stripOf(crop);
  const strip = stripOf(clean, ink);
  return {
    ...strip,
    scale: strip.scale * factor,
    left: strip.left * factor,
    top: strip.top * factor,
    bottom: strip.bottom * factor,
  };
};

const isCut = (crop: Crop): boolean => {
  if (crop.height < CUT.minHeight * scaleOf(crop)) return false;
  let white = 0;
  for (let i = 0; i < crop.data.length; i++) if (crop.data[i]! >= CUT.white) white += 1;
  return white >= crop.data.length * CUT.share;
};

const around = (ink: Window, crop: Crop): Window => {
  const height = ink.bottom - ink.top;
  const air = height * AIR.above + Math.max(0, LEAST_HEIGHT * scaleOf(crop) - height) / 2;
  const side = Math.max(4, height * AIR.beside);
  return {
    left: Math.max(0, Math.floor(ink.left - side)),
    right: Math.min(crop.width, Math.ceil(ink.right + side)),
    top: Math.max(0, Math.floor(ink.top - air)),
    bottom: Math.min(crop.height, Math.ceil(ink.bottom + air)),
  };
};
