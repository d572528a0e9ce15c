/** Deaths in the forms of 2006 and 1999. */
import { type EntryPage, openFamily, ruledFamily, type Sheet } from '../families.ts';
import { type Form, rebuiltFrom, SINCE_1999, SINCE_2006 } from '../form.ts';
import type { Cell } from '../typeset.ts';
import { fillOf, type PersonPart, personRows, WORDS_1999, WORDS_2006 } from '../wording.ts';

const sheet: Sheet = { title: ['ĐĂNG KÝ KHAI TỬ'], event: 'khai tử', code: 'KT' };

const since2006: EntryPage = {
  ticks: [
    {
      type: 'ticks',
      name: 'loaiDangKy',
      flow: 'row',
      options: [
        ['1', 'Đúng hạn'],
        ['4', 'Quá hạn'],
        ['2', 'Đăng ký lại'],
      ],
    },
  ],
  main: [
    ...personRows(WORDS_2006, 'nkt', [
      [{ part: 'name', label: 'Họ và tên người chết:' }],
      [{ part: 'born', until: 140 }, 'sex'],
      [{ part: 'ethnic', until: 104 }, 'nationality'],
      [{ part: 'residence', label: 'Nơi thường trú/tạm trú cuối cùng:', lines: 2 }],
      [{ part: 'paper', lines: 1, below: true }],
    ]),
    {
      type: 'row',
      items: [
        { label: 'Đã chết vào lúc:', fill: 'nktGioPhutChet', until: 108 },
        { label: 'ngày:', fill: 'nktNgayChet' },
      ],
    },
    { type: 'row', items: [{ label: '(Bằng chữ):', fill: 'nktNgayChetGhiBangChu', lines: 2 }] },
    { type: 'row', items: [{ label: 'Nơi chết:', fill: 'nktNoiChet', lines: 2 }] },
    { type: 'row', items: [{ label: 'Nguyên nhân chết:', fill: 'nktNguyenNhanChet' }] },
    {
      type: 'row',
      items: [
        { label: 'Giấy báo tử/Giấy tờ thay thế số:', fill: 'gbtSo', until: 132 },
        { label: 'ngày:', fill: 'gbtNgay' },
      ],
    },
    { type: 'row', items: [{ label: 'Cơ quan cấp:', fill: 'gbtCoQuanCap' }] },
    ...personRows(WORDS_2006, 'nyc', [
      [{ part: 'name', label: 'Họ và tên người đi khai tử:' }],
      [{ part: 'relation', label: 'Quan hệ với người chết:' }],
    ]),
    {
      type: 'row',
      items: [
        { label: 'Người ký:', fill: 'nguoiKy', until: 110 },
        { label: 'Chức vụ:', fill: 'chucVuNguoiKy' },
      ],
    },
    { type: 'row', items: [{ label: 'Cán bộ tư pháp hộ tịch:', fill: 'nguoiThucHien', until: 150 }] },
  ],
  signatures: [
    { vi: 'Người đi khai tử', en: 'Declarant' },
    { vi: 'Cán bộ tư pháp hộ tịch', en: 'Registrar' },
  ],
};

const words = (text: string): Cell => ({ text });
const room = (prefix: string, part: PersonPart, span = 1): Cell => ({ fill: fillOf(prefix, part), span });

const since1999: EntryPage = {
  ticks: [],
  main: [
    {
      type: 'table',
      widths: [40, 62, 25, 50],
      rows: [
        { cells: [words('Họ và tên người chết'), room('nkt', 'name'), words('Nam, nữ'), room('nkt', 'sex')] },
        { cells: [words(WORDS_1999.born), room('nkt', 'born', 3)] },
        { cells: [words('Dân tộc'), room('nkt', 'ethnic'), words('Quốc tịch'), room('nkt', 'nationality')] },
        { lines: 2, cells: [words('Nơi thường trú cuối cùng'), room('nkt', 'residence', 3)] },
        { lines: 2, cells: [words(WORDS_1999.paper), room('nkt', 'paper', 3)] },
        {
          cells: [words('Chết ngày'), { fill: 'nktNgayChet' }, words('Vào lúc'), { fill: 'nktGioPhutChet' }],
        },
        { lines: 2, cells: [words('Ghi bằng chữ'), { fill: 'nktNgayChetGhiBangChu', span: 3 }] },
        { lines: 2, cells: [words('Nơi chết'), { fill: 'nktNoiChet', span: 3 }] },
        { cells: [words('Nguyên nhân chết'), { fill: 'nktNguyenNhanChet', span: 3 }] },
        { cells: [words('Giấy báo tử số'), { fill: 'gbtSo' }, words('Cấp ngày'), { fill: 'gbtNgay' }] },
        { cells: [words('Nơi cấp'), { fill: 'gbtCoQuanCap', span: 3 }] },
        { cells: [words('Người đứng khai'), room('nyc', 'name'), words('Quan hệ'), room('nyc', 'relation')] },
        { cells: [words('Người ký'), { fill: 'nguoiKy' }, words('Chức vụ'), { fill: 'chucVuNguoiKy' }] },
        { cells: [words('Cán bộ hộ tịch'), { fill: 'nguoiThucHien', span: 3 }] },
        { lines: 2, cells: [words('Ghi chú'), { fill: 'ghiChu', span: 3 }] },
      ],
    },
  ],
  signatures: [
    { vi: 'Người đứng khai', en: 'Declarant' },
    { vi: 'Cán bộ hộ tịch', en: 'Registrar' },
  ],
};

export const DEATHS: readonly Form[] = [
  {
    id: 'KT-2006',
    kind: 'KT',
    title: { vi: 'Sổ đăng ký khai tử, mẫu 2006', en: 'Register of deaths, 2006 form' },
    provenance: rebuiltFrom('NĐ 158/2005/NĐ-CP'),
    ...SINCE_2006,
    family: openFamily(2006),
    sheet,
    page: since2006,
  },
  {
    id: 'KT-1999',
    kind: 'KT',
    title: { vi: 'Sổ đăng ký khai tử, mẫu 1999', en: 'Register of deaths, 1999 form' },
    provenance: rebuiltFrom('NĐ 83/1998/NĐ-CP'),
    ...SINCE_1999,
    family: ruledFamily(),
    sheet,
    page: since1999,
  },
];
