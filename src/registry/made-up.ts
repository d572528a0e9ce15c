/** Invented births as the loader takes them, for tests and the benchmark. */
import type { RegistryBook, RegistryEntry } from './entry.ts';

const FAMILY = ['NGUYỄN', 'TRẦN', 'LÊ', 'PHẠM', 'HOÀNG', 'VÕ', 'ĐẶNG', 'BÙI', 'ĐỖ', 'HỒ'];
const MIDDLE = ['VĂN', 'THỊ', 'HỮU', 'NGỌC', 'ĐỨC', 'THỊ MINH', 'QUỐC', 'THANH'];
const GIVEN = [
  'AN',
  'BÌNH',
  'CƯỜNG',
  'DUNG',
  'GIANG',
  'HƯƠNG',
  'KHÔI',
  'LỘC',
  'MỸ',
  'NHẬT',
  'PHƯỢNG',
  'QUÝ',
  'THẢO',
];
const VILLAGES = ['Thôn Đông', 'Thôn Đoài', 'Xóm Mới', 'Ấp Hòa Bình', 'Tổ dân phố 3', 'Khu phố 5'];

export const MADE_UP_BOOK: RegistryBook = {
  officeCode: 'an-nhon',
  officeName: 'UBND xã An Nhơn, huyện Đạ Tẻh, tỉnh Lâm Đồng',
  kind: 'KS',
  year: 2018,
  volume: '01',
};

const pick = (list: readonly string[], n: number): string => list[n % list.length] ?? '';
const two = (n: number): string => String(n).padStart(2, '0');
const name = (n: number): string =>
  `${pick(FAMILY, n)} ${pick(MIDDLE, Math.floor(n / 3))} ${pick(GIVEN, Math.floor(n / 7))}`;
const home = (n: number): string => `${pick(VILLAGES, n)}, xã An Nhơn, huyện Đạ Tẻh, tỉnh Lâm Đồng`;

/** Birth `number` of `year` with everything that the 2016 form asks for; the same numbers, the same birth. */
export const madeUpBirth = (number: number, year = 2018): RegistryEntry => ({
  entryId: year * 1_000_000 + number,
  identity: { registrationYear: year, number, suffix: '' },
  fields: {
    so: `${number}/${year}`,
    quyenSo: `01/${year}`,
    trangSo: String((number % 200) + 1),
    ngayDangKy: `${year}-${two((number % 12) + 1)}-${two((number % 28) + 1)}`,
    loaiDangKy: '1',
    noiDangKy: 'UBND xã An Nhơn, huyện Đạ Tẻh, tỉnh Lâm Đồng',
    nguoiKy: name(number % 3),
    chucVuNguoiKy: 'Phó Chủ tịch',
    nguoiThucHien: name(number % 2),
    ghiChu: null,
    nksHoTen: name(number),
    nksGioiTinh: String((number % 2) + 1),
    nksNgaySinh: `${year}-01-${two((number % 28) + 1)}`,
    nksNgaySinhBangChu: `${year}-01-${two((number % 28) + 1)}`,
    nksNoiSinh: 'Trung tâm Y tế huyện Đạ Tẻh, tỉnh Lâm Đồng',
    nksQueQuan: home(number),
    nksDanToc: 'Kinh',
    nksQuocTich: 'Việt Nam',
    meHoTen: name(number + 11),
    meNgaySinh: String(1970 + (number % 30)),
    meDanToc: 'Kinh',
    meQuocTich: 'Việt Nam',
    meNoiCuTru: home(number + 1),
    chaHoTen: name(number + 23),
    chaNgaySinh: String(1968 + (number % 30)),
    chaDanToc: 'Tày',
    chaQuocTich: 'Việt Nam',
    chaNoiCuTru: home(number + 1),
    nycHoTen: name(number + 23),
    nycLoaiGiayToTuyThan: '1',
    nycSoGiayToTuyThan: String(250_000_000 + number),
  },
  states: { ghiChu: 'blank', nksQuocTich: 'inferred', nycQuanHe: 'absent-in-edition' },
  unsettled: [],
  pages: [{ sha256: 'ab'.repeat(32), fileName: `KS/2018/01/${number}.jpg`, index: 0 }],
});

/** Births `from`, `from + 1`, …; at most 999 999 of one year, as the paper numbers them. */
export const madeUpBirths = (count: number, from = 1): RegistryEntry[] =>
  Array.from({ length: count }, (_, index) => madeUpBirth(from + index));
