/**
 * Draws the sets of made-up pages that confidences are fitted on and accuracy is measured on (scripts/reading/sets.json: kinds,
 * hand, damage and the fonts of each), so that anyone can fit and measure again:
 *
 *   npx tsx scripts/draw-sets.ts --out SETS --seed a [--data ../shared/data/handwriting] [NAME-PREFIX…]
 *   npx tsx scripts/fit-confidence.ts --version 2026-12 --keep readings SETS/fit-*
 *   node dist/src/cli/main.js evaluate SETS/held-* --keep readings
 *
 * A set's fonts are Debian's (by file name) or `npm:NAME/STYLE` of @expo-google-fonts; none of them trained the line reader.
 * Real lines go into the places of handwritten sets: to fit with, those of validation; to measure with, those of the test split.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';
import { packagePath } from '../src/config/root.ts';
import { KIND_CODES } from '../src/domain/kinds.ts';
import { isValidation } from './handwriting/validation.ts';
import { DAMAGE_LEVELS } from './ledger/damage/levels.ts';
import { makeLedger } from './ledger/make.ts';
import { HAND_CHOICES } from './ledger/writing/hands.ts';

const run = promisify(execFile);
/** Debian's, and what `python3 fonts.py` puts together of fonts that npm has in parts only. */
const FONT_ROOTS = [
  '/usr/share/fonts',
  '/usr/share/texmf/fonts',
  packagePath('scripts/train-handwriting/.cache/fonts'),
];

const setsSchema = z.record(
  z.string(),
  z.strictObject({
    kinds: z.array(z.enum(KIND_CODES)).min(1),
    edition: z.string().optional(),
    entries: z.int().positive(),
    hand: z.enum(HAND_CHOICES),
    damage: z.enum(DAMAGE_LEVELS),
    lines: z.enum(['validation', 'test']).optional(),
    fonts: z.array(z.string()).min(1),
  }),
);

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string' },
    seed: { type: 'string', default: 'a' },
    /** Folder of real lines with `labels.tsv`; handwritten sets without it have drawn places only. */
    data: { type: 'string', default: packagePath('../shared/data/handwriting') },
  },
});
if (options.out === undefined) {
  console.error('draw-sets --out FOLDER [--seed TEXT] [--data FOLDER] [NAME-PREFIX…]');
  process.exit(2);
}
const out = resolve(options.out);

/** Fonts by file name. */
const installed = new Map<string, string>();
for (const root of FONT_ROOTS) {
  const files = await readdir(root, { recursive: true }).catch(() => []);
  for (const file of files) installed.set(basename(file), join(root, file));
}

/** Takes one style of a font out of its npm package. */
const fetchFont = async (name: string, style: string, target: string): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'sohoa-font-'));
  try {
    await run('npm', ['pack', '--silent', `@expo-google-fonts/${name}`], { cwd: folder });
    const [archive] = (await readdir(folder)).filter((file) => extname(file) === '.tgz');
    if (archive === undefined) throw new Error(`npm has no @expo-google-fonts/${name}`);
    await run('tar', ['xzf', archive], { cwd: folder });
    const files = await readdir(folder, { recursive: true });
    const file = files.find((path) => path.endsWith(`_${style}.ttf`));
    if (file === undefined) throw new Error(`@expo-google-fonts/${name} has no style ${style}`);
    await copyFile(join(folder, file), target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** A folder with the set's fonts, named so that make-ledger knows which hand they are for. */
const fontFolder = async (set: string, hand: string, fonts: readonly string[]): Promise<string> => {
  const folder = join(out, '.fonts', set);
  await mkdir(folder, { recursive: true });
  for (const font of fonts) {
    const [, name = '', style = ''] = /^npm:([^/]+)\/(.+)$/.exec(font) ?? [];
    const target = join(folder, name === '' ? `${hand}-${font}` : `${hand}-${name}.ttf`);
    const source = installed.get(font);
    if (name !== '') await fetchFont(name, style, target);
    else if (source !== undefined) await copyFile(source, target);
    else
      throw new Error(`${set}: ${font} is missing (Debian's fonts-texgyre, -lmodern, -cmu, …, or fonts.py)`);
  }
  return folder;
};

/** The real lines once more, with the part of `train` that is kept out of training as a split of its own. */
const realLines = async (data: string): Promise<string> => {
  const folder = join(out, '.lines');
  const [header = '', ...rows] = (await readFile(join(data, 'labels.tsv'), 'utf8')).split(/\r?\n/);
  const parted = rows
    .filter((row) => row !== '')
    .map((row) => row.split('\t'))
    .map(([file = '', text = '', split = '']) =>
      [file, text, split === 'train' && isValidation(file) ? 'validation' : split].join('\t'),
    );
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await symlink(join(resolve(data), 'lines'), join(folder, 'lines'));
  await writeFile(join(folder, 'labels.tsv'), `${[header, ...parted].join('\n')}\n`);
  return folder;
};

const sets = setsSchema.parse(JSON.parse(await readFile(packagePath('scripts/reading/sets.json'), 'utf8')));
const names = Object.keys(sets).filter(
  (name) => wanted.length === 0 || wanted.some((prefix) => name.startsWith(prefix)),
);
const lines = await realLines(options.data).catch(() => undefined);
if (lines === undefined) console.error(`no real lines in ${options.data}: places are drawn with fonts`);

for (const name of names) {
  const set = sets[name];
  if (set === undefined) continue;
  const fonts = await fontFolder(name, set.hand, set.fonts);
  const made = await makeLedger({
    kinds: set.kinds,
    ...(set.edition === undefined ? {} : { edition: set.edition }),
    entries: set.entries,
    hand: set.hand,
    damage: set.damage,
    seed: `${name}-${options.seed}`,
    fonts,
    ...(set.lines === undefined || lines === undefined ? {} : { lines, linesSplit: set.lines }),
    voidRate: 0,
    out: join(out, name),
  });
  const people = createHash('sha256').update(JSON.stringify(made.entries)).digest('hex').slice(0, 8);
  console.log(`${name}: ${String(made.entries.length)} entries, truth ${people}`);
}
