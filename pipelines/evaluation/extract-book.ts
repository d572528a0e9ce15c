/**
 * Extracts the entries of a book that was read for measuring, with the context that the extract stage gives to a page when
 * all of its book is read. The stage itself may know less: it does not wait for the pages that follow.
 */
import { getEdition, layoutOf } from '../../src/forms/catalog.ts';
import { extractEntry } from '../../src/reading/extract.ts';
import type { ExtractedEntry } from '../../src/reading/extract-types.ts';
import { guessFromNeighbours, officialsAround, type SequencePage } from '../../src/reading/sequence.ts';
import type { ReadEntry } from './read-ledger.ts';
import type { KnownBook, TrueEntry } from './truth.ts';

/** Entries in the order of their pages; null where the machine gave no entry. */
export const extractBook = (
  { book }: KnownBook,
  read: ReadonlyMap<TrueEntry, ReadEntry | null>,
): readonly (readonly [TrueEntry, ExtractedEntry | null])[] => {
  const pages: readonly SequencePage[] = [...read.values()].map((page) => ({
    class: page?.class ?? 'unknown',
    readings: page?.readings ?? null,
  }));
  const known = {
    office: book.office,
    years: { from: book.year, to: book.year },
    volume: `${book.volume.padStart(2, '0')}/${book.year}`,
  };
  return [...read].map(([entry, page], at) => {
    if (page?.class !== 'entry') return [entry, null] as const;
    const edition = getEdition(page.edition);
    const layout = layoutOf(edition, 'entry');
    if (layout === undefined || edition.kind !== book.kind) return [entry, null] as const;
    const context = {
      ...known,
      ...guessFromNeighbours(book.kind, pages, at, known),
      around: officialsAround(pages, at),
    };
    return [
      entry,
      extractEntry({
        kind: book.kind,
        edition,
        layout,
        context,
        fieldReadings: page.readings,
        quality: page.quality,
      }),
    ] as const;
  });
};
