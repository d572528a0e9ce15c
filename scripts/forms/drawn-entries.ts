/** Made-up pages of one edition, an entry on each, with the true places in pixels of the file. */
import { join } from 'node:path';
import { getEdition } from '../../src/forms/catalog.ts';
import type { Edition } from '../../src/forms/edition.ts';
import { truthOf } from '../ledger/book/place.ts';
import { planLedger } from '../ledger/book/plan.ts';
import { drawFile, openDesk, parseLedgerOptions } from '../ledger/make.ts';
import { type Placed, placed } from './placed.ts';

/** What scripts that draw such pages let people choose. */
export const DRAWING = {
  hand: { type: 'string', default: 'typewriter' },
  damage: { type: 'string', default: 'light' },
  seed: { type: 'string', default: '1' },
  dpi: { type: 'string', default: '200' },
} as const;

export type Drawing = Readonly<Record<keyof typeof DRAWING, string>>;
export type DrawnEntry = Readonly<{ path: string; truth: readonly Placed[] }>;

/** An edition with one entry on a page and its places. @throws Error for tables, which have columns and no places */
const entryForm = (id: string): { edition: Edition; places: Parameters<typeof placed>[0] } => {
  const edition = getEdition(id);
  const layout = edition.layouts.find((one) => one.class === 'entry');
  if (layout === undefined || layout.table !== undefined)
    throw new Error(`${id} is no form of one entry on a page`);
  return { edition, places: layout.fields };
};

/**
 * Draws one page after the other, each when it is asked for.
 * @param seed of the run and the purpose: different purposes have different pages.
 */
export async function* drawnEntries(
  id: string,
  entries: number,
  { hand, damage, dpi }: Drawing,
  { seed, out }: { seed: string; out: string },
): AsyncGenerator<DrawnEntry> {
  const { edition, places } = entryForm(id);
  const settings = parseLedgerOptions({
    kinds: [edition.kind],
    edition: id,
    entries,
    hand: hand as 'typewriter',
    damage: damage as 'light',
    seed: `${seed}/${id}`,
    dpi: Number(dpi),
    voidRate: 0,
    out,
  });
  const books = planLedger(settings);
  const desk = await openDesk(settings);
  for (const [b, book] of books.entries()) {
    for (const [s, sheet] of book.sheets.entries()) {
      if (sheet.pages.length !== 1 || sheet.pages[0]?.class !== 'entry') continue;
      await drawFile(settings, books, desk, { book: b, sheet: s });
      yield { path: join(out, sheet.file), truth: placed(places, truthOf(settings, book, sheet)) };
    }
  }
}
