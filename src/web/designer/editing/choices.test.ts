import { describe, expect, it } from 'vitest';
import { KINDS } from '../../../domain/kinds.ts';
import { cellOf, choiceIdOf, choicesFor, matching, type Vocabulary } from './choices.ts';

const vocabulary: Vocabulary = {
  kinds: [],
  fields: KINDS.KS.fields.map(({ name, label, type, critical }) => ({
    name,
    label: label.vi,
    type,
    critical,
    codes: [],
  })),
  bookFields: [{ name: 'book.volume', label: 'quyển số', type: 'volume', critical: false, codes: [] }],
  pageFields: [{ name: 'page.year', label: 'năm', type: 'text', critical: false, codes: [] }],
  grammars: [],
};
const WORDS = { paper: 'cả dòng giấy tờ', born: 'ngày sinh hoặc tuổi' };
const entry = choicesFor(vocabulary, { class: 'entry', table: null }, WORDS, false);

describe('what a place may be called', () => {
  it('is found by words without accents, in any order, by their beginnings', () => {
    const [first] = matching(entry, 'ngay si me');
    expect(first?.id).toBe('meNgaySinh');
    expect(matching(entry, 'Đăng ký').map(({ id }) => id)).toContain('ngayDangKy');
    expect(matching(entry, 'chahoten').map(({ id }) => id)).toEqual(['chaHoTen']);
    expect(matching(entry, 'xyz')).toEqual([]);
    expect(matching(entry, '  ')).toBe(entry);
  });

  it('offers the whole line of an identity paper with the parts that the person has', () => {
    const paper = entry.find(({ id }) => id === 'paper me');
    expect(paper?.naming).toEqual({
      type: 'paper',
      parts: { kind: 'meLoaiGiayToTuyThan', number: 'meSoGiayToTuyThan' },
    });
    if (paper === undefined) throw new Error('no paper');
    expect(choiceIdOf(cellOf(paper.naming))).toBe('paper me');
  });

  it('offers an age instead of a day of birth only in the cells of a table', () => {
    const cells = choicesFor(vocabulary, { class: 'entry', table: null }, WORDS, true);
    const age = cells.find(({ id }) => id === 'born meNgaySinh');
    if (age === undefined) throw new Error('no age');
    expect(choiceIdOf(cellOf(age.naming))).toBe('born meNgaySinh');
    expect(entry.some(({ id }) => id === 'born meNgaySinh')).toBe(false);
  });

  it('is the book’s on covers and closing pages', () => {
    const cover = choicesFor(vocabulary, { class: 'cover', table: null }, WORDS, false);
    expect(cover.map(({ id }) => id)).toEqual(['book.volume']);
  });
});
