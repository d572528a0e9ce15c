/**
 * Draws every layout without a table of every shipped edition as a small grey PNG beside its JSON file
 * (`src/forms/editions/<ID>.<class>.png`, 100 dpi): what a scan is registered against. Run it after an edition changed;
 * a test compares.
 */
import { writeFileSync } from 'node:fs';
import { packagePath } from '../src/config/root.ts';
import { editions } from '../src/forms/catalog.ts';
import { blankFormPng } from './ledger/blank-png.ts';

for (const edition of editions().values()) {
  // Tables are found by their rules; no picture of them is needed.
  for (const layout of edition.layouts.filter(({ table }) => table === undefined)) {
    const file = packagePath('src/forms/editions', `${edition.id}.${layout.class}.png`);
    writeFileSync(file, await blankFormPng(edition, layout));
    console.log(file);
  }
}
