/**
 * The kinds of ledger, each with all fields of its official import template in the template's order (60/44/48/35/50
 * columns, plus the ten that the 70-column variant of KS adds), as data. Nothing is ever copied per kind. Of guardianships
 * (GH, CDGH), adoptions (NCN) and changes (CC) no template is known: their names are made after the others' pattern from
 * what the ledgers hold, and so are the codes CDGH, NCN and CC.
 * Source: shared domain notes 1.5 (ledgers), 1.6 (templates), 2.1 (codes).
 */
import type { CodeListName } from './code-lists.ts';
import { type Bilingual, type FieldSpec, field, type PersonSuffix, personFields } from './fields.ts';

export const KIND_CODES = ['KS', 'KH', 'KT', 'HN', 'CMC', 'GH', 'CDGH', 'NCN', 'CC'] as const;
export type KindCode = (typeof KIND_CODES)[number];

export type Kind = Readonly<{
  code: KindCode;
  title: Bilingual;
  fields: readonly FieldSpec[];
  /** The earlier entry that an entry of this kind changes or ends. */
  refersTo?: EntryReference;
}>;

/** Which fields say which entry it is: its number, when and where it was registered, and the kind of its ledger. */
export type EntryReference = Readonly<{
  number: string;
  registeredOn: string;
  office: string;
  /** The kind itself, or the field whose code it is. */
  kind: KindCode | Readonly<{ field: string }>;
}>;

const NUMBERING = [
  field('so', 'entry-number', 'số', 'number', { critical: true }),
  field('quyenSo', 'volume', 'quyển số', 'volume', { critical: true }),
  field('trangSo', 'page-number', 'trang số', 'page'),
] as const;
const REGISTERED_ON = field('ngayDangKy', 'date', 'ngày đăng ký', 'registered on', { critical: true });
const REGISTERED_AT = field('noiDangKy', 'office', 'nơi đăng ký', 'registered at');
const NOTE = field('ghiChu', 'text', 'ghi chú', 'notes');
const SIGNER = [
  field('nguoiKy', 'person-name', 'người ký', 'signed by'),
  field('chucVuNguoiKy', 'text', 'chức vụ người ký', 'office of the signer'),
] as const;
const REGISTRAR = field('nguoiThucHien', 'person-name', 'người thực hiện', 'registrar');

const registration = (codeList: CodeListName): FieldSpec =>
  field('loaiDangKy', 'code', 'loại đăng ký', 'kind of registration', { codeList });

const ABROAD = [
  field('soDangKyNuocNgoai', 'text', 'số đăng ký nước ngoài', 'foreign number'),
  field('ngayDangKyNuocNgoai', 'date', 'ngày đăng ký nước ngoài', 'foreign date'),
  field('cqNuocNgoaiDaDangKy', 'text', 'cơ quan nước ngoài đã đăng ký', 'foreign office'),
  field('qgNuocNgoaiDaDangKy', 'nationality', 'quốc gia đã đăng ký', 'foreign country'),
] as const;

const PAPER: readonly PersonSuffix[] = [
  'LoaiGiayToTuyThan',
  'GiayToKhac',
  'SoGiayToTuyThan',
  'NgayCapGiayToTuyThan',
  'NoiCapGiayToTuyThan',
];
const RESIDENCE: readonly PersonSuffix[] = ['LoaiCuTru', 'NoiCuTru'];
const ORIGIN: readonly PersonSuffix[] = ['DanToc', 'QuocTich', 'QuocTichKhac'];
const PARENT: readonly PersonSuffix[] = [
  'SoDinhDanhCaNhan',
  'HoTen',
  'NgaySinh',
  ...ORIGIN,
  ...RESIDENCE,
  'LoaiGiayToTuyThan',
  'SoGiayToTuyThan',
];
const SPOUSE: readonly PersonSuffix[] = ['HoTen', 'NgaySinh', ...ORIGIN, ...RESIDENCE, ...PAPER];
const RECOGNISED: readonly PersonSuffix[] = [
  'HoTen',
  'NgaySinh',
  ...ORIGIN,
  'QueQuan',
  ...RESIDENCE,
  ...PAPER,
];
/** Everything about one person that these ledgers ask for. */
const WHOLE_PERSON: readonly PersonSuffix[] = [
  'HoTen',
  'GioiTinh',
  'NgaySinh',
  ...ORIGIN,
  ...RESIDENCE,
  ...PAPER,
];
const DECLARANT: Bilingual = { vi: 'Người yêu cầu', en: 'Declarant' };

