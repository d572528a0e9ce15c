/**
 * Fits the confidences of each engine on folders whose truth is known, and writes them into src/reading/calibration.json:
 *
 *   npx tsx scripts/fit-confidence.ts --version 2026-11 --keep .readings FOLDER…
 *
 * The folders are made with `npm run make-ledger` from seeds, fonts and damage of their own; nothing else may have been
 * tuned on them, and figures are reported on others (`sohoa evaluate`). docs/confidence.md says which were taken.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { extractBook } from '../pipelines/evaluation/extract-book.ts';
import { openMachine } from '../pipelines/evaluation/machine.ts';
import { keepFolder, readBook } from '../pipelines/evaluation/read-ledger.ts';
import { readTruth } from '../pipelines/evaluation/truth.ts';
import { readEnvironment } from '../src/config/environment.ts';
import { packagePath } from '../src/config/root.ts';
import { findField } from '../src/domain/kinds.ts';
import { sameValue } from '../src/domain/values.ts';
import { type Calibration, calibrationSchema, type Model } from '../src/reading/confidence.ts';
import { fitModel, type Labelled } from './confidence/model.ts';

const SHIPPED = packagePath('src/reading/calibration.json');

const { values: options, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    version: { type: 'string' },
    /** Readings are kept here, so that the next fit only parses. */
    keep: { type: 'string' },
    out: { type: 'string', default: SHIPPED },
    /** Kept readings of this engine are taken although another one is installed. */
    reader: { type: 'string' },
    /** Only this engine is fitted; the others stay as they are (handwritten folders say little of print). */
    only: { type: 'string' },
  },
});
if (options.version === undefined || folders.length === 0) {
  console.error('fit-confidence --version NAME [--keep FOLDER] [--only ENGINE] [--out FILE] FOLDER…');
  process.exit(2);
}

const machine = openMachine(readEnvironment());
const reader = options.reader ?? machine.reader;
/** What is read by none of the engines (ticks, blanks, the book's own) is weighed with the first. */
const [MAIN, OTHERS] = ['tesseract-vie', ['line-reader']] as const;
/** Of an engine with fewer values only what a witness is worth is taken from the main one. */
const LEAST_OF_ENGINE = 300;

const labelled: (Labelled & Readonly<{ engine: string }>)[] = [];
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
          const [engine = ''] = value.engine.split('@');
          labelled.push({
            book: `${folder} ${dirname(entry.file)}`,
            type,
            evidence,
            right: sameValue(value, truth),
            engine,
          });
        }
      }
    }
  }
} finally {
  await machine.close();
}

const before = calibrationSchema.parse(JSON.parse(readFileSync(SHIPPED, 'utf8')));
const known = before.models[MAIN];
const main =
  options.only === undefined || known === undefined
    ? fitModel(
        labelled.filter(({ engine }) => !OTHERS.some((other) => other === engine)),
        reader,
      )
    : known;

const otherModel = (id: string): Model | undefined => {
  const own = labelled.filter(({ engine }) => engine === id);
  const known = before.models[id];
  // What was learnt on earlier pages is where a fit starts.
  if (own.length >= LEAST_OF_ENGINE) return fitModel(own, reader, known ?? main);
  const { seconded, echoed, opposed } = main.shared;
  return known && { ...known, shared: { ...known.shared, seconded, echoed, opposed } };
};

const models: Record<string, Model> = { ...before.models, [MAIN]: main };
for (const id of OTHERS) models[id] = otherModel(id) ?? main;
const fitted: Calibration = calibrationSchema.parse({ ...before, version: options.version, models });
writeFileSync(options.out, `${JSON.stringify(fitted, null, 2)}\n`);
// As lint wants it, which is part of the test command; a file outside the project is none of its business.
if (options.out === SHIPPED)
  execFileSync(packagePath('node_modules/.bin/biome'), ['format', '--write', SHIPPED]);
for (const [id, { values, wrong, shared, sources }] of Object.entries(fitted.models))
  console.log(`${id}: ${values} values, ${wrong} of them wrong`, shared, sources);
