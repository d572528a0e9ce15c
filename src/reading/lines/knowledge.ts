/**
 * What the line reader may know while it reads: how Vietnamese is spelt (always), and the places, names or dates that a
 * field can hold (when asked). Every model answers for texts it has never seen, so knowledge draws and never forces.
 */

import { ETHNIC_GROUPS } from '../../domain/ethnic-groups.ts';
import { NAME_SYLLABLES, SURNAMES } from '../../domain/names.ts';
import { NATIONALITIES } from '../../domain/nationalities.ts';
import { legalSyllables } from '../../domain/syllables.ts';
import type { FieldHint } from '../engine.ts';
import {
  CAUSES,
  NOTES,
  NUMBERED,
  OFFICES,
  PAPER_PHRASES,
  PLACES,
  RELATIONS,
  TITLES,
} from '../knowledge/phrases.ts';
import { provinces, type Unit } from '../knowledge/units.ts';
import { asLetter, type BeamOptions } from './beam.ts';
import type { PackedContexts } from './contexts.ts';
import { dateLines } from './date-lines.ts';
import { type LetterModel, LINE_END, lettersFrom, packLetters } from './letters.ts';
import { readLetters } from './letters-file.ts';
import { mixLetters } from './mixture.ts';
import { STREETS } from './streets.ts';

/** `none` knows the spelling of syllables and nothing else: no list of words, names or places. */
export const KNOWLEDGE = ['none', 'place', 'name', 'date', 'text'] as const;
export type Knowledge = (typeof KNOWLEDGE)[number];

type Line = Readonly<{ text: string; weight: number }>;

/** Distinct letters the models tell apart, roughly: what chance gives each. */
export const LETTERS = 110;

const built = new Map<Knowledge, LetterModel>();

/** The model of letters for a kind of knowledge; made with its first use, then kept. */
export const letterModel = (knowledge: Knowledge): LetterModel => {
  const known = built.get(knowledge);
  if (known !== undefined) return known;
  const letters = lettersFrom(readLetters(knowledge) ?? learnKnowledge(knowledge), LETTERS);
  const model = knowledge === 'none' ? wordwise(letters) : mixLetters(letters, letterModel('none'));
  built.set(knowledge, model);
  return model;
};

/** Learns a kind of knowledge anew, which takes up to two seconds: the build keeps what comes of it (letters-file.ts). */
export const learnKnowledge = (knowledge: Knowledge): PackedContexts => packLetters(LINES[knowledge]());

/** What is known about a field of this type. */
export const knowledgeFor = (type: FieldHint['type']): Knowledge => BY_TYPE[type] ?? 'none';

const BY_TYPE: Readonly<Partial<Record<FieldHint['type'], Knowledge>>> = {
  place: 'place',
  office: 'text',
  'person-name': 'name',
  date: 'date',
  'date-words': 'date',
  relation: 'text',
  text: 'text',
  'ethnic-group': 'text',
  nationality: 'text',
};

/** Weight of knowledge and what a letter gets back, chosen on validation lines. */
const WEIGHTS: Readonly<Record<'none' | 'known', Readonly<{ weight: number; bonus: number }>>> = {
  none: { weight: 0.25, bonus: 0.3 },
  known: { weight: 0.6, bonus: 1 },
};
/** How lines are searched with that knowledge. */
export const searchWith = (knowledge: Knowledge): BeamOptions => ({
  width: 16,
  count: 5,
  ...(knowledge === 'none' ? WEIGHTS.none : WEIGHTS.known),
});

/** Words are judged one by one: a gap ends one and starts the next. */
const wordwise = (words: LetterModel): LetterModel => ({
  start: words.start,
  step: (state, letter) => {
    const step = words.step(state, letter === ' ' ? LINE_END : letter);
    return letter === ' ' ? { state: words.start, logp: step.logp } : step;
  },
});

/** Syllables by the laws of spelling, all alike, and numbers. */
function* spelling(): Generator<Line> {
  for (const syllable of legalSyllables()) yield* bothSeats({ text: syllable, weight: 1 });
  const numbers = legalSyllables().size / 5;
  for (let n = 0; n < 1000; n++) yield { text: String(n), weight: numbers / (n < 100 ? 150 : 2700) };
  for (let year = 1900; year < 2030; year++) yield { text: String(year), weight: numbers / 400 };
}

/** `hòa` is written `hoà`, too. */
function* bothSeats({ text, weight }: Line): Generator<Line> {
  const other = text.replace(OLD_SEAT, (pair: string) => newSeat(pair));
  if (other === text) yield { text, weight };
  else {
    yield { text, weight: weight / 2 };
    yield { text: other, weight: weight / 2 };
  }
}
const OLD_SEAT = /(?<!q)(?:[òóỏõọ][ae]|[ùúủũụ]y)(?!\p{L})/gu;
const newSeat = (pair: string): string => {
  const [glide = '', tone = ''] = pair[0]?.normalize('NFD') ?? '';
  return `${glide}${pair[1] ?? ''}${tone}`.normalize('NFC');
};

