/**
 * Fits the confidences of one engine on folders whose truth is known, and writes them into src/reading/calibration.json:
 *
 *   npx tsx scripts/fit-confidence.ts --version 2026-11 --keep .readings FOLDER…
 *
 * The folders are made with `npm run make-ledger` from seeds, fonts and damage of their own; nothing else may have been
 * tuned on them, and figures are reported on others (`sohoa evaluate`). docs/confidence.md says which were taken.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { extractBook } from '../pipelines/evaluation/extract-book.ts';
import { openMachine } from '../pipelines/evaluation/machine.ts';
import { keepFolder, readBook } from '../pipelines/evaluation/read-ledger.ts';
import { readTruth } from '../pipelines/evaluation/truth.ts';
import { readEnvironment } from '../src/config/environment.ts';
import { packagePath } from '../src/config/root.ts';
import { findField } from '../src/domain/kinds.ts';
import { sameValue } from '../src/domain/values.ts';
import { calibrationSchema } from '../src/reading/confidence.ts';
import { fitModel, type Labelled } from './confidence/model.ts';

const { values: options, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    version: { type: 'string' },
    /** Readings are kept here, so that the next fit only parses. */
    keep: { type: 'string' },
    out: { type: 'string', default: packagePath('src/reading/calibration.json') },
    /** Kept readings of this engine are taken although another one is installed. */
    reader: { type: 'string' },
  },
});
if (options.version === undefined || folders.length === 0) {
  console.error('fit-confidence --version NAME [--keep FOLDER] [--out FILE] FOLDER…');
  process.exit(2);
}

const machine = openMachine(readEnvironment());
const reader = options.reader ?? machine.reader;
const labelled: Labelled[] = [];
try {
  for (const folder of folders) {
    for (const book of await readTruth(folder)) {
      const read = await readBook(folder, book, {
        ...machine,
        reader,
        keep: keepFolder(options.keep, folder),
      });
      for (const [entry, extracted] of extractBook(book, read)) {
        if (extracted === null) continue;
        for (const [name, truth] of Object.entries(entry.fields)) {
          const [value, evidence] = [extracted.fields[name], extracted.evidence[name]];
          const type = findField(entry.kind, name)?.type;
          if (value === undefined || evidence === undefined || type === undefined) continue;
          labelled.push({ page: `${folder} ${entry.file}`, type, evidence, right: sameValue(value, truth) });
        }
      }
    }
  }
} finally {
  await machine.close();
}

const model = fitModel(labelled, reader);
const before = calibrationSchema.parse(
  JSON.parse(readFileSync(packagePath('src/reading/calibration.json'), 'utf8')),
);
const [id = reader] = reader.split('@');
const fitted = calibrationSchema.parse({
  ...before,
  version: options.version,
  models: { ...before.models, [id]: model },
});
writeFileSync(options.out, `${JSON.stringify(fitted, null, 2)}\n`);
console.log(`${model.values} values, ${model.wrong} of them wrong, of ${reader} → ${options.out}`);
console.log(model.shared);
console.log(model.sources);
