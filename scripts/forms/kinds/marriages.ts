/** Marriages in the forms of 2006 and 1999: the husband comes first there, the wife in that of 2016. */
import { type EntryPage, openFamily, ruledFamily, type Sheet } from '../families.ts';
import { type Form, rebuiltFrom, SINCE_1999, SINCE_2006 } from '../form.ts';
import type { Cell, TableRow } from '../typeset.ts';
import { fillOf, type PersonPart, personRows, WORDS_1999, WORDS_2006 } from '../wording.ts';

const sheet: Sheet = { title: ['ĐĂNG KÝ KẾT HÔN'], event: 'kết hôn', code: 'KH' };
const SPOUSES = [
  {
    prefix: 'chong',
    title: 'PHẦN GHI VỀ NGƯỜI CHỒNG',
    head: 'BÊN NAM (CHỒNG)',
    sign: { vi: 'Chồng', en: 'Husband' },
  },
  { prefix: 'vo', title: 'PHẦN GHI VỀ NGƯỜI VỢ', head: 'BÊN NỮ (VỢ)', sign: { vi: 'Vợ', en: 'Wife' } },
] as const;
const SIGNERS = SPOUSES.map(({ sign }) => sign);

const since2006: EntryPage = {
  ticks: [
    {
      type: 'ticks',
      name: 'loaiDangKy',
      flow: 'row',
      options: [
        ['1', 'Đăng ký lần đầu'],
        ['2', 'Đăng ký lại'],
      ],
    },
  ],
  main: [
    ...SPOUSES.flatMap(({ prefix, title }) => [
      { type: 'heading', text: title, align: 'center' } as const,
      ...personRows(WORDS_2006, prefix, [
        ['name'],
        ['born'],
        [{ part: 'ethnic', until: 104 }, 'nationality'],
        [{ part: 'residence', lines: 2 }],
        [{ part: 'paper', lines: 1, below: true }],
      ]),
    ]),
    {
      type: 'row',
      items: [
        { label: 'Quan hệ hôn nhân được công nhận kể từ ngày:', fill: 'ngayXacLapQuanHeHonNhan', until: 180 },
      ],
    },
    {
      type: 'row',
      items: [
        { label: 'Người ký:', fill: 'nguoiKy', until: 110 },
        { label: 'Chức vụ:', fill: 'chucVuNguoiKy' },
      ],
    },
    { type: 'row', items: [{ label: 'Cán bộ tư pháp hộ tịch:', fill: 'nguoiThucHien', until: 150 }] },
  ],
  signatures: [...SIGNERS, { vi: 'Cán bộ tư pháp hộ tịch', en: 'Registrar' }],
};

const both = (part: PersonPart, lines = 1): TableRow => ({
  lines,
  cells: [{ text: WORDS_1999[part] }, ...SPOUSES.map(({ prefix }): Cell => ({ fill: fillOf(prefix, part) }))],
});

const whole = (text: string, fill: string, lines = 1): TableRow => ({
  lines,
  cells: [{ text }, { fill, span: 2 }],
});

const since1999: EntryPage = {
  ticks: [],
  main: [
    {
      type: 'table',
      widths: [41, 68, 68],
      rows: [
        {
          cells: [
            { text: 'Mục' },
            ...SPOUSES.map(({ head }): Cell => ({ text: head, weight: 'bold', align: 'center' })),
          ],
        },
        both('name'),
        both('born'),
        both('ethnic'),
        both('nationality'),
        both('residence', 3),
        both('paper', 3),
        whole('Người ký', 'nguoiKy'),
        whole('Chức vụ người ký', 'chucVuNguoiKy'),
        whole('Cán bộ hộ tịch', 'nguoiThucHien'),
        whole('Ghi chú', 'ghiChu', 4),
      ],
    },
  ],
  signatures: [...SIGNERS, { vi: 'Cán bộ hộ tịch', en: 'Registrar' }],
};

export const MARRIAGES: readonly Form[] = [
  {
    id: 'KH-2006',
    kind: 'KH',
    title: { vi: 'Sổ đăng ký kết hôn, mẫu 2006', en: 'Register of marriages, 2006 form' },
    provenance: rebuiltFrom('NĐ 158/2005/NĐ-CP'),
    ...SINCE_2006,
    family: openFamily(2006),
    sheet,
    page: since2006,
  },
  {
    id: 'KH-1999',
    kind: 'KH',
    title: { vi: 'Sổ đăng ký kết hôn, mẫu 1999', en: 'Register of marriages, 1999 form' },
    provenance: rebuiltFrom('NĐ 83/1998/NĐ-CP'),
    ...SINCE_1999,
    family: ruledFamily(),
    sheet,
    page: since1999,
  },
];
