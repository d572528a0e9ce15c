import { describe, expect, it } from 'vitest';
import { field } from '../../domain/fields.ts';
import { BOOK, writing } from '../testing.ts';
import { parseIdentityPaper } from './identity-paper.ts';

const parse = (text: string) =>
  parseIdentityPaper(writing(text), {
    spec: field('x', 'code', 'x', 'x', { codeList: 'identityPaper' }),
    book: BOOK,
  });

const normals = (text: string) =>
  Object.fromEntries(Object.entries(parse(text)).map(([part, value]) => [part, value.normalized]));

describe('an identity paper on one line', () => {
  it.each([
    'CMND số 281234567 do Công an tỉnh Bình Dương cấp ngày 12/05/2010',
    'CMND số 281234567, cấp ngày 12/05/2010, nơi cấp Công an tỉnh Bình Dương',
    'CMND: 281234567, Công an tỉnh Bình Dương cấp ngày 12/05/2010',
    'Giấy CMND số: 281 234 567 do Công an tỉnh Bình Dương cấp ngày 12 tháng 5 năm 2010',
    'CMND số 281234567 gọ Công an tỉnh Bình Dương cấp ngày 12/05/2010',
    'CMND số 28/234567 do Công an tỉnh Bình Dương cấp ngày 12/05/2010',
    'CMNĐ sô 28l234567 đo Công an tỉnh Bình Dương câp ngày 12/O5/2010',
  ])('%s', (text) => {
    expect(normals(text)).toEqual({
      kind: '1',
      number: '281234567',
      issuedBy: 'Công an tỉnh Bình Dương',
      issuedOn: '2010-05-12',
      other: null,
    });
  });

  it('a name that ends like a word between the parts is whole', () => {
    const paper = normals('CMND số 171183682 do Công an thành phố Hà Nội cấp ngày 14/02/2013');
    expect(paper.issuedBy).toBe('Công an thành phố Hà Nội');
  });

  it('parts have boxes of their own', () => {
    const { kind, number } = parse('CMND số 281234567');
    expect(kind.box?.[0]).toBeLessThan(number.box?.[0] ?? 0);
    expect(number.box?.[2]).toBeLessThan(9 * 20);
  });

  it('parts that are not there are blank', () => {
    expect(parse('CCCD số 001095012345')).toMatchObject({
      kind: { normalized: '4' },
      issuedOn: { state: 'blank' },
      issuedBy: { state: 'blank' },
    });
  });

  it('a paper of another kind keeps its name', () => {
    expect(normals('Giấy phép lái tàu số 123456789')).toMatchObject({
      kind: '8',
      other: 'Giấy phép lái tàu',
    });
  });

  it('nothing written is five blanks', () => {
    expect(Object.values(parse('')).map((part) => part.state)).toEqual(Array(5).fill('blank'));
  });
});

it('a year alone is what is left of the day of issue', () => {
  expect(parse('CMND số 281234567 cấp ngày 12/05/2010').issuedOn.evidence.knowledge).toBe(1);
  expect(parse('CMND số 281234567 cấp ngày 2010').issuedOn.evidence.knowledge).toBe(0.5);
});
