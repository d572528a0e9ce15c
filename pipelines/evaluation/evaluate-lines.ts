/** Engines over single lines whose text is known: `labels.tsv` beside the pictures (file, text, and maybe split). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { z } from 'zod';
import { SohoaError } from '../../src/domain/errors.ts';
import { unifyTonePlacement } from '../../src/domain/text.ts';
import type { Crop, FieldHint, ReadingEngine } from '../../src/reading/engine.ts';
import type { Knowledge } from '../../src/reading/lines/knowledge.ts';
import { createLineEngine } from '../../src/reading/lines/line-engine.ts';
import { createTesseractEngine } from '../../src/reading/tesseract.ts';
import { createNativeTesseract } from './native-tesseract.ts';

export const LINE_ENGINES = ['line', 'line-greedy', 'tesseract.js', 'tesseract'] as const;
export type LineEngineName = (typeof LINE_ENGINES)[number];
export const LINE_KNOWLEDGE = ['none', 'place', 'name', 'date'] as const satisfies readonly Knowledge[];
export type LineKnowledge = (typeof LINE_KNOWLEDGE)[number];

export type KnownLine = Readonly<{ file: string; text: string }>;
export type ReadLine = KnownLine & Readonly<{ said: string; confidence: number }>;
export type LineRun = Readonly<{ engine: LineEngineName; lines: readonly ReadLine[]; seconds: number }>;

const rowSchema = z.object({
  file: z.string().min(1),
  text: z.string(),
  split: z.string().optional(),
});

const LABELS = 'labels.tsv';

/**
 * The lines of a folder, those of one split when it is named.
 * @throws SohoaError `lines-labels-missing`, `lines-labels-invalid` (with the line), `lines-split-unknown`,
 * `lines-picture-missing`.
 */
export const knownLines = (folder: string, split?: string): readonly KnownLine[] => {
  const file = join(folder, LABELS);
  if (!existsSync(file)) throw new SohoaError('lines-labels-missing', { file });
  const raw: unknown[] = parse(readFileSync(file), {
    columns: true,
    delimiter: '\t',
    quote: null,
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  const rows = raw.map((row, index) => {
    const read = rowSchema.safeParse(row);
    if (!read.success) throw new SohoaError('lines-labels-invalid', { file, line: index + 2 });
    return read.data;
  });
  const chosen = rows.filter((row) => split === undefined || row.split === split);
  if (chosen.length === 0) {
    const known = [...new Set(rows.map((row) => row.split ?? '–'))].join(', ');
    throw new SohoaError('lines-split-unknown', { split: split ?? '', known: known === '' ? '–' : known });
  }
  for (const row of chosen) {
    if (!existsSync(join(folder, row.file)))
      throw new SohoaError('lines-picture-missing', { file: row.file });
  }
  return chosen.map(({ file: name, text }) => ({ file: name, text: text.normalize('NFC') }));
};

const openEngine = (name: LineEngineName, knowledge: LineKnowledge): ReadingEngine => {
  switch (name) {
    case 'line':
      return createLineEngine({ knowledge });
    case 'line-greedy':
      return createLineEngine({ decoding: 'greedy' });
    case 'tesseract.js':
      return createTesseractEngine();
    case 'tesseract':
      return createNativeTesseract();
  }
};

const HINTS: Readonly<Record<LineKnowledge, FieldHint>> = {
  none: { type: 'text' },
  place: { type: 'place' },
  name: { type: 'person-name' },
  date: { type: 'date' },
};

/** Reads every line with one engine, one after the other; the first, which loads the engine, is read twice and timed once. */
export const readLines = async (
  folder: string,
  lines: readonly KnownLine[],
  engine: LineEngineName,
  knowledge: LineKnowledge,
  onLine: () => void = () => {},
): Promise<LineRun> => {
  const reader = openEngine(engine, knowledge);
  const hint = HINTS[knowledge];
  const read: ReadLine[] = [];
  let seconds = 0;
  try {
    const first = lines[0];
    if (first !== undefined) await reader.read(await cropOf(join(folder, first.file)), hint);
    for (const line of lines) {
      const crop = await cropOf(join(folder, line.file));
      const start = performance.now();
      const reading = await reader.read(crop, hint);
      seconds += (performance.now() - start) / 1000;
      read.push({ ...line, said: reading?.text ?? '', confidence: reading?.confidence ?? 0 });
      onLine();
    }
  } finally {
    await reader.close();
  }
  return { engine, lines: read, seconds };
};

const cropOf = async (path: string): Promise<Crop> => {
  const { data, info } = await sharp(path)
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
};

export type LineComparison = Readonly<{ ignoreCase?: boolean; ignorePunctuation?: boolean }>;

/** A text as it is compared: NFC, tones in one place, single spaces; without case or punctuation where asked. */
export const comparable = (text: string, { ignoreCase, ignorePunctuation }: LineComparison): string => {
  let plain = unifyTonePlacement(text.normalize('NFC'));
  if (ignorePunctuation === true) plain = plain.replace(/[^\p{L}\p{N}\s]+/gu, ' ');
  if (ignoreCase === true) plain = plain.toLocaleLowerCase('vi');
  return plain.replace(/\s+/gu, ' ').trim();
};
