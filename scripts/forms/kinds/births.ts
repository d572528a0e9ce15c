/** Births in the forms of 2006 and 1999; that of 2016 is older than this description and a file of its own. */
import { type EntryPage, openFamily, ruledFamily, type Sheet } from '../families.ts';
import { type Form, rebuiltFrom, SINCE_1999, SINCE_2006 } from '../form.ts';
import type { Cell, Signature, TableRow } from '../typeset.ts';
import { fillOf, type PersonPart, personRows, WORDS_1999, WORDS_2006 } from '../wording.ts';

const sheet: Sheet = { title: ['ĐĂNG KÝ KHAI SINH'], event: 'khai sinh', code: 'KS' };
const SIGNERS: readonly Signature[] = [
  { vi: 'Người đi khai sinh', en: 'Declarant' },
  { vi: 'Cán bộ tư pháp hộ tịch', en: 'Registrar' },
];

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
    ...personRows(WORDS_2006, 'nks', [[{ part: 'name', until: 146 }, 'sex'], ['born']]),
    { type: 'row', items: [{ label: '(Bằng chữ):', fill: 'nksNgaySinhBangChu', lines: 2 }] },
    { type: 'row', items: [{ label: 'Nơi sinh:', fill: 'nksNoiSinh', lines: 2 }] },
    ...personRows(WORDS_2006, 'nks', [[{ part: 'ethnic', until: 104 }, 'nationality'], ['home']]),
    ...(['cha', 'me'] as const).flatMap((parent) =>
      personRows(WORDS_2006, parent, [
        [{ part: 'name', label: parent === 'cha' ? 'Họ và tên cha:' : 'Họ và tên mẹ:' }],
        [{ part: 'ethnic', until: 80 }, { part: 'nationality', until: 138 }, 'bornYear'],
        [{ part: 'residence', lines: 2 }],
      ]),
    ),
    ...personRows(WORDS_2006, 'nyc', [
      [{ part: 'name', label: 'Họ và tên người đi khai sinh:' }],
      [{ part: 'relation', label: 'Quan hệ với người được khai sinh:' }],
    ]),
    {
      type: 'row',
      items: [
        { label: 'Người ký Giấy khai sinh:', fill: 'nguoiKy', until: 132 },
        { label: 'Chức vụ:', fill: 'chucVuNguoiKy' },
      ],
    },
    { type: 'row', items: [{ label: 'Cán bộ tư pháp hộ tịch:', fill: 'nguoiThucHien', until: 150 }] },
  ],
  signatures: SIGNERS,
};

const words = (text: string, span = 1): Cell => ({ text, span });
const head = (text: string, span = 1): Cell => ({ text, span, weight: 'bold', align: 'center' });
const room = (prefix: string, part: PersonPart, span = 1): Cell => ({ fill: fillOf(prefix, part), span });

const parents = (part: PersonPart, lines = 1): TableRow => ({
  lines,
  cells: [words(WORDS_1999[part]), room('me', part, 2), room('cha', part, 2)],
});

const since1999: EntryPage = {
  ticks: [],
  main: [
    {
      type: 'table',
      widths: [37, 46, 24, 22, 48],
      rows: [
        {
          cells: [words('Họ và tên khai sinh'), room('nks', 'name', 2), words('Nam, nữ'), room('nks', 'sex')],
        },
        { cells: [words('Sinh ngày'), room('nks', 'born', 4)] },
        { lines: 2, cells: [words('Ghi bằng chữ'), { fill: 'nksNgaySinhBangChu', span: 4 }] },
        { lines: 2, cells: [words('Nơi sinh'), { fill: 'nksNoiSinh', span: 4 }] },
        {
          cells: [words('Dân tộc'), room('nks', 'ethnic'), words('Quốc tịch'), room('nks', 'nationality', 2)],
        },
        { cells: [words('Quê quán'), room('nks', 'home', 4)] },
        { cells: [head('Phần cha, mẹ'), head('NGƯỜI MẸ', 2), head('NGƯỜI CHA', 2)] },
        parents('name'),
        parents('bornYear'),
        parents('ethnic'),
        parents('nationality'),
        parents('residence', 3),
        {
          cells: [
            words('Người đứng khai'),
            room('nyc', 'name', 2),
            words('Quan hệ'),
            room('nyc', 'relation'),
          ],
        },
        {
          cells: [
            words('Người ký'),
            { fill: 'nguoiKy', span: 2 },
            words('Chức vụ'),
            { fill: 'chucVuNguoiKy' },
          ],
        },
        { cells: [words('Cán bộ hộ tịch'), { fill: 'nguoiThucHien', span: 4 }] },
        { lines: 2, cells: [words('Ghi chú'), { fill: 'ghiChu', span: 4 }] },
      ],
    },
  ],
  signatures: [
    { vi: 'Người đứng khai', en: 'Declarant' },
    { vi: 'Cán bộ hộ tịch', en: 'Registrar' },
  ],
};

export const BIRTHS: readonly Form[] = [
  {
    id: 'KS-2006',
    kind: 'KS',
    title: { vi: 'Sổ đăng ký khai sinh, mẫu 2006', en: 'Register of births, 2006 form' },
    provenance: rebuiltFrom('NĐ 158/2005/NĐ-CP'),
    ...SINCE_2006,
    family: openFamily(2006),
    sheet,
    page: since2006,
  },
  {
    id: 'KS-1999',
    kind: 'KS',
    title: { vi: 'Sổ đăng ký khai sinh, mẫu 1999', en: 'Register of births, 1999 form' },
    provenance: rebuiltFrom('NĐ 83/1998/NĐ-CP'),
    ...SINCE_1999,
    family: ruledFamily(),
    sheet,
    page: since1999,
  },
];
