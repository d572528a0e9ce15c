/**
 * What a field of a civil-status entry is: its official name (import templates of the Ministry's software, see
 * docs/glossary.md), the type that decides how it is read, normalised and checked, and the words people see.
 */
import type { CodeListName } from './code-lists.ts';

/**
 * The type of a field decides its normal form (`Value.normalized`):
 * - `entry-number`: `15/2018` or `15a/2018` (no leading zeros); `volume`: `01/2018`; `page-number`: `15`
 * - `entry-reference`: the number of another entry, `15/2003`, or `15` where the paper leaves its year to a date beside it
 * - `date`: ISO partial date, `2018-10-27`, `2018-10` or `2018`; `date-words`: the same, from words
 * - `time`: `HH:MM`; `code`: the code of its list; `ethnic-group`, `nationality`: the official name
 * - `person-name`: NFC, single spaces, capitals; `document-number`: digits and capitals only
 * - `place`, `office`, `relation`, `text`: NFC, single spaces, the writing's own case
 */
export const FIELD_TYPES = [
  'entry-number',
  'entry-reference',
  'volume',
  'page-number',
  'date',
  'date-words',
  'time',
  'code',
  'person-name',
  'ethnic-group',
  'nationality',
  'document-number',
  'place',
  'office',
  'relation',
  'text',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export type Bilingual = Readonly<{ vi: string; en: string }>;

export type FieldSpec = Readonly<{
  /** Official name, unique within its kind. */
  name: string;
  type: FieldType;
  label: Bilingual;
  codeList?: CodeListName;
  /** An error here changes who a person is; sampling and routing are stricter. */
  critical: boolean;
}>;

type FieldOptions = Readonly<{ codeList?: CodeListName; critical?: boolean }>;

/** One field with its words. */
export const field = (
  name: string,
  type: FieldType,
  vi: string,
  en: string,
  options: FieldOptions = {},
): FieldSpec => ({
  name,
  type,
  label: { vi, en },
  critical: options.critical ?? false,
  ...codeListOf(options),
});

/** Fields of one person (`nks`, `me`, `cha`, …): the same suffixes for everybody, with the person's word in front. */
export const personFields = (
  prefix: string,
  person: Bilingual,
  suffixes: readonly PersonSuffix[],
): readonly FieldSpec[] =>
  suffixes.map((suffix) => {
    const spec = PERSON_SUFFIXES[suffix];
    return {
      name: `${prefix}${suffix}`,
      type: spec.type,
      label: { vi: `${person.vi}: ${spec.vi}`, en: `${person.en}: ${spec.en}` },
      critical: 'critical' in spec && spec.critical,
      ...('codeList' in spec ? { codeList: spec.codeList } : {}),
    };
  });

const PERSON_SUFFIXES = {
  SoDinhDanh: { type: 'document-number', vi: 'số định danh', en: 'personal number' },
  SoDinhDanhCaNhan: { type: 'document-number', vi: 'số định danh cá nhân', en: 'personal number' },
  HoTen: { type: 'person-name', vi: 'họ, chữ đệm, tên', en: 'full name', critical: true },
  GioiTinh: { type: 'code', vi: 'giới tính', en: 'sex', codeList: 'sex', critical: true },
  NgaySinh: { type: 'date', vi: 'ngày sinh', en: 'date of birth', critical: true },
  NgaySinhBangChu: { type: 'date-words', vi: 'ngày sinh bằng chữ', en: 'date of birth in words' },
  NoiSinh: { type: 'place', vi: 'nơi sinh', en: 'place of birth' },
  NoiSinhDVHC: { type: 'place', vi: 'nơi sinh (đơn vị hành chính)', en: 'place of birth (unit)' },
  QueQuan: { type: 'place', vi: 'quê quán', en: 'home town' },
  DanToc: { type: 'ethnic-group', vi: 'dân tộc', en: 'ethnic group' },
  QuocTich: { type: 'nationality', vi: 'quốc tịch', en: 'nationality' },
  QuocTichKhac: { type: 'nationality', vi: 'quốc tịch khác', en: 'other nationality' },
  LoaiCuTru: { type: 'code', vi: 'loại cư trú', en: 'kind of residence', codeList: 'residence' },
  NoiCuTru: { type: 'place', vi: 'nơi cư trú', en: 'residence' },
  LoaiGiayToTuyThan: {
    type: 'code',
    vi: 'loại giấy tờ tùy thân',
    en: 'identity paper',
    codeList: 'identityPaper',
  },
  GiayToKhac: { type: 'text', vi: 'giấy tờ khác', en: 'other paper' },
  SoGiayToTuyThan: { type: 'document-number', vi: 'số giấy tờ tùy thân', en: 'number of the identity paper' },
  NgayCapGiayToTuyThan: { type: 'date', vi: 'ngày cấp giấy tờ', en: 'paper issued on' },
  NoiCapGiayToTuyThan: { type: 'office', vi: 'nơi cấp giấy tờ', en: 'paper issued by' },
  QuanHe: { type: 'relation', vi: 'quan hệ', en: 'relation' },
} as const satisfies Record<
  string,
  { type: FieldType; vi: string; en: string; codeList?: CodeListName; critical?: boolean }
>;
export type PersonSuffix = keyof typeof PERSON_SUFFIXES;

const codeListOf = (options: FieldOptions): Pick<FieldSpec, 'codeList'> =>
  options.codeList === undefined ? {} : { codeList: options.codeList };
