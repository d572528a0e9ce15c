/** What the forms of each time call the same things: the words differ, the official fields do not. */
import type { Element, Fill, Item } from './typeset.ts';

/** Parts of a person that forms ask for, by the official name's ending. */
export type PersonPart =
  | 'name'
  | 'born'
  | 'bornYear'
  | 'sex'
  | 'ethnic'
  | 'nationality'
  | 'home'
  | 'residence'
  | 'paper'
  | 'relation';

const SUFFIX: Readonly<Record<Exclude<PersonPart, 'paper'>, string>> = {
  name: 'HoTen',
  born: 'NgaySinh',
  bornYear: 'NgaySinh',
  sex: 'GioiTinh',
  ethnic: 'DanToc',
  nationality: 'QuocTich',
  home: 'QueQuan',
  residence: 'NoiCuTru',
  relation: 'QuanHe',
};

export const fillOf = (prefix: string, part: PersonPart): Fill =>
  part === 'paper' ? { paper: prefix } : `${prefix}${SUFFIX[part]}`;

export type Wording = Readonly<Record<PersonPart, string>>;

/** Luật Hộ tịch 2014 and TT 15/2015: "họ, chữ đệm, tên", "nơi cư trú", "giấy tờ tùy thân". */
export const WORDS_2016: Wording = {
  name: 'Họ, chữ đệm, tên:',
  born: 'Ngày, tháng, năm sinh:',
  bornYear: 'Năm sinh:',
  sex: 'Giới tính:',
  ethnic: 'Dân tộc:',
  nationality: 'Quốc tịch:',
  home: 'Quê quán:',
  residence: 'Nơi cư trú:',
  paper: 'Giấy tờ tùy thân:',
  relation: 'Quan hệ:',
};

/** NĐ 158/2005: "họ và tên", "nơi thường trú/tạm trú", "số Giấy CMND/Hộ chiếu/Giấy tờ hợp lệ thay thế". */
export const WORDS_2006: Wording = {
  ...WORDS_2016,
  name: 'Họ và tên:',
  residence: 'Nơi thường trú/tạm trú:',
  paper: 'Số Giấy CMND/Hộ chiếu/Giấy tờ hợp lệ thay thế:',
};

/** NĐ 83/1998: "nam, nữ", "nơi thường trú", "số CMND hoặc giấy tờ hợp lệ thay thế". */
export const WORDS_1999: Wording = {
  ...WORDS_2016,
  name: 'Họ và tên',
  born: 'Ngày, tháng, năm sinh',
  bornYear: 'Năm sinh',
  sex: 'Nam, nữ',
  ethnic: 'Dân tộc',
  nationality: 'Quốc tịch',
  home: 'Quê quán',
  residence: 'Nơi thường trú',
  paper: 'Số CMND hoặc giấy tờ hợp lệ thay thế',
  relation: 'Quan hệ',
};

type PartWish =
  | PersonPart
  | Readonly<{ part: PersonPart; label?: string } & Partial<Pick<Item, 'until' | 'lines' | 'below'>>>;

/** Rows that ask for parts of one person, in an edition's words. */
export const personRows = (
  words: Wording,
  prefix: string,
  rows: readonly (readonly PartWish[])[],
): readonly Element[] =>
  rows.map((row) => ({
    type: 'row',
    items: row.map((wish): Item => {
      const { part, label, ...room } =
        typeof wish === 'string' ? { part: wish } : { label: undefined, ...wish };
      return { label: label ?? words[part], fill: fillOf(prefix, part), ...room };
    }),
  }));