/** A court's declaration about a person and its revocation, as the birth template has them. */
const declaration = (stem: string, vi: string, en: string, revokedBasis: string): readonly FieldSpec[] => [
  field(stem, 'code', vi, en, { codeList: 'declared' }),
  field(`${stem}NgayGhiChuTuyenBo`, 'date', `${vi}: ngày ghi chú tuyên bố`, `${en}: declared on`),
  field(`${stem}CanCuTuyenBo`, 'text', `${vi}: căn cứ tuyên bố`, `${en}: basis`),
  field(`${stem}NgayGhiChuHuyTuyenBo`, 'date', `${vi}: ngày ghi chú hủy tuyên bố`, `${en}: revoked on`),
  field(revokedBasis, 'text', `${vi}: căn cứ hủy tuyên bố`, `${en}: basis of revocation`),
];

const CHILD: Bilingual = { vi: 'Người được khai sinh', en: 'Child' };
const DECEASED: Bilingual = { vi: 'Người chết', en: 'Deceased' };
const CERTIFIED: Bilingual = { vi: 'Người được xác nhận', en: 'Person certified' };
const GUARDIAN: Bilingual = { vi: 'Người giám hộ', en: 'Guardian' };
const WARD: Bilingual = { vi: 'Người được giám hộ', en: 'Ward' };
const AMENDED: Bilingual = { vi: 'Người được thay đổi', en: 'Person concerned' };

/** What every ledger of the kinds without a template holds before its own items. */
const headOf = (codeList: CodeListName): readonly FieldSpec[] => [
  ...NUMBERING,
  REGISTERED_ON,
  registration(codeList),
  REGISTERED_AT,
  ...SIGNER,
  REGISTRAR,
  NOTE,
];

