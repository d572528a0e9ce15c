/** An edition as it is described here: what the act says of it and its pages, ready to be set. */
import type { z } from 'zod';
import type { editionSchema } from '../../src/forms/edition.ts';
import { A4, type EntryPage, type Family, type Sheet } from './families.ts';

export type EditionDraft = z.input<typeof editionSchema>;
type Words = EditionDraft['title'];

export type Form = Readonly<{
  id: string;
  kind: EditionDraft['kind'];
  version?: number;
  title: Words;
  basis: string;
  provenance: Words;
  years: EditionDraft['years'];
  family: Family;
  sheet: Sheet;
  page: EntryPage;
}>;

/** The edition file's content. */
export const draftOf = ({ family, sheet, page, version = 1, ...form }: Form): EditionDraft => ({
  format: 1,
  id: form.id,
  version,
  kind: form.kind,
  title: form.title,
  basis: form.basis,
  provenance: form.provenance,
  years: form.years,
  paper: { ...A4 },
  layouts: [family.entry(sheet, page), family.cover(sheet), family.closing(sheet)],
});

/** TT 15/2015 from 2016 on; TT 04/2020 kept its items, offices print these ledgers themselves. */
export const SINCE_2016 = {
  basis: 'TT 15/2015/TT-BTP, TT 04/2020/TT-BTP',
  years: { from: 2016, to: 2030 },
} as const;
export const SINCE_2006 = {
  basis: 'NĐ 158/2005/NĐ-CP; QĐ 01/2006/QĐ-BTP, TT 08.a/2010/TT-BTP',
  years: { from: 2006, to: 2015 },
} as const;
export const SINCE_1999 = { basis: 'NĐ 83/1998/NĐ-CP', years: { from: 1999, to: 2005 } } as const;

/** What the files say of their source. */
export const FROM_THE_ANNEX: Words = {
  vi: 'Các mục, lời in và bố cục hai cột theo mẫu sổ của TT 15/2015/TT-BTP (TT 04/2020/TT-BTP giữ nguyên các mục); khoảng cách, bìa và trang khóa sổ là dựng lại.',
  en: 'Items, words and the two columns follow the ledger form of TT 15/2015/TT-BTP (TT 04/2020/TT-BTP kept the items); distances, cover and closing page are a reconstruction.',
};
export const rebuiltFrom = (act: string): Words => ({
  vi: `Dựng lại: không có bản mẫu in. Các mục theo nội dung ${act} buộc phải đăng ký và cách gọi của thời ấy; thứ tự, bố cục, khoảng cách, mã mẫu, bìa và trang khóa sổ là phỏng đoán, phải so với sổ thật trước khi dùng.`,
  en: `A reconstruction: no printed specimen was at hand. Items are what ${act} makes offices register, in the words of its time; order, layout, distances, form code, cover and closing page are guesses to be compared with real ledgers before use.`,
});
