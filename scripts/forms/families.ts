/**
 * The three looks that one-entry forms had: how an entry page, a cover and a closing note are laid out. A kind says what it
 * asks for (kinds/); the family says where that stands on the sheet.
 */
import {
  type Element,
  frame,
  type LayoutDraft,
  type SetPiece,
  type Signature,
  type Style,
  typeset,
} from './typeset.ts';

export const A4 = { width: 210, height: 297 } as const;

/** What a kind's sheet holds beside its own items. */
export type Sheet = Readonly<{
  /** On the cover, a line each: "KHAI SINH". */
  title: readonly string[];
  /** What the closing note counts: "khai sinh". */
  event: string;
  /** Printed in the corner. */
  code: string;
}>;

export type EntryPage = Readonly<{
  main: readonly Element[];
  /** Ticks beside or above the items. */
  ticks: readonly Element[];
  signatures: readonly Signature[];
  /** "Ngày, tháng, năm đăng ký:" or what this kind calls it. */
  dateLabel?: string;
}>;

export type Family = Readonly<{
  entry: (sheet: Sheet, page: EntryPage) => LayoutDraft;
  cover: (sheet: Sheet) => LayoutDraft;
  closing: (sheet: Sheet) => LayoutDraft;
}>;

const merged = (pageClass: LayoutDraft['class'], pieces: readonly SetPiece[], code: string): LayoutDraft => ({
  class: pageClass,
  print: {
    texts: [...pieces.flatMap((piece) => piece.print.texts), cornerCode(code)],
    rules: pieces.flatMap((piece) => piece.print.rules),
  },
  fields: pieces.flatMap((piece) => piece.fields),
  signatures: pieces.flatMap((piece) => piece.signatures),
});

const cornerCode = (text: string): LayoutDraft['print']['texts'][number] => ({
  text,
  x: 197,
  y: 13,
  size: 9,
  weight: 'italic',
  align: 'right',
});

const framed = (boxes: readonly (readonly [number, number, number, number])[]): SetPiece => {
  const piece: SetPiece = { print: { texts: [], rules: [] }, fields: [], signatures: [], bottom: 0 };
  for (const [x, y, width, height] of boxes) frame(piece, [x, y, width, height]);
  return piece;
};

export const REGISTRAR: Signature = { vi: 'Người thực hiện', en: 'Registrar' };