export const KINDS: Readonly<Record<KindCode, Kind>> = {
  KS: {
    code: 'KS',
    title: { vi: 'Khai sinh', en: 'Births' },
    fields: [
      ...NUMBERING,
      REGISTERED_ON,
      registration('registrationBirth'),
      REGISTERED_AT,
      ...SIGNER,
      REGISTRAR,
      NOTE,
      ...personFields('nks', CHILD, [
        'SoDinhDanh',
        'HoTen',
        'GioiTinh',
        'NgaySinh',
        'NgaySinhBangChu',
        'NoiSinh',
        'NoiSinhDVHC',
        'QueQuan',
        ...ORIGIN,
      ]),
      field('nksLoaiKhaiSinh', 'code', 'loại khai sinh', 'parentage', { codeList: 'birthParentage' }),
      ...declaration('nksMatTich', 'mất tích', 'missing person', 'nksMatTichCanCuHuyTuyenBo'),
      // The last name is the official template's own slip; the importer knows no other.
      ...declaration(
        'nksHanCheNangLucHanhVi',
        'hạn chế năng lực hành vi',
        'restricted capacity',
        'nksHanCheNangLucHanhViNgayCanCuHuyTuyenBo',
      ),
      ...personFields('me', { vi: 'Mẹ', en: 'Mother' }, PARENT),
      ...personFields('cha', { vi: 'Cha', en: 'Father' }, PARENT),
      ...personFields('nyc', DECLARANT, ['HoTen', 'QuanHe', ...PAPER]),
      ...ABROAD,
    ],
  },
  KH: {
    code: 'KH',
    title: { vi: 'Kết hôn', en: 'Marriages' },
    fields: [
      ...NUMBERING,
      REGISTERED_ON,
      registration('registrationMarriage'),
      REGISTERED_AT,
      ...SIGNER,
      field('ngayXacLapQuanHeHonNhan', 'date', 'ngày xác lập quan hệ hôn nhân', 'married since'),
      REGISTRAR,
      NOTE,
      field('tinhTrangKetHon', 'code', 'tình trạng kết hôn', 'state of the marriage', {
        codeList: 'marriageState',
      }),
      field('huyKetHonNgayGhiChu', 'date', 'hủy kết hôn: ngày ghi chú', 'annulled on'),
      field('huyKetHonCanCu', 'text', 'hủy kết hôn: căn cứ', 'annulled: basis'),
      field('congNhanKetHonNgayGhiChu', 'date', 'công nhận kết hôn: ngày ghi chú', 'recognised on'),
      field('congNhanKetHonCanCu', 'text', 'công nhận kết hôn: căn cứ', 'recognised: basis'),
      ...personFields('chong', { vi: 'Chồng', en: 'Husband' }, SPOUSE),
      ...personFields('vo', { vi: 'Vợ', en: 'Wife' }, SPOUSE),
      ...ABROAD,
    ],
  },
  KT: {
    code: 'KT',
    title: { vi: 'Khai tử', en: 'Deaths' },
    fields: [
      ...NUMBERING,
      REGISTERED_ON,
      registration('registrationDeath'),
      REGISTERED_AT,
      ...SIGNER,
      REGISTRAR,
      NOTE,
      ...personFields('nkt', DECEASED, WHOLE_PERSON),
      field('nktNgayChet', 'date', 'Người chết: ngày chết', 'Deceased: date of death', { critical: true }),
      field(
        'nktNgayChetGhiBangChu',
        'date-words',
        'Người chết: ngày chết bằng chữ',
        'Deceased: date in words',
      ),
      field('nktGioPhutChet', 'time', 'Người chết: giờ, phút chết', 'Deceased: time of death'),
      field('nktNoiChet', 'place', 'Người chết: nơi chết', 'Deceased: place of death'),
      field('nktNguyenNhanChet', 'text', 'Người chết: nguyên nhân chết', 'Deceased: cause of death'),
      field('nktTinhTrangTuyenBoViecChet', 'code', 'tuyên bố chết', 'declared dead', {
        codeList: 'declared',
      }),
      field('nktNgayGhiChuTuyenBoViecChet', 'date', 'tuyên bố chết: ngày ghi chú', 'declared dead on'),
      field('nktCanCuTuyenBoViecChet', 'text', 'tuyên bố chết: căn cứ', 'declared dead: basis'),
      field('nktNgayGhiChuHuyTuyenBoViecChet', 'date', 'hủy tuyên bố chết: ngày ghi chú', 'revoked on'),
      field('nktCanCuHuyTuyenBoViecChet', 'text', 'hủy tuyên bố chết: căn cứ', 'revoked: basis'),
      field('gbtLoai', 'code', 'giấy báo tử: loại', 'death notice: kind', { codeList: 'deathNotice' }),
      field('gbtSo', 'text', 'giấy báo tử: số', 'death notice: number'),
      field('gbtNgay', 'date', 'giấy báo tử: ngày', 'death notice: date'),
      field('gbtCoQuanCap', 'office', 'giấy báo tử: cơ quan cấp', 'death notice: issued by'),
      ...personFields('nyc', DECLARANT, ['HoTen', 'QuanHe', ...PAPER]),
      ...ABROAD,
    ],
  },
  HN: {
    code: 'HN',
    title: { vi: 'Xác nhận tình trạng hôn nhân', en: 'Marital-status certificates' },
    fields: [
      ...NUMBERING,
      REGISTERED_ON,
      field('noiCap', 'office', 'nơi cấp', 'issued at'),
      ...SIGNER,
      REGISTRAR,
      NOTE,
      ...personFields('nxn', CERTIFIED, WHOLE_PERSON),
      field('nxnThoiGianCuTruTai', 'place', 'thời gian cư trú: tại', 'resided at'),
      field('nxnThoiGianCuTruTu', 'date', 'thời gian cư trú: từ', 'resided from'),
      field('nxnThoiGianCuTruDen', 'date', 'thời gian cư trú: đến', 'resided until'),
      field('nxnTinhTrangHonNhan', 'text', 'tình trạng hôn nhân', 'marital status'),
      field('nxnLoaiMucDichSuDung', 'code', 'loại mục đích', 'kind of purpose', {
        codeList: 'certificatePurpose',
      }),
      field('nxnMucDichSuDung', 'text', 'mục đích sử dụng', 'purpose'),
      ...personFields('nyc', DECLARANT, ['HoTen', 'QuanHe', ...PAPER]),
    ],
  },
  CMC: {
    code: 'CMC',
    title: { vi: 'Nhận cha, mẹ, con', en: 'Recognition of parents and children' },
    fields: [
      ...NUMBERING,
      field('quyetDinhSo', 'text', 'quyết định số', 'decision no.'),
      REGISTERED_ON,
      registration('registrationRecognition'),
      field('loaiXacNhan', 'code', 'loại xác nhận', 'kind of recognition', { codeList: 'recognition' }),
      REGISTERED_AT,
      ...SIGNER,
      REGISTRAR,
      NOTE,
      ...personFields('cm', { vi: 'Cha, mẹ', en: 'Parent' }, RECOGNISED),
      ...personFields('nc', { vi: 'Con', en: 'Child' }, RECOGNISED),
      ...personFields('nyc', DECLARANT, ['HoTen']),
      field('nycQHNguoiDuocNhan', 'relation', 'quan hệ với người được nhận', 'relation to the recognised'),
      field('nycQHNguoiNhan', 'relation', 'quan hệ với người nhận', 'relation to the recogniser'),
      ...personFields('nyc', DECLARANT, PAPER),
      ...ABROAD,
    ],
  },
  GH: {
    code: 'GH',
    title: { vi: 'Giám hộ', en: 'Guardianships' },
    fields: [
      ...headOf('guardianship'),
      ...personFields('ngh', GUARDIAN, WHOLE_PERSON),
      ...personFields('ndgh', WARD, WHOLE_PERSON),
      ...personFields('nyc', DECLARANT, ['HoTen', ...PAPER]),
      ...ABROAD,
    ],
  },
  CDGH: {
    code: 'CDGH',
    title: { vi: 'Chấm dứt giám hộ', en: 'Ended guardianships' },
    fields: [
      ...headOf('guardianship'),
      field('ghSo', 'entry-reference', 'đăng ký giám hộ: số', 'guardianship: number', { critical: true }),
      field('ghNgay', 'date', 'đăng ký giám hộ: ngày', 'guardianship: registered on', { critical: true }),
      field('ghCoQuan', 'office', 'đăng ký giám hộ: cơ quan', 'guardianship: registered at'),
      field('lyDoChamDut', 'text', 'lý do chấm dứt giám hộ', 'why it ended'),
      ...personFields('ngh', GUARDIAN, WHOLE_PERSON),
      ...personFields('ndgh', WARD, WHOLE_PERSON),
      ...personFields('nyc', DECLARANT, ['HoTen', ...PAPER]),
      ...ABROAD,
    ],
    refersTo: { number: 'ghSo', registeredOn: 'ghNgay', office: 'ghCoQuan', kind: 'GH' },
  },
  NCN: {
    code: 'NCN',
    title: { vi: 'Nuôi con nuôi', en: 'Adoptions' },
    fields: [
      ...headOf('registrationAdoption'),
      ...personFields('cn', { vi: 'Con nuôi', en: 'Adopted child' }, [
        'HoTen',
        'GioiTinh',
        'NgaySinh',
        'NoiSinh',
        ...ORIGIN,
      ]),
      ...personFields('chn', { vi: 'Cha nuôi', en: 'Adoptive father' }, SPOUSE),
      ...personFields('men', { vi: 'Mẹ nuôi', en: 'Adoptive mother' }, SPOUSE),
      ...personFields('ogi', { vi: 'Bên giao (ông)', en: 'Giving side (he)' }, SPOUSE),
      ...personFields('bgi', { vi: 'Bên giao (bà)', en: 'Giving side (she)' }, SPOUSE),
      field(
        'bgiaoQuanHe',
        'relation',
        'bên giao: quan hệ với con nuôi',
        'giving side: relation to the child',
      ),
      field('csndTen', 'office', 'cơ sở nuôi dưỡng', 'children’s home'),
      field('gcnSo', 'text', 'giấy chứng nhận, quyết định: số', 'certificate or decision: number'),
      field('gcnNgay', 'date', 'giấy chứng nhận, quyết định: ngày', 'certificate or decision: date'),
      ...ABROAD,
    ],
  },
  CC: {
    code: 'CC',
    title: { vi: 'Thay đổi, cải chính, bổ sung hộ tịch', en: 'Changes and corrections' },
    fields: [
      ...headOf('registrationAmendment'),
      field('loaiThayDoi', 'code', 'loại thay đổi', 'kind of change', { codeList: 'amendment' }),
      ...personFields('ntd', AMENDED, WHOLE_PERSON),
      field('gocLoai', 'code', 'giấy tờ gốc: loại', 'original: paper', { codeList: 'civilPaper' }),
      field('gocSo', 'entry-reference', 'giấy tờ gốc: số', 'original: number', { critical: true }),
      field('gocNgay', 'date', 'giấy tờ gốc: ngày', 'original: registered on', { critical: true }),
      field('gocCoQuan', 'office', 'giấy tờ gốc: nơi đăng ký', 'original: registered at'),
      field('ndMuc', 'text', 'nội dung: mục', 'changed item'),
      field('ndTu', 'text', 'nội dung: từ', 'changed from'),
      field('ndThanh', 'text', 'nội dung: thành', 'changed to'),
      field('lyDo', 'text', 'lý do', 'reason'),
      ...personFields('nyc', DECLARANT, ['HoTen', 'QuanHe', ...PAPER]),
      ...ABROAD,
    ],
    refersTo: { number: 'gocSo', registeredOn: 'gocNgay', office: 'gocCoQuan', kind: { field: 'gocLoai' } },
  },
};

export const isKindCode = (text: string): text is KindCode =>
  (KIND_CODES as readonly string[]).includes(text);

/** The field of that kind with that official name, or undefined. */
export const findField = (kind: KindCode, name: string): FieldSpec | undefined =>
  FIELDS_BY_NAME.get(`${kind} ${name}`);

const FIELDS_BY_NAME: ReadonlyMap<string, FieldSpec> = new Map(
  KIND_CODES.flatMap((code) => KINDS[code].fields.map((spec) => [`${code} ${spec.name}`, spec] as const)),
);
