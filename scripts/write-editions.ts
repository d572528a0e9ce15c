/**
 * Writes the edition files that are described in scripts/forms (`src/forms/editions/<ID>.json`). Run it after a description
 * changed, then `npx biome format --write src/forms/editions` and scripts/draw-blank-forms.ts; a test compares.
 */
import { writeFileSync } from 'node:fs';
import { packagePath } from '../src/config/root.ts';
import { draftOf } from './forms/form.ts';
import { FORMS } from './forms/forms.ts';

for (const form of FORMS) {
  const file = packagePath('src/forms/editions', `${form.id}.json`);
  writeFileSync(file, `${JSON.stringify(draftOf(form), null, 2)}\n`);
  console.log(file);
}