const NATION: readonly Element[] = [
  { type: 'heading', text: 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', size: 13, align: 'center' },
  { type: 'heading', text: 'Độc lập - Tự do - Hạnh phúc', size: 13, align: 'center' },
];

const notes = (lines: number, label = 'Ghi chú:'): Element => ({
  type: 'row',
  items: [{ label, fill: 'ghiChu', lines, below: true }],
});

const SIGN_HINT = '(Ký, ghi rõ họ, chữ đệm, tên)';

/** The annexes of TT 15/2015: a frame, the items on the left of it, ticks and notes in a column on the right. */
export const framedFamily = (act: string, options: { pitchOfItems?: number } = {}): Family => {
  const style: Style = { size: 11, pitch: 7.5, rule: 'dotted' };
  const items: Style = { ...style, pitch: options.pitchOfItems ?? style.pitch };
  const [left, split, right, top, bottom] = [18, 149, 197, 27, 279];
  return {
    entry: (sheet, { main, ticks, signatures, dateLabel = 'Ngày, tháng, năm đăng ký:' }) => {
      const head = typeset(
        [
          {
            type: 'row',
            items: [
              { label: 'Số:', fill: 'so', until: 52 },
              { label: 'Quyển số:', fill: 'quyenSo', until: 102 },
              { label: dateLabel, fill: 'ngayDangKy' },
            ],
          },
        ],
        { left, right, top: 15 },
        style,
      );
      const asked = typeset(main, { left: left + 2, right: split - 2, top: top + 0.5 }, items);
      const signed = typeset(
        [{ type: 'signatures', who: signatures, height: 20, hint: SIGN_HINT }],
        { left: left + 2, right: split - 2, top: bottom - 36 },
        style,
      );
      if (asked.bottom > bottom - 36) throw new Error(`${sheet.code}: the items end at ${asked.bottom} mm`);
      const sideColumn = { left: split + 2, right: right - 2, top: top + 1 };
      const marks = typeset(ticks, sideColumn, style);
      const noted = typeset(
        [{ type: 'heading', text: 'Ghi chú', align: 'center' }],
        { ...sideColumn, top: marks.bottom + 3 },
        style,
      );
      const room = Math.min(10, Math.floor((bottom - noted.bottom - 3) / style.pitch));
      const lines = ruledLines('ghiChu', { ...sideColumn, top: noted.bottom }, style.pitch, room);
      const foot = typeset(
        [{ type: 'row', items: [{ label: 'Trang số:', fill: 'trangSo' }] }],
        { left: 160, right, top: bottom },
        style,
      );
      const box = framed([[left, top, right - left, bottom - top]]);
      box.print.rules.push({ from: [split, top], to: [split, bottom], style: 'solid' });
      return merged('entry', [head, asked, signed, marks, noted, lines, foot, box], `${act}-${sheet.code}`);
    },
    cover: (sheet) =>
      merged(
        'cover',
        [
          typeset(NATION, { left: 20, right: 195, top: 18 }, style),
          typeset(
            [{ type: 'heading', text: 'BỘ TƯ PHÁP', size: 14, align: 'center' }],
            { left: 20, right: 195, top: 52 },
            style,
          ),
          typeset(titles(['SỔ', ...sheet.title], 26), { left: 20, right: 195, top: 90 }, style),
          typeset(
            bookRows(['Cơ quan đăng ký hộ tịch:', 'Quyển số:', 'Mở ngày:', 'Khóa ngày:']),
            { left: 35, right: 185, top: 176 },
            style,
          ),
        ],
        `${act}-${sheet.code}.Bia`,
      ),
    closing: (sheet) =>
      merged(
        'closing',
        [
          typeset(
            [{ type: 'heading', text: 'KHÓA SỔ', size: 18, align: 'center' }, ...titles(sheet.title, 14)],
            { left: 20, right: 195, top: 38 },
            style,
          ),
          typeset(
            closingRows({
              pages: 'Sổ này gồm có:',
              entries: 'Đã đăng ký tổng số:',
              event: sheet.event,
              day: 'Ngày khóa sổ:',
            }),
            { left: 30, right: 185, top: 88 },
            style,
          ),
          typeset(
            [closingSignatures('Công chức tư pháp – hộ tịch')],
            { left: 15, right: 195, top: 140 },
            style,
          ),
        ],
        `${act}-${sheet.code}.KS`,
      ),
  };
};

const closingSignatures = (registrar: string): Element => ({
  type: 'signatures',
  who: [
    { vi: registrar, en: 'Registrar' },
    { vi: 'Thủ trưởng cơ quan', en: 'Head of office' },
  ],
  height: 40,
});

/** Dotted lines of one field without a label. */
const ruledLines = (
  name: string,
  { left, right, top }: Readonly<{ left: number; right: number; top: number }>,
  pitch: number,
  count: number,
): SetPiece => {
  const baselines = Array.from({ length: count }, (_, i) => Math.round((top + (i + 1) * pitch) * 10) / 10);
  return {
    print: {
      texts: [],
      rules: baselines.map((y) => ({ from: [left, y + 0.6], to: [right, y + 0.6], style: 'dotted' })),
    },
    fields: [{ type: 'text', name, lines: baselines.map((y) => [left, y - 5, right - left, 6.6]) }],
    signatures: [],
    bottom: top + count * pitch,
  };
};

const titles = (lines: readonly string[], size: number): readonly Element[] =>
  lines.map((text) => ({ type: 'heading', text, size, align: 'center' }));

/** Office, volume, opened, closed: the cover's own fields in an edition's words. */
const bookRows = ([office, volume, opened, closed]: readonly [
  string,
  string,
  string,
  string,
]): readonly Element[] => [
  { type: 'row', items: [{ label: office, fill: 'book.office', lines: 2 }] },
  { type: 'space', mm: 5 },
  { type: 'row', items: [{ label: volume, fill: 'book.volume', until: 100 }] },
  { type: 'space', mm: 4 },
  { type: 'row', items: [{ label: opened, fill: 'book.openedOn', until: 120 }] },
  { type: 'space', mm: 4 },
  { type: 'row', items: [{ label: closed, fill: 'book.closedOn', until: 120 }] },
];

type ClosingWords = Readonly<{ pages: string; entries: string; event: string; day: string }>;

const closingRows = ({ pages, entries, event, day }: ClosingWords): readonly Element[] => [
  { type: 'row', items: [{ label: pages, fill: 'book.pages', until: 100 }, { label: 'trang' }] },
  { type: 'space', mm: 4 },
  {
    type: 'row',
    items: [{ label: entries, fill: 'book.entries', until: 108 }, { label: `trường hợp ${event}` }],
  },
  { type: 'space', mm: 4 },
  { type: 'row', items: [{ label: day, fill: 'book.closedOn', until: 112 }] },
];

/** 2006–2015: larger type, items on dotted lines over the whole width, notes in a frame at the foot. */
export const openFamily = (year: number): Family => {
  const style: Style = { size: 12, pitch: 8.2, rule: 'dotted' };
  const [left, right] = [22, 194];
  return {
    entry: (sheet, { main, ticks, signatures, dateLabel = 'Đăng ký ngày:' }) => {
      const head = typeset(
        [
          { type: 'heading', text: sheet.title.join(' '), size: 15, align: 'center' },
          {
            type: 'row',
            items: [
              { label: dateLabel, fill: 'ngayDangKy', until: 100 },
              { label: 'Số:', fill: 'so', until: 146 },
              { label: 'Quyển số:', fill: 'quyenSo' },
            ],
          },
          ...ticks,
          { type: 'space', mm: 1 },
          ...main,
          { type: 'signatures', who: signatures, height: 15, hint: '(Ký, ghi rõ họ tên)' },
        ],
        { left, right, top: 12 },
        style,
      );
      const box = [left - 4, head.bottom + 2, right - left + 8, 2 * style.pitch + 12.5] as const;
      const noted = typeset(
        [notes(2, 'Ghi chú những thay đổi sau này:')],
        { left, right, top: box[1] - 0.5 },
        style,
      );
      const foot = typeset(
        [{ type: 'row', items: [{ label: 'Trang số:', fill: 'trangSo' }] }],
        { left: 88, right: 132, top: 280 },
        style,
      );
      if (box[1] + box[3] > 282) throw new Error(`${sheet.code}: the notes end at ${box[1] + box[3]} mm`);
      return merged('entry', [head, noted, foot, framed([box])], `TP/HT-${year}-${sheet.code}`);
    },
    cover: (sheet) =>
      merged(
        'cover',
        [
          framed([
            [14, 17, 182, 262],
            [16, 19, 178, 258],
          ]),
          typeset(NATION, { left: 20, right: 190, top: 26 }, style),
          typeset(
            titles(['SỔ ĐĂNG KÝ', ...sheet.title.map((line) => line.replace(/^ĐĂNG KÝ /, ''))], 28),
            { left: 20, right: 190, top: 104 },
            style,
          ),
          typeset(
            bookRows(['Ủy ban nhân dân:', 'Quyển số:', 'Ngày mở sổ:', 'Ngày khóa sổ:']),
            { left: 40, right: 178, top: 196 },
            style,
          ),
        ],
        `TP/HT-${year}-${sheet.code}.B`,
      ),
    closing: (sheet) =>
      merged(
        'closing',
        [
          typeset(
            [
              { type: 'heading', text: 'PHẦN KHÓA SỔ', size: 16, align: 'center' },
              ...titles(sheet.title, 20),
            ],
            { left: 20, right: 190, top: 52 },
            style,
          ),
          typeset(
            closingRows({
              pages: 'Tổng số trang đã ghi:',
              entries: 'Tổng số việc đã đăng ký:',
              event: sheet.event,
              day: 'Khóa sổ ngày:',
            }),
            { left: 26, right: 190, top: 84 },
            style,
          ),
          typeset([closingSignatures('Cán bộ tư pháp hộ tịch')], { left: 15, right: 195, top: 140 }, style),
        ],
        `TP/HT-${year}-${sheet.code}.K`,
      ),
  };
};

/** 1999–2005: everything in the cells of one ruled table, notes in its last row. */
export const ruledFamily = (): Family => {
  const style: Style = { size: 11, pitch: 7.8, rule: 'dotted' };
  const [left, right] = [19, 196];
  return {
    entry: (sheet, { main, ticks, signatures, dateLabel = 'Ngày đăng ký:' }) => {
      const head = typeset(
        [
          {
            type: 'row',
            items: [
              { label: 'Quyển số:', fill: 'quyenSo', until: 66 },
              { label: 'Trang:', fill: 'trangSo', until: 96 },
              { label: 'Số đăng ký:', fill: 'so', until: 140 },
            ],
          },
          { type: 'row', items: [{ label: dateLabel, fill: 'ngayDangKy', until: 110 }] },
          ...ticks,
          { type: 'heading', text: sheet.title.join(' '), size: 14, align: 'center' },
          { type: 'space', mm: 1.5 },
          ...main,
          { type: 'signatures', who: signatures, height: 18 },
        ],
        { left, right, top: 13 },
        style,
      );
      if (head.bottom > 288) throw new Error(`${sheet.code}: the page ends at ${head.bottom} mm`);
      return merged('entry', [head], `HT/1999-${sheet.code}`);
    },
    cover: (sheet) =>
      merged(
        'cover',
        [
          typeset(
            [{ type: 'heading', text: 'BỘ TƯ PHÁP', size: 13 }],
            { left: 30, right: 190, top: 20 },
            style,
          ),
          typeset(titles(['SỔ', ...sheet.title], 30), { left: 20, right: 190, top: 70 }, style),
          typeset(
            bookRows(['Ủy ban nhân dân xã, phường, thị trấn:', 'Quyển số:', 'Bắt đầu từ ngày:', 'Đến ngày:']),
            { left: 30, right: 186, top: 150 },
            style,
          ),
        ],
        `HT/1999-${sheet.code}`,
      ),
    closing: (sheet) =>
      merged(
        'closing',
        [
          typeset(
            [
              { type: 'heading', text: 'PHẦN GHI KHI KHÓA SỔ', size: 15, align: 'center' },
              ...titles(sheet.title, 20),
            ],
            { left: 30, right: 190, top: 28 },
            style,
          ),
          typeset(
            closingRows({
              pages: 'Số trang đã dùng:',
              entries: 'Số việc đã đăng ký:',
              event: sheet.event,
              day: 'Ngày khóa sổ:',
            }),
            { left: 30, right: 190, top: 66 },
            style,
          ),
          typeset([closingSignatures('Cán bộ hộ tịch')], { left: 15, right: 195, top: 122 }, style),
        ],
        `HT/1999-${sheet.code}`,
      ),
  };
};
