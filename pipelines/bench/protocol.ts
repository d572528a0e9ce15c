/**
 * What the bench does: the CPU work of the stages, in processes of its own, so that no picture ever blocks the event loop
 * of a worker and a page that hangs or crashes a native library takes nobody else with it. Requests and answers are plain
 * data; pictures travel as files.
 */
import type { ErrorParams } from '../../src/domain/errors.ts';
import type { KindCode } from '../../src/domain/kinds.ts';
import type { DraftProposal } from '../../src/forms/draft/proposal.ts';
import type { Edition, Layout, PageClass, Side } from '../../src/forms/edition.ts';
import type { FieldReadings } from '../../src/reading/entry-readings.ts';
import type { PageQuality } from '../../src/reading/evidence.ts';
import type { BookContext, ExtractedEntry } from '../../src/reading/extract-types.ts';
import type { BookText } from '../../src/reading/lines/book-words.ts';
import type { BookLesson, LearntBook } from '../../src/reading/lines/learn-book.ts';
import type { Carry, SheetEntries, SheetReadings } from '../../src/reading/rows/entries.ts';
import type { RowReading } from '../../src/reading/rows/row-reading.ts';
import type { SeenOnSide } from '../forms/sample.ts';
import type { FormTrial } from '../forms/trial.ts';

export type ListedFile = Readonly<{ mediaType: string; frameCount: number }>;

export type ImagedPage = Readonly<{
  side: 'whole' | 'left' | 'right';
  /** The encoded page in the request's `outFolder`. */
  path: string;
  width: number;
  height: number;
  dpi: number;
  rotation: number;
  skew: number;
  blur: number | null;
  contrast: number;
  ink: number;
  toFile: readonly number[];
  notes: readonly string[];
  /** A reason not to go on with this page (`page-too-blurred`, …); null when it can be read. */
  unreadable: string | null;
}>;

export type ReadPage =
  | Readonly<{
      type: 'read';
      class: PageClass;
      editionId: string;
      editionVersion: number;
      fitErrorMm: number;
      fitConfidence: number;
      readings: FieldReadings;
      /** Rows of a page with a table; `readings` are then of what stands outside of it. */
      table?: Readonly<{ side: Side; rows: readonly RowReading[] }>;
      engine: Readonly<{ id: string; version: string }>;
    }>
  | Readonly<{ type: 'form-unknown'; guesses: string }>
  /** A page of another kind of ledger got in between. */
  | Readonly<{ type: 'other-kind'; edition: string }>;

/** An edition that an office made, with the paths of its blank forms' pictures by layout class. */
export type OfficeForm = Readonly<{ edition: Edition; pictures: Readonly<Record<string, string>> }>;

/** A side of a sample, straightened. */
export type SampleSide = Readonly<{
  side: Side;
  /** The encoded page in the request's `outFolder`. */
  path: string;
  width: number;
  height: number;
  dpi: number;
  seen: SeenOnSide;
}>;

/** What the blank form of a class of pages is made from: its picture, or a straight sample page that was written on. */
export type BlankSource = Readonly<{ class: Layout['class']; path: string; sampleDpi: number | null }>;

/** What was learnt of a book (book_hands): its own last layer and its words; read with as long as it comes with requests. */
export type KnownHand = Readonly<{
  version: string;
  weights: Uint8Array | null;
  words: readonly BookText[] | null;
}>;

/** Every request with its answer: one table for both sides. */
export type BenchWork = {
  'list-file': { request: { path: string }; answer: ListedFile };
  'image-frame': {
    request: { path: string; frame: number; outFolder: string };
    answer: readonly ImagedPage[];
  };
  'read-page': {
    request: {
      path: string;
      dpi: number;
      kind: KindCode;
      edition: string;
      /** What a page of a table ledger is looked at with. */
      table?: {
        side: 'whole' | 'left' | 'right';
        /** Path of the page to its left, where the numbers of its rows stand. */
        mate: string | null;
        /** Of the book: editions with tables that were in use then are tried before all others. */
        year: number;
      };
      hand?: KnownHand;
      /** Editions of offices that the page may be of, besides the shipped ones. */
      forms?: readonly OfficeForm[];
    };
    answer: ReadPage;
  };
  /** `texts` by place: what is known to stand there. `entry` tells the lessons of this page from others. */
  'lessons-of-page': {
    request: {
      entry: number;
      path: string;
      dpi: number;
      kind: KindCode;
      edition: string;
      texts: Readonly<Record<string, string>>;
      forms?: readonly OfficeForm[];
    };
    answer: readonly BookLesson[];
  };
  'learn-hand': {
    request: { lessons: readonly BookLesson[] };
    answer: Omit<LearntBook, 'head'> & { weights: Uint8Array | null };
  };
  'extract-sheet': {
    request: {
      kind: KindCode;
      editionId: string;
      /** Where the edition is of an office. */
      edition?: Edition;
      context: BookContext;
      sheet: SheetReadings;
      next: SheetReadings | null;
      carry: Carry;
    };
    answer: SheetEntries;
  };
  'extract-entry': {
    request: {
      kind: KindCode;
      editionId: string;
      edition?: Edition;
      layoutClass: 'entry' | 'cover' | 'closing';
      context: BookContext;
      readings: FieldReadings;
      quality?: PageQuality;
    };
    answer: ExtractedEntry;
  };
  /** A page that somebody makes a form from. */
  'look-at-sample': {
    request: {
      path: string;
      frame: number;
      class: Layout['class'];
      spread: 'auto' | 'never' | 'always';
      kind: KindCode | null;
      /** Editions of offices, whose wordings count besides those of the shipped ones. */
      known: readonly Edition[];
      outFolder: string;
    };
    answer: { proposal: DraftProposal; sides: readonly SampleSide[] };
  };
  /** A form that is not saved, tried on a page; and the known form that fits it best beside. */
  'try-draft': {
    request: {
      path: string;
      frame: number;
      edition: Edition;
      blanks: readonly BlankSource[];
      /** Of the known forms those of this kind; null: none. */
      kind: KindCode | null;
      forms: readonly OfficeForm[];
      outFolder: string;
    };
    answer: {
      width: number;
      height: number;
      trials: readonly FormTrial[];
      rival: { edition: string; version: number; confidence: number } | null;
    };
  };
  /** Pictures of blank forms, as they are saved with an edition. */
  'draw-blanks': {
    request: { edition: Edition; blanks: readonly BlankSource[]; outFolder: string };
    answer: { paths: Readonly<Record<string, string>> };
  };
  /** A frame as a WebP of this width at most, written to `out`. */
  'draw-frame': {
    request: { path: string; frame: number; width: number; out: string };
    answer: { width: number; height: number };
  };
};
export type BenchTask = keyof BenchWork;

export type BenchRequest = {
  [T in BenchTask]: { id: number; task: T; request: BenchWork[T]['request'] };
}[BenchTask];
export type BenchAnswer =
  | Readonly<{ id: number; ok: true; answer: unknown; rss: number }>
  | Readonly<{ id: number; ok: false; code: string; params: ErrorParams; rss: number }>;
