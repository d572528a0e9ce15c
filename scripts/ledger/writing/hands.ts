/** Who wrote: a printer, a typewriter or a person's hand, each with a face and its own kind of unevenness. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SohoaError } from '../../../src/domain/errors.ts';
import { type Face, openFace, packageFile } from '../drawing/faces.ts';
import { boundsOf } from '../drawing/outline.ts';
import type { Random } from '../random.ts';

export const HAND_KINDS = ['print', 'typewriter', 'handwriting'] as const;
export type HandKind = (typeof HAND_KINDS)[number];

export const HAND_CHOICES = [...HAND_KINDS, 'mixed'] as const;
export type HandChoice = (typeof HAND_CHOICES)[number];

export type Rgb = readonly [number, number, number];

/** What a writer does, chosen once a book; small variations come with every entry. */
export type Hand = Readonly<{
  kind: HandKind;
  face: Face;
  /** Type size in points. */
  size: number;
  ink: Rgb;
  /** How black the ink is, 0…1. */
  strength: number;
  /** Ink strokes fatter (> 1) or thinner (< 1) than the face's own. */
  weight: number;
  slantDegrees: number;
  /** Typewriter: which keys hit badly, as a seed. */
  keys: string;
}>;

type FaceFiles = Readonly<{ id: string; package: string; files: readonly string[] }>;

const expo = (name: string, ...files: string[]): FaceFiles => ({
  id: `${name}-${files[0]?.split('/')[0] ?? ''}`,
  package: `@expo-google-fonts/${name}`,
  files,
});

const FACES: Readonly<Record<HandKind, readonly FaceFiles[]>> = {
  print: [
    expo('tinos', '400Regular/Tinos_400Regular.ttf'),
    expo('tinos', '700Bold/Tinos_700Bold.ttf'),
    expo('tinos', '400Regular_Italic/Tinos_400Regular_Italic.ttf'),
    expo('noto-serif', '400Regular/NotoSerif_400Regular.ttf'),
    expo('be-vietnam-pro', '400Regular/BeVietnamPro_400Regular.ttf'),
  ],
  typewriter: [expo('cousine', '400Regular/Cousine_400Regular.ttf')],
  handwriting: [
    expo('patrick-hand', '400Regular/PatrickHand_400Regular.ttf'),
    expo('itim', '400Regular/Itim_400Regular.ttf'),
    expo('mali', '300Light/Mali_300Light.ttf'),
    expo('sriracha', '400Regular/Sriracha_400Regular.ttf'),
    expo('charm', '400Regular/Charm_400Regular.ttf'),
    expo('dancing-script', '400Regular/DancingScript_400Regular.ttf'),
    expo('bad-script', '400Regular/BadScript_400Regular.ttf'),
    expo('pangolin', '400Regular/Pangolin_400Regular.ttf'),
    expo('playpen-sans', '300Light/PlaypenSans_300Light.ttf'),
    {
      id: 'playwrite-vn',
      package: '@fontsource/playwrite-vn',
      files: ['files/playwrite-vn-latin-300-normal.woff'],
    },
  ],
};

/** The writers there are to choose from: shipped faces that are installed, or those of a folder. */
export type Writers = Readonly<Record<HandKind, readonly (() => Face)[]>>;

const opened = new Map<string, Face>();

const openOnce = (id: string, files: readonly string[]): Face => {
  const face = opened.get(id) ?? openFace(id, files);
  opened.set(id, face);
  return face;
};

/**
 * The faces for each kind of hand. Fonts of `folder` (TTF, OTF) take the place of the shipped ones for all kinds whose
 * word stands in a file's name (`print-…`, `typewriter-…`); the others are handwriting.
 * @throws SohoaError when a font of the folder cannot be read or lacks a letter, or the folder has none
 */
export const openWriters = (folder?: string): Writers => {
  const shipped = (kind: HandKind): readonly (() => Face)[] =>
    FACES[kind].flatMap((face) => {
      const files = face.files.map((file) => packageFile(face.package, file));
      return files.every((file) => file !== null) ? [() => openOnce(face.id, files)] : [];
    });
  const own = folder === undefined ? [] : folderFaces(folder);
  const facesOf = (kind: HandKind): readonly (() => Face)[] => {
    const mine = own.filter((face) => face.kind === kind).map((face) => () => face.face);
    return mine.length > 0 ? mine : shipped(kind);
  };
  return {
    print: facesOf('print'),
    typewriter: facesOf('typewriter'),
    handwriting: facesOf('handwriting'),
  };
};

const folderFaces = (folder: string): readonly Readonly<{ kind: HandKind; face: Face }>[] => {
  const names = readdirSync(folder)
    .filter((name) => /\.(ttf|otf|woff)$/i.test(name))
    .sort();
  if (names.length === 0) throw new SohoaError('ledger-no-fonts', { folder });
  return names.map((name) => ({
    kind: HAND_KINDS.find((kind) => name.toLowerCase().includes(kind)) ?? 'handwriting',
    face: openOnce(join(folder, name), [join(folder, name)]),
  }));
};

const PEN_INKS: readonly (readonly [Rgb, number])[] = [
  [[28, 48, 138], 55],
  [[38, 36, 92], 20],
  [[32, 34, 44], 20],
  [[72, 40, 120], 5],
];

/** Height of a capital, mm: handwriting faces differ wildly in it at the same type size. */
const CAPITAL_MM = { low: 2.75, high: 3.25 } as const;
const MM_PER_POINT = 25.4 / 72;

/** One writer of that kind. */
export const chooseHand = (random: Random, writers: Writers, kind: HandKind): Hand => {
  const open = random.pick(writers[kind]);
  if (open === undefined) throw new SohoaError('ledger-no-fonts', { folder: kind });
  const face = open();
  switch (kind) {
    case 'print':
      return {
        kind,
        face,
        size: random.pick([11, 11.5, 12]),
        ink: random.chance(0.8) ? [26, 26, 28] : [40, 40, 52],
        strength: random.between(0.88, 1),
        weight: random.between(0.95, 1.15),
        slantDegrees: 0,
        keys: '',
      };
    case 'typewriter':
      return {
        kind,
        face,
        size: random.pick([10.5, 11, 12]),
        ink: random.chance(0.85) ? [34, 33, 36] : [44, 40, 86],
        strength: random.between(0.82, 0.98),
        weight: random.between(1.1, 1.5),
        slantDegrees: 0,
        keys: String(random.next()),
      };
    case 'handwriting':
      return {
        kind,
        face,
        size: random.between(CAPITAL_MM.low, CAPITAL_MM.high) / capitalHeight(face) / MM_PER_POINT,
        ink: random.weighted(PEN_INKS),
        strength: random.between(0.8, 0.98),
        weight: random.between(0.9, 1.2),
        slantDegrees: random.normal(3, 5),
        keys: '',
      };
  }
};

/** ems from the baseline to the top of an H */
const capitalHeight = (face: Face): number => -(boundsOf(face.letter('H').outline)?.[1] ?? -0.7);

/** The same writer on another day: a little larger or smaller, steeper, drier. */
export const varyHand = (random: Random, hand: Hand): Hand => ({
  ...hand,
  size: hand.size * (hand.kind === 'handwriting' ? random.between(0.95, 1.05) : 1),
  strength: Math.min(1, hand.strength * random.between(0.88, 1.05)),
  weight: hand.weight * random.between(0.94, 1.06),
  slantDegrees: hand.slantDegrees + (hand.kind === 'handwriting' ? random.normal(0, 1.5) : 0),
});
