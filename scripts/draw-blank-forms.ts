/**
 * Draws every layout of every shipped edition as a small grey PNG beside its JSON file
 * (`src/forms/editions/<ID>.<class>.png`, 100 dpi): what a scan is registered against. Run it after an edition changed;
 * a test compares.
 */
import { writeFileSync } from 'node:fs';
import { packagePath } from '../src/config/root.ts';
import { editions } from '../src/forms/catalog.ts';
import { blankFormPng } from './ledger/blank-png.ts';

for (const edition of editions().values()) {
  for (const layout of edition.layouts) {
    const file = packagePath('src/forms/editions', `${edition.id}.${layout.class}.png`);
    writeFileSync(file, await blankFormPng(edition, layout));
    console.log(file);
  }
}
