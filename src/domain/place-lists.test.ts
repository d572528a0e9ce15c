import { describe, expect, it } from 'vitest';
import { isSohoaError } from './errors.ts';
import { placeKey, readPlaceList } from './place-lists.ts';

const list = (columns: readonly string[], ...cells: readonly (readonly string[])[]) =>
  readPlaceList(
    columns,
    cells.map((row, index) => ({
      line: index + 2,
      cells: Object.fromEntries(columns.map((name, at) => [name, row[at] ?? ''])),
    })),
  );

const refusal = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (isSohoaError(error)) return { code: error.code, ...error.params };
  }
  return null;
};

describe('lists of units', () => {
  it('know communes with what lies above them, districts, and provinces', () => {
    const columns = ['code', 'full_name', 'district_full_name', 'province_full_name'];
    const { units } = list(
      columns,
      ['24776', 'Xã An Nhơn', 'Huyện Đạ Tẻh', 'Tỉnh Lâm Đồng'],
      ['673', 'Thành phố Bảo Lộc', '', 'Tỉnh Lâm Đồng'],
      ['01', 'Thành phố Hà Nội'],
    );
    expect(units.map(({ level, path }) => [level, path])).toEqual([
      ['commune', 'Xã An Nhơn, Huyện Đạ Tẻh, Tỉnh Lâm Đồng'],
      ['district', 'Thành phố Bảo Lộc, Tỉnh Lâm Đồng'],
      ['province', 'Thành phố Hà Nội'],
    ]);
  });

  it('know what became of old units, whole or in part', () => {
    const columns = [
      ...['old_ward_code', 'old_ward', 'old_dist', 'old_prov'],
      ...['new_ward_code', 'new_ward', 'new_prov', 'ward_divided'],
    ];
    const { moves } = list(columns, ['1', 'Xã A', 'Huyện B', 'Tỉnh C', '2', 'Xã D', 'Tỉnh C', 'True']);
    const [island] = list(
      [...columns, 'old_dist_code'],
      [
        '',
        '',
        'Huyện Bạch Long Vĩ',
        'Thành phố Hải Phòng',
        '11948',
        'Đặc khu Bạch Long Vĩ',
        'Thành phố Hải Phòng',
        '',
        '318',
      ],
    ).moves;
    expect(island).toMatchObject({ oldCode: '318', oldPath: 'Huyện Bạch Long Vĩ, Thành phố Hải Phòng' });
    expect(moves).toEqual([
      { oldCode: '1', oldPath: 'Xã A, Huyện B, Tỉnh C', newCode: '2', newPath: 'Xã D, Tỉnh C', partly: true },
    ]);
  });

  it('know provinces that are no more, in each of their times', () => {
    const { units } = list(['name', 'period'], ['Hà Tây', '1965-1975;1991-2008'], ['Kiến An', '-1962']);
    expect(units.map(({ code, from, until }) => [code, from, until])).toEqual([
      ['~ha-tay', '1965', '1975'],
      ['~ha-tay', '1991', '2008'],
      ['~kien-an', null, '1962'],
    ]);
  });

  it.each([
    [['a', 'b'], ['1', '2'], { code: 'place-list-columns' }],
    [['code', 'full_name'], ['01', ''], { code: 'place-list-cell-missing', line: 2, column: 'full_name' }],
    [['code', 'full_name'], ['01', 'An Nhơn'], { code: 'place-list-type-unknown', line: 2 }],
    [['code', 'full_name'], ['x1', 'Xã An Nhơn'], { code: 'place-list-code-invalid', line: 2 }],
    [['code', 'full_name'], ['1', 'Tỉnh L©m §ång'], { code: 'place-list-encoding', line: 2 }],
    [['name', 'period'], ['Hà Tây', 'before'], { code: 'place-list-period-invalid', line: 2 }],
  ])('%j %j are refused', (columns, row, wanted) => {
    expect(refusal(() => list(columns, row))).toMatchObject(wanted);
  });

  it('without rows are refused', () => {
    expect(refusal(() => list(['code', 'full_name']))).toMatchObject({ code: 'place-list-empty' });
  });
});

it('units are found whatever their accents, case and words for their type', () => {
  expect(placeKey('Xã An Nhơn, Huyện Đạ Tẻh, Tỉnh Lâm Đồng')).toBe('an nhon, da teh, lam dong');
  expect(placeKey('TT. Liên Nghĩa, Đức Trọng')).toBe('lien nghia, duc trong');
});
