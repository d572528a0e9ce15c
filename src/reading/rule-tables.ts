/** Which fields the rules of rules.ts compare, by their official names. A field that an entry does not have breaks no rule. */

/** Pairs of fields that say the same date. */
export const FIGURES_AND_WORDS = [
  ['nksNgaySinh', 'nksNgaySinhBangChu'],
  ['nktNgayChet', 'nktNgayChetGhiBangChu'],
] as const;

/** The first is not later than the second. */
export const IN_ORDER = [
  ['nksNgaySinh', 'ngayDangKy'],
  ['nktNgaySinh', 'nktNgayChet'],
  ['nktNgayChet', 'ngayDangKy'],
  ['nktNgayChet', 'gbtNgay'],
  ['gbtNgay', 'ngayDangKy'],
  ['voNgaySinh', 'ngayDangKy'],
  ['chongNgaySinh', 'ngayDangKy'],
  ['ngayXacLapQuanHeHonNhan', 'ngayDangKy'],
  ['nycNgayCapGiayToTuyThan', 'ngayDangKy'],
  ['voNgayCapGiayToTuyThan', 'ngayDangKy'],
  ['chongNgayCapGiayToTuyThan', 'ngayDangKy'],
  ['nktNgayCapGiayToTuyThan', 'ngayDangKy'],
  ['nxnNgaySinh', 'ngayDangKy'],
  ['nxnThoiGianCuTruTu', 'nxnThoiGianCuTruDen'],
  ['cmNgaySinh', 'ncNgaySinh'],
  ['ncNgaySinh', 'ngayDangKy'],
  ['nghNgaySinh', 'ngayDangKy'],
  ['ndghNgaySinh', 'ngayDangKy'],
  ['ghNgay', 'ngayDangKy'],
  ['cnNgaySinh', 'ngayDangKy'],
  ['ntdNgaySinh', 'ngayDangKy'],
  ['gocNgay', 'ngayDangKy'],
] as const;

/** Years between two dates: fewer or more make a question. By calendar years, so one year of slack is built in. */
export const AGES = [
  { older: 'meNgaySinh', younger: 'nksNgaySinh', from: 12, to: 60 },
  { older: 'chaNgaySinh', younger: 'nksNgaySinh', from: 12, to: 85 },
  { older: 'nktNgaySinh', younger: 'nktNgayChet', from: -200, to: 115 },
  { older: 'cmNgaySinh', younger: 'ncNgaySinh', from: 12, to: 85 },
  // Luật Nuôi con nuôi 2010 art. 14: twenty years between them, but for a step-parent or an aunt or uncle.
  { older: 'chnNgaySinh', younger: 'cnNgaySinh', from: 18, to: 75 },
  { older: 'menNgaySinh', younger: 'cnNgaySinh', from: 18, to: 75 },
  { older: 'nghNgaySinh', younger: 'ngayDangKy', from: 18, to: 100 },
] as const;

/**
 * Personal numbers and the people they belong to: 12 digits on an identity paper follow the same plan. `sex` is a field
 * with a code, or known from the person's part in the entry.
 */
export const PERSONAL_NUMBERS = [
  { number: 'nksSoDinhDanh', sex: { field: 'nksGioiTinh' }, born: 'nksNgaySinh' },
  { number: 'meSoDinhDanhCaNhan', sex: 'female', born: 'meNgaySinh' },
  { number: 'chaSoDinhDanhCaNhan', sex: 'male', born: 'chaNgaySinh' },
  { number: 'meSoGiayToTuyThan', sex: 'female', born: 'meNgaySinh' },
  { number: 'chaSoGiayToTuyThan', sex: 'male', born: 'chaNgaySinh' },
  { number: 'voSoGiayToTuyThan', sex: 'female', born: 'voNgaySinh' },
  { number: 'chongSoGiayToTuyThan', sex: 'male', born: 'chongNgaySinh' },
  { number: 'nktSoGiayToTuyThan', sex: { field: 'nktGioiTinh' }, born: 'nktNgaySinh' },
  { number: 'nxnSoGiayToTuyThan', sex: { field: 'nxnGioiTinh' }, born: 'nxnNgaySinh' },
  { number: 'cmSoGiayToTuyThan', sex: null, born: 'cmNgaySinh' },
  { number: 'ncSoGiayToTuyThan', sex: null, born: 'ncNgaySinh' },
] as const;

/** Given by the office that registers the birth, so its province is that of the office (NĐ 137/2015/NĐ-CP art. 7). */
export const NUMBER_GIVEN_HERE = 'nksSoDinhDanh';
/** Where a family lives or comes from: a number of that province may have been given there, and is no misread one. */
export const PLACES_OF_THE_CHILD = ['nksNoiSinh', 'nksQueQuan', 'meNoiCuTru', 'chaNoiCuTru'] as const;

/** Births are declared within 60 days (Luật Hộ tịch art. 15), deaths within 15 (art. 33). */
export const IN_TIME = [
  { kind: 'KS', since: 'nksNgaySinh', days: 60 },
  { kind: 'KT', since: 'nktNgayChet', days: 15 },
] as const;

/** Husband and wife of a marriage. */
export const SPOUSES = [
  { sex: 'woman', born: 'voNgaySinh' },
  { sex: 'man', born: 'chongNgaySinh' },
] as const;
/** The day that the law of a marriage is looked up for: the earlier one, where the form has it. */
export const MARRIED_ON = ['ngayXacLapQuanHeHonNhan', 'ngayDangKy'] as const;

/** What only a registration abroad has, and the code of `loaiDangKy` that says the entry was transcribed from there. */
export const ABROAD_FIELDS = [
  'soDangKyNuocNgoai',
  'ngayDangKyNuocNgoai',
  'cqNuocNgoaiDaDangKy',
  'qgNuocNgoaiDaDangKy',
] as const;
export const TRANSCRIBED = { KS: '3', KH: '3', KT: '3', CMC: '2' } as const;
