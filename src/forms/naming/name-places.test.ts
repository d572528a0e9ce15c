import { describe, expect, it } from 'vitest';
import { editions } from '../catalog.ts';
import { guessKind, namePlaces, type Unnamed } from './name-places.ts';
import { targetNames, wordingsOf } from './wordings.ts';

const KNOWN = wordingsOf([...editions().values()].filter(({ id }) => id !== 'KH-2016')).wordings;
const place = (label: string, ...above: string[]): Unnamed => ({ label, above });
const namesOf = (places: readonly Unnamed[], kind: 'KH' | 'KS' = 'KH'): (string | undefined)[] =>
  namePlaces(places, kind, KNOWN).map((guess) => (guess === null ? undefined : targetNames(guess.target)[0]));
const couple = (first: string, second: string): Unnamed[] =>
  [first, second].flatMap((heading) => [
    place('Họ, chữ đệm, tên:', heading),
    place('Dân tộc:', 'Họ, chữ đệm, tên:'),
    place('Quốc tịch:', 'Họ, chữ đệm, tên:'),
  ]);
const WIFE = ['voHoTen', 'voDanToc', 'voQuocTich'];
const HUSBAND = ['chongHoTen', 'chongDanToc', 'chongQuocTich'];

describe('places of an unknown form', () => {
  it.each([
    ['read', 'I. VỢ', 'II. CHỒNG'],
    ['with its number run into its word', 'LVỢ', 'II.CHỒNG'],
    ['that could not be read, while the other could', '', 'II. CHỒNG'],
  ])('belong to the person of the heading above, %s', (_, first, second) => {
    expect(namesOf(couple(first, second))).toEqual([...WIFE, ...HUSBAND]);
  });

  it('are named by their own label before the heading above', () => {
    expect(namesOf([place('Họ, chữ đệm, tên của chồng:', 'VỢ')])).toEqual(['chongHoTen']);
  });

  it('are named once each, and left to a person where nothing is like their label', () => {
    const [first, second, ...rest] = namesOf([
      place('Ghi chú:'),
      place('Ghi chú:'),
      place('Xyzzy'),
      place(''),
    ]);
    expect(first).toBe('ghiChu');
    expect(second).not.toBe('ghiChu');
    expect(rest).toEqual([undefined, undefined]);
  });

  it('tell the kind of their ledger', () => {
    expect(guessKind(couple('VỢ', 'CHỒNG'), ['SỔ ĐĂNG KÝ KẾT HÔN'], KNOWN)).toBe('KH');
  });

  it('are less sure where the label is only like the wording', () => {
    const [exact, near] = ['Dân tộc:', 'Dân tộ'].map(
      (label) => namePlaces([place(label, 'VỢ')], 'KH', KNOWN)[0],
    );
    expect(exact?.confidence).toBe(1);
    expect(near?.confidence).toBeLessThan(1);
  });
});

describe('wordings of known forms', () => {
  it('give no place the label of the place before it', () => {
    const notes = KNOWN.filter(({ target }) => targetNames(target).includes('ghiChu'));
    expect(new Set(notes.map(({ label }) => label))).toEqual(new Set(['ghi chu']));
  });
});
