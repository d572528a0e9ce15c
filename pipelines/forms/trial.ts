/** What trying a form on a file tells, in pixels of the file. */
import type { Box, Point, Quarter } from '../../src/imaging/geometry.ts';

/** `[x, y, width, height]` and `[x, y]`, whole pixels of the file. */
type FileBox = readonly [number, number, number, number];
type FilePoint = readonly [number, number];

/** What was found on one side of one page. */
export type FormTrial = {
  readonly file: string;
  /** From 1. */
  readonly frame: number;
  readonly side: 'single' | 'left' | 'right';
  /** The form that was found; of a file on which several were tried and none was found `auto`, version 0. */
  readonly edition: string;
  readonly version: number;
  readonly class: 'entry' | 'cover' | 'closing' | 'void' | 'blank' | 'unknown';
  /** 0…1 that this is a page of the form; null fit error where nothing was found. */
  readonly confidence: number;
  readonly fitErrorMm: number | null;
  readonly dpi: number | null;
  /** Degrees clockwise by which the file must be turned to be upright. */
  readonly rotation: Quarter;
  /** Where a spread is parted, from top to bottom. */
  readonly parting: readonly FilePoint[] | null;
  readonly columns: readonly {
    readonly key: string;
    readonly heading: string;
    readonly role: string;
    readonly margin: boolean;
    readonly box: FileBox;
    readonly left: readonly FilePoint[];
    readonly right: readonly FilePoint[];
    /** Whether the rules at its sides were really seen. */
    readonly seen: { readonly left: boolean; readonly right: boolean };
    /** How much of its width the file shows. */
    readonly visible: number;
  }[];
  readonly rows: readonly {
    readonly ordinal: number;
    readonly kind: 'entry' | 'continued' | 'heading';
    readonly box: FileBox;
    readonly confidence: number;
    readonly cells: Readonly<
      Record<string, { readonly box: FileBox; readonly polygon: readonly FilePoint[] }>
    >;
  }[];
  /** Places outside of tables. */
  readonly fields: readonly { readonly names: readonly string[]; readonly box: FileBox }[];
};

/** Where a trial was made, and with which form. */
export type TrialAt = Pick<FormTrial, 'file' | 'frame' | 'edition' | 'version'>;

export const nothingFound = (at: TrialAt, side: FormTrial['side']): FormTrial => ({
  ...at,
  side,
  class: 'unknown',
  confidence: 0,
  fitErrorMm: null,
  dpi: null,
  rotation: 0,
  parting: null,
  columns: [],
  rows: [],
  fields: [],
});

/** How sure it is that all of it is of the form: what was not found counts as nothing. */
export const sureness = (trials: readonly FormTrial[]): number =>
  trials.reduce((sum, { confidence, fitErrorMm }) => sum + (fitErrorMm === null ? 0 : confidence), 0) /
  Math.max(1, trials.length);

/** Whole pixels within a picture: a table may go on beyond what the file shows. */
export const within = ({ width, height }: Size) => {
  const pixel = ({ x, y }: Point): FilePoint => [
    Math.round(Math.min(Math.max(x, 0), width)),
    Math.round(Math.min(Math.max(y, 0), height)),
  ];
  const pixels = (box: Box): FileBox => {
    const [left, top] = pixel(box);
    const [right, bottom] = pixel({ x: box.x + box.width, y: box.y + box.height });
    return [left, top, right - left, bottom - top];
  };
  return { pixel, pixels };
};

export type Size = { readonly width: number; readonly height: number };

export const rounded = (value: number): number => Math.round(value * 1000) / 1000;
