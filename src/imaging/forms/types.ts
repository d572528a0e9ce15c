/**
 * What the form half of the imaging room takes and gives. Paper coordinates are millimetres from the upper left corner of
 * the upright sheet, as in an edition file; page coordinates are pixels of the page picture as it was handed in (edge
 * based, see geometry.ts), which may lie on its side: the map knows.
 */
import type { BoxMm, Edition, FieldPlace, Layout } from '../../forms/edition.ts';
import type { Box, Mat3, Point, Quad, Quarter } from '../geometry.ts';
import type { Gray } from '../raster.ts';

export type LayoutClass = Layout['class'];

/** A layout of an edition and the picture of its blank print, from which its anchors are made. */
export type LayoutRef = {
  readonly edition: Edition;
  readonly layout: Layout;
  /** The blank form, grey, the whole sheet: `width` pixels are `edition.paper.width` millimetres. */
  readonly blank: Gray;
};

/** A map from the paper to a page as plain data, to be stored with the page. */
export type PageMapData = {
  readonly format: 1;
  /** millimetres → pixels of the page, applied after the local correction. */
  readonly homography: Mat3;
  /** Cubic B-spline of displacements in millimetres; its control points are `step` apart, the first lies at `origin`. */
  readonly local: {
    readonly origin: readonly [number, number];
    readonly step: readonly [number, number];
    readonly columns: number;
    readonly rows: number;
    readonly dx: readonly number[];
    readonly dy: readonly number[];
  } | null;
};

export type PageMap = {
  readonly data: PageMapData;
  /** Millimetres on the paper → pixels of the page. */
  readonly toPage: (x: number, y: number) => Point;
  /** Pixels of the page → millimetres on the paper. */
  readonly toPaper: (x: number, y: number) => Point;
  /** Corners of a box of the paper on the page. */
  readonly quadOf: (box: BoxMm) => Quad;
  /** The smallest upright box around a box of the paper, in pixels of the page. */
  readonly boxOf: (box: BoxMm) => Box;
};

export type FormFit = {
  readonly editionId: string;
  readonly editionVersion: number;
  readonly layoutClass: LayoutClass;
  /** How the page picture must be turned clockwise to be upright. The map already contains it. */
  readonly rotation: Quarter;
  /** 0…1: that layout and rotation are right. */
  readonly confidence: number;
  /** Root mean square distance between the anchors that were found and where the map puts them. */
  readonly fitErrorMm: number;
  readonly anchors: { readonly found: number; readonly total: number };
  readonly map: PageMap;
};

export type FormGuess = {
  readonly editionId: string;
  readonly layoutClass: LayoutClass;
  readonly rotation: Quarter;
  readonly confidence: number;
};

export type FormMatch = {
  /** null: the page fits no candidate; hold it as `form-unknown` with the guesses. */
  readonly best: FormFit | null;
  /** Best first, the best included, at most five. */
  readonly guesses: readonly FormGuess[];
};

export type MatchOptions = {
  /** Rotations to try; default all that suit the shape of the page. */
  readonly rotations?: readonly Quarter[];
  /** Resolution of the page where it is known (a flat scan): one more scale to try, not trusted. */
  readonly dpi?: number;
  /** Below it nothing fits; default 0.5. A forced edition passes one candidate and a lower bar. */
  readonly minConfidence?: number;
};

/** An upright, straightened picture of one line of the form. */
export type LineCrop = {
  /** Ink on white: background 255, printed form removed. Height is `box` and margins at `dpi`. */
  readonly crop: Gray;
  readonly dpi: number;
  /** The line's box of the edition and what the crop shows, millimetres on the paper. */
  readonly boxMm: BoxMm;
  readonly cropMm: BoxMm;
  /** The line's box (not the margins) on the page. */
  readonly quad: Quad;
  readonly box: Box;
  /** Pixels of the crop → pixels of the page. */
  readonly toPage: (x: number, y: number) => Point;
};

export type InkMeasure = {
  /** Ink that is the writer's, in square millimetres, and how much of the line's width it spans (0…1). */
  readonly area: number;
  readonly span: number;
  readonly blank: boolean;
  /** Smallest box around the ink on the page; null when blank. */
  readonly box: Box | null;
  /** 0…1 that the writing is struck through, and the strokes as `[from, to, y]` in pixels of the crop. */
  readonly struck: number;
  readonly strikes: readonly (readonly [from: number, to: number, y: number])[];
  /** Pieces as large as letters, too faint to be told from bleed-through, that the crop does not show. */
  readonly faint: number;
  /** Share of the line's box covered by red ink (a stamp), which the crop does not show. */
  readonly red: number;
};

export type CutLine = LineCrop & { readonly ink: InkMeasure };

export type CutField = {
  readonly place: FieldPlace;
  /** Lines of the place in reading order. Blank ones are included. */
  readonly lines: readonly CutLine[];
  /** How many lines, from the first, hold writing. */
  readonly written: number;
  /** Around the place, and around its ink, in pixels of the page. */
  readonly placeBox: Box;
  readonly inkBox: Box | null;
};

export type TickReading = {
  readonly options: readonly {
    readonly code: string;
    /** Share of the inside of the box that is inked, 0…1. */
    readonly share: number;
    readonly ticked: boolean;
    readonly confidence: number;
    readonly box: Box;
  }[];
  /** Codes of the ticked boxes; none and several are both possible. */
  readonly codes: readonly string[];
  readonly confidence: number;
};

export type EntryPageClass = {
  readonly class: 'entry' | 'blank' | 'void';
  readonly confidence: number;
};