/** As the models of letters see a text: small, gaps single. */
export const foldLetters = (text: string): string =>
  [...text.normalize('NFC')].map(asLetter).join('').replace(/ +/gu, ' ').trim();

function* folded(lines: Iterable<Line>): Generator<Line> {
  for (const { text, weight } of lines) yield* bothSeats({ text: foldLetters(text), weight });
}

function* unitLines(): Generator<Line> {
  const full = ({ type, name }: Unit): string => `${type} ${name}`;
  for (const province of provinces()) {
    const named = province.type === 'tỉnh' ? province.name : full(province);
    yield { text: full(province), weight: 8 };
    yield { text: province.name, weight: 8 };
    if (province.type !== 'tỉnh') yield { text: `tp ${province.name}`, weight: 8 };
    for (const district of province.children) {
      yield { text: `${full(district)} ${named}`, weight: 1 };
      yield { text: `${district.name} ${named}`, weight: 3 };
      for (const commune of district.children) {
        yield { text: `${full(commune)} ${full(district)} ${province.name}`, weight: 1 };
        yield { text: `${commune.name} ${district.name} ${province.name}`, weight: 0.4 };
        if (province.type !== 'tỉnh')
          yield { text: `${full(commune)} ${full(district)} tp ${province.name}`, weight: 1 };
      }
    }
  }
}

/** Shares fall with the rank (Zipf). */
function* nameLines(weight: number): Generator<Line> {
  const share = (rank: number): number => weight / (1 + rank / 4);
  for (const [rank, surname] of SURNAMES.entries()) {
    yield { text: `${surname} văn`, weight: share(rank) * 0.3 };
    yield { text: `${surname} thị`, weight: share(rank) * 0.3 };
    yield { text: surname, weight: share(rank) };
    for (const [after, syllable] of NAME_SYLLABLES.slice(0, 60).entries()) {
      yield { text: `${surname} ${syllable}`, weight: share(rank) / (8 + after * 2) };
    }
  }
  for (const [rank, syllable] of NAME_SYLLABLES.entries()) {
    yield { text: `văn ${syllable}`, weight: share(rank) * 0.3 };
    yield { text: `thị ${syllable}`, weight: share(rank) * 0.3 };
    yield { text: syllable, weight: share(rank) };
  }
}

function* phraseLines(lists: readonly (readonly string[])[], weight: number): Generator<Line> {
  for (const list of lists) for (const text of list) yield { text, weight };
}

function* numberedLines(weight: number): Generator<Line> {
  for (const word of NUMBERED)
    for (let n = 1; n < 30; n++) yield { text: `${word} ${n}`, weight: weight / n };
}

/** Beside some tens of thousands of units and names; anything from 5 to 200 reads the same. */
const HOUSES = 20;

/** Houses of a street: a number, now and then with a letter (`219B`); small numbers and early letters are commoner. */
function* houseLines(weight: number): Generator<Line> {
  for (let n = 1; n < 400; n++) {
    const share = weight / (1 + n / 40);
    yield { text: String(n), weight: share };
    for (const [rank, letter] of [...'abcdefgh'].entries())
      yield { text: `${n}${letter}`, weight: (share * 0.15) / (1 + rank) };
  }
}

const LINES: Readonly<Record<Knowledge, () => Iterable<Line>>> = {
  none: spelling,
  place: function* () {
    yield* folded(unitLines());
    yield* folded(nameLines(200));
    yield* folded(phraseLines([PLACES], 20));
    yield* folded(phraseLines([STREETS], 8));
    yield* numberedLines(20);
    yield* houseLines(HOUSES);
  },
  name: function* () {
    yield* folded(nameLines(1000));
  },
  date: function* () {
    yield* dateLines();
  },
  text: function* () {
    yield* folded(phraseLines([RELATIONS, TITLES, OFFICES, PLACES, CAUSES, NOTES, PAPER_PHRASES], 20));
    yield* folded(
      ETHNIC_GROUPS.flatMap(({ name, spellings }) => [name, ...spellings]).map((text) => ({
        text,
        weight: 10,
      })),
    );
    yield* folded(
      NATIONALITIES.flatMap(({ name, spellings }) => [name, ...spellings]).map((text) => ({
        text,
        weight: 5,
      })),
    );
    yield* folded(nameLines(100));
    yield* numberedLines(20);
    yield* folded(unitLines());
  },
};
