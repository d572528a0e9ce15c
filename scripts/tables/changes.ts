/** Changes of a page picture that a table finder must stand, with where things then are. */
import sharp, { type Sharp } from 'sharp';
import type { Picture } from '../../src/imaging/raster.ts';

export const CHANGES = ['none', 'skew', 'lean', 'crop', 'half', 'dark', 'faint', 'noise'] as const;
export type ChangeName = (typeof CHANGES)[number];

type Box = { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
export type Changed = {
  readonly picture: Picture;
  /** The box around where a box of the original now is. */
  readonly box: (box: Box) => Box;
  /** Pixels of the changed picture a pixel of the original. */
  readonly scale: number;
};

const toPicture = async (image: Sharp): Promise<Picture> => {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    channels: info.channels === 1 ? 1 : 3,
    data: new Uint8Array(data.buffer, data.byteOffset, data.length),
  };
};

const open = ({ width, height, channels, data }: Picture): Sharp =>
  sharp(data, { raw: { width, height, channels }, limitInputPixels: false });

const turned = async (picture: Picture, degrees: number): Promise<Changed> => {
  const image = open(picture).rotate(degrees, { background: '#888' });
  const out = await toPicture(picture.channels === 1 ? image.toColourspace('b-w') : image.removeAlpha());
  const angle = (degrees * Math.PI) / 180;
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  const place = (x: number, y: number) => ({
    x: (x - picture.width / 2) * c - (y - picture.height / 2) * s + out.width / 2,
    y: (x - picture.width / 2) * s + (y - picture.height / 2) * c + out.height / 2,
  });
  return {
    picture: out,
    scale: 1,
    // The middle goes along exactly; a line's box keeps its size (truth boxes around turned lines would be too large).
    box: ({ x, y, w, h }) => {
      const middle = place(x + w / 2, y + h / 2);
      return { x: middle.x - w / 2, y: middle.y - h / 2, w, h };
    },
  };
};

const same = (picture: Picture): Changed => ({ picture, scale: 1, box: (box) => box });

/** A reproducible noise: every run sees the same grain. */
const grain = (picture: Picture, strength: number): Picture => {
  const data = new Uint8Array(picture.data.length);
  let state = 12345;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const a = state >>> 24;
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = Math.max(0, Math.min(255, picture.data[i]! + ((a + (state >>> 24) - 255) / 255) * strength));
  }
  return { ...picture, data };
};

export const changed = async (picture: Picture, change: ChangeName, name: string): Promise<Changed> => {
  const { width, height } = picture;
  const sign = name.length % 2 === 0 ? 1 : -1;
  switch (change) {
    case 'none':
      return same(picture);
    case 'skew':
      return turned(picture, sign * 1.3);
    case 'lean':
      return turned(picture, sign * -2.6);
    case 'crop': {
      const [left, top, w, h] = [0.02, 0.03, 0.97, 0.93];
      const region = {
        left: Math.round(width * left),
        top: Math.round(height * top),
        width: Math.round(width * w),
        height: Math.round(height * h),
      };
      return {
        picture: await toPicture(open(picture).extract(region)),
        scale: 1,
        box: (box) => ({ ...box, x: box.x - region.left, y: box.y - region.top }),
      };
    }
    case 'half': {
      const out = await toPicture(open(picture).resize(Math.round(width * 0.6)));
      const scale = out.width / width;
      return {
        picture: out,
        scale,
        box: ({ x, y, w, h }) => ({ x: x * scale, y: y * scale, w: w * scale, h: h * scale }),
      };
    }
    case 'dark':
      return same(await toPicture(open(picture).linear(0.55, 0)));
    case 'faint':
      return same(await toPicture(open(picture).linear(0.4, 140)));
    case 'noise':
      return same(grain(picture, 40));
  }
};
