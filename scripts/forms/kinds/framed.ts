/**
 * The kinds whose ledgers TT 15/2015 gives as a framed page: certificates of marital status, recognitions, guardianships and
 * their end, changes and corrections; adoptions follow the look, their ledger has an act of its own.
 */
import { type EntryPage, framedFamily, REGISTRAR, type Sheet } from '../families.ts';
import { type EditionDraft, type Form, FROM_THE_ANNEX, SINCE_2016 } from '../form.ts';
import type { Cell, Element, Signature, TableRow } from '../typeset.ts';
import { fillOf, personRows, WORDS_2016 } from '../wording.ts';

const heading = (text: string): Element => ({ type: 'heading', text });

const SIGNER: readonly Element[] = [
  {
    type: 'row',
    items: [
      { label: 'Người ký:', fill: 'nguoiKy', until: 90 },
      { label: 'Chức vụ:', fill: 'chucVuNguoiKy' },
    ],
  },
  { type: 'row', items: [{ label: 'Người thực hiện:', fill: 'nguoiThucHien' }] },
];

/** One person as these forms ask for everybody. */
const person = (
  prefix: string,
  options: { sex: boolean; home?: boolean; nameLabel?: string },
): readonly Element[] => [
  ...personRows(WORDS_2016, prefix, [
    [options.nameLabel === undefined ? 'name' : { part: 'name', label: options.nameLabel }],
    ['born'],
  ]),
  {
    type: 'row',
    items: [
      // The import template of recognitions has no sex: the paper's is printed, but no field is read from it.
      { label: WORDS_2016.sex, fill: options.sex ? fillOf(prefix, 'sex') : null, until: 53 },
      { label: WORDS_2016.ethnic, fill: fillOf(prefix, 'ethnic'), until: 99 },
      { label: WORDS_2016.nationality, fill: fillOf(prefix, 'nationality') },
    ],
  },
  ...(options.home === true ? personRows(WORDS_2016, prefix, [['home']]) : []),
  ...personRows(WORDS_2016, prefix, [[{ part: 'residence', lines: 2 }], [{ part: 'paper', lines: 2 }]]),
];

const applicant: readonly Element[] = personRows(WORDS_2016, 'nyc', [
  ['name'],
  [{ part: 'paper', lines: 2 }],
]);
const APPLICANT: Signature = { vi: 'Người đi đăng ký', en: 'Applicant' };

type FramedForm = Readonly<{
  kind: EditionDraft['kind'];
  title: Form['title'];
  sheet: Omit<Sheet, 'code'>;
  page: EntryPage;
  provenance?: Form['provenance'];
}>;

const FORMS: readonly FramedForm[] = [
  {
    kind: 'HN',
    title: {
      vi: 'Sổ cấp Giấy xác nhận tình trạng hôn nhân, mẫu 2016',
      en: 'Register of marital-status certificates, 2016 form',
    },
    sheet: { title: ['CẤP GIẤY XÁC NHẬN', 'TÌNH TRẠNG HÔN NHÂN'], event: 'cấp giấy xác nhận' },
    page: {
      dateLabel: 'Ngày, tháng, năm cấp:',
      ticks: [
        {
          type: 'ticks',
          name: 'nxnLoaiMucDichSuDung',
          flow: 'column',
          options: [
            ['1-2', 'Để đăng ký kết hôn trong nước'],
            ['3-4', 'Để đăng ký kết hôn ở nước ngoài'],
            ['5', 'Mục đích khác'],
          ],
        },
      ],
      main: [
        heading('Phần ghi về người được cấp Giấy xác nhận tình trạng hôn nhân:'),
        ...person('nxn', { sex: true }),
        {
          type: 'row',
          items: [{ label: 'Trong thời gian cư trú tại:', fill: 'nxnThoiGianCuTruTai', lines: 2 }],
        },
        {
          type: 'row',
          items: [
            { label: 'từ ngày:', fill: 'nxnThoiGianCuTruTu', until: 82 },
            { label: 'đến ngày:', fill: 'nxnThoiGianCuTruDen' },
          ],
        },
        { type: 'row', items: [{ label: 'Tình trạng hôn nhân:', fill: 'nxnTinhTrangHonNhan', lines: 2 }] },
        { type: 'row', items: [{ label: 'Mục đích sử dụng:', fill: 'nxnMucDichSuDung', lines: 2 }] },
        heading('Phần ghi về người đề nghị cấp xác nhận tình trạng hôn nhân:'),
        ...personRows(WORDS_2016, 'nyc', [
          ['name'],
          [{ part: 'relation', label: 'Quan hệ với người được cấp Giấy xác nhận:' }],
        ]),
        ...SIGNER,
      ],
      signatures: [REGISTRAR],
    },
  },
  {
    kind: 'CMC',
    title: { vi: 'Sổ đăng ký nhận cha, mẹ, con, mẫu 2016', en: 'Register of recognitions, 2016 form' },
    sheet: { title: ['ĐĂNG KÝ', 'NHẬN CHA, MẸ, CON'], event: 'nhận cha, mẹ, con' },
    page: {
      ticks: [
        {
          type: 'ticks',
          name: 'loaiXacNhan',
          flow: 'column',
          options: [
            ['3-4', 'Con nhận cha, mẹ'],
            ['1-2', 'Cha, mẹ nhận con'],
          ],
        },
        {
          type: 'ticks',
          name: 'loaiDangKy',
          flow: 'column',
          options: [['2', 'Ghi vào sổ hộ tịch việc nhận/xác định cha, mẹ, con']],
          whenNone: '1',
        },
      ],
      main: [
        heading('Phần ghi về người nhận/được nhận là cha/mẹ:'),
        ...person('cm', { sex: false, home: true }),
        heading('Phần ghi về người con:'),
        ...person('nc', { sex: false, home: true }),
        heading('Phần ghi về người đi đăng ký nhận cha, mẹ, con:'),
        ...applicant,
        {
          type: 'row',
          items: [{ label: 'Quan hệ với người nhận:', fill: 'nycQHNguoiNhan' }],
        },
        {
          type: 'row',
          items: [{ label: 'Quan hệ với người được nhận là cha, mẹ, con:', fill: 'nycQHNguoiDuocNhan' }],
        },
        { type: 'row', items: [{ label: 'Quyết định số:', fill: 'quyetDinhSo' }] },
        ...SIGNER,
      ],
      signatures: [APPLICANT, REGISTRAR],
    },
  },
  {
    kind: 'GH',
    title: { vi: 'Sổ đăng ký giám hộ, mẫu 2016', en: 'Register of guardianships, 2016 form' },
    sheet: { title: ['ĐĂNG KÝ GIÁM HỘ'], event: 'giám hộ' },
    page: {
      ticks: [
        {
          type: 'ticks',
          name: 'loaiDangKy',
          flow: 'column',
          options: [
            ['1', 'Giám hộ cử'],
            ['2', 'Giám hộ đương nhiên'],
            ['3', 'Ghi vào sổ hộ tịch việc giám hộ'],
          ],
        },
      ],
      main: [
        heading('Phần ghi về người giám hộ:'),
        ...person('ngh', { sex: true }),
        heading('Phần ghi về người được giám hộ:'),
        ...person('ndgh', { sex: true }),
        heading('Phần ghi về người đi đăng ký giám hộ:'),
        ...applicant,
        ...SIGNER,
      ],
      signatures: [APPLICANT, REGISTRAR],
    },
  },
  {
    kind: 'CDGH',
    title: { vi: 'Sổ đăng ký chấm dứt giám hộ, mẫu 2016', en: 'Register of ended guardianships, 2016 form' },
    sheet: { title: ['ĐĂNG KÝ', 'CHẤM DỨT GIÁM HỘ'], event: 'chấm dứt giám hộ' },
    page: {
      ticks: [
        {
          type: 'ticks',
          name: 'loaiDangKy',
          flow: 'column',
          options: [
            ['1', 'Giám hộ cử'],
            ['2', 'Giám hộ đương nhiên'],
            ['3', 'Ghi vào sổ hộ tịch việc chấm dứt giám hộ'],
          ],
        },
      ],
      main: [
        heading('Phần ghi về việc giám hộ:'),
        ...person('ngh', { sex: true, nameLabel: 'Họ, chữ đệm, tên người giám hộ:' }),
        ...person('ndgh', { sex: true, nameLabel: 'Họ, chữ đệm, tên người được giám hộ:' }),
        {
          type: 'row',
          items: [
            { label: 'Đăng ký giám hộ số:', fill: 'ghSo', until: 92 },
            { label: 'ngày:', fill: 'ghNgay' },
          ],
        },
        { type: 'row', items: [{ label: 'Cơ quan đã đăng ký:', fill: 'ghCoQuan' }] },
        { type: 'row', items: [{ label: 'Lý do chấm dứt việc giám hộ:', fill: 'lyDoChamDut', lines: 2 }] },
        heading('Phần ghi về người đi đăng ký chấm dứt giám hộ:'),
        ...applicant,
        ...SIGNER,
      ],
      signatures: [APPLICANT, REGISTRAR],
    },
  },
  {
    kind: 'CC',
    title: {
      vi: 'Sổ đăng ký thay đổi, cải chính, bổ sung hộ tịch, xác định lại dân tộc, mẫu 2016',
      en: 'Register of changes, corrections, additions and re-determined ethnic groups, 2016 form',
    },
    sheet: {
      title: ['ĐĂNG KÝ THAY ĐỔI, CẢI CHÍNH,', 'BỔ SUNG HỘ TỊCH,', 'XÁC ĐỊNH LẠI DÂN TỘC'],
      event: 'thay đổi, cải chính',
    },
    page: {
      ticks: [
        {
          type: 'ticks',
          name: 'loaiThayDoi',
          flow: 'column',
          options: [
            ['1', 'Thay đổi hộ tịch'],
            ['2', 'Cải chính hộ tịch'],
            ['3', 'Bổ sung thông tin hộ tịch'],
            ['4', 'Xác định lại dân tộc'],
          ],
        },
        {
          type: 'ticks',
          name: 'loaiDangKy',
          flow: 'column',
          options: [['2', 'Ghi vào sổ hộ tịch việc thay đổi hộ tịch']],
          whenNone: '1',
        },
      ],
      main: [
        heading('Phần ghi về người được thay đổi, cải chính, bổ sung, xác định lại:'),
        ...person('ntd', { sex: true }),
        heading('Đã đăng ký hộ tịch tại:'),
        {
          type: 'row',
          items: [
            { label: 'Loại giấy tờ:', fill: 'gocLoai', until: 96 },
            { label: 'số:', fill: 'gocSo' },
          ],
        },
        { type: 'row', items: [{ label: 'Ngày đăng ký:', fill: 'gocNgay' }] },
        { type: 'row', items: [{ label: 'Nơi đăng ký:', fill: 'gocCoQuan', lines: 2 }] },
        heading('Nội dung thay đổi, cải chính, bổ sung, xác định lại:'),
        { type: 'row', items: [{ label: 'Mục:', fill: 'ndMuc' }] },
        { type: 'row', items: [{ label: 'từ:', fill: 'ndTu' }] },
        { type: 'row', items: [{ label: 'thành:', fill: 'ndThanh' }] },
        { type: 'row', items: [{ label: 'Lý do:', fill: 'lyDo' }] },
        heading('Phần ghi về người yêu cầu:'),
        ...applicant,
        ...personRows(WORDS_2016, 'nyc', [[{ part: 'relation', label: 'Quan hệ với người nói trên:' }]]),
        ...SIGNER,
      ],
      signatures: [APPLICANT, REGISTRAR],
    },
  },
];

const framed2016 = framedFamily('TP/HT-2015');

const framedForm = ({ kind, title, sheet, page, provenance = FROM_THE_ANNEX }: FramedForm): Form => ({
  id: `${kind}-2016`,
  kind,
  title,
  provenance,
  ...SINCE_2016,
  family: framed2016,
  sheet: { ...sheet, code: kind },
  page,
});

const head = (text: string, span = 1): Cell => ({ text, span, weight: 'bold', align: 'center' });

/** ÔNG and BÀ side by side, as the ledger of adoptions has adoptive parents and those who give the child. */
const couple = (title: string, he: string, she: string): Element => {
  const row = (text: string, suffix: string, lines = 1): TableRow => ({
    lines,
    cells: [{ text }, { fill: `${he}${suffix}` }, { fill: `${she}${suffix}` }],
  });
  return {
    type: 'table',
    widths: [27, 50, 50],
    rows: [
      { cells: [head(title), head('ÔNG'), head('BÀ')] },
      row('Họ và tên', 'HoTen'),
      row('Ngày sinh', 'NgaySinh'),
      row('Dân tộc', 'DanToc'),
      row('Quốc tịch', 'QuocTich'),
      row('Nơi thường trú', 'NoiCuTru', 3),
      row('Số CMND/HC', 'SoGiayToTuyThan'),
    ],
  };
};

const ADOPTION: Form = {
  ...framedForm({
    kind: 'NCN',
    title: { vi: 'Sổ đăng ký nuôi con nuôi, mẫu 2011', en: 'Register of adoptions, 2011 form' },
    sheet: { title: ['ĐĂNG KÝ', 'NUÔI CON NUÔI'], event: 'nuôi con nuôi' },
    page: {
      ticks: [
        {
          type: 'ticks',
          name: 'loaiDangKy',
          flow: 'column',
          options: [
            ['1', 'Đăng ký lần đầu'],
            ['2', 'Đăng ký lại'],
            ['3', 'Ghi vào sổ việc nuôi con nuôi đã đăng ký ở nước ngoài'],
          ],
        },
      ],
      main: [
        ...personRows(WORDS_2016, 'cn', [
          [{ part: 'name', label: 'Con nuôi:', until: 112 }, 'sex'],
          ['born'],
          [{ part: 'ethnic', until: 82 }, 'nationality'],
        ]),
        { type: 'row', items: [{ label: 'Nơi sinh:', fill: 'cnNoiSinh' }] },
        couple('Cha, mẹ nuôi', 'chn', 'men'),
        couple('Bên giao', 'ogi', 'bgi'),
        { type: 'row', items: [{ label: 'Quan hệ với con nuôi:', fill: 'bgiaoQuanHe' }] },
        { type: 'row', items: [{ label: 'Cơ sở nuôi dưỡng:', fill: 'csndTen' }] },
        {
          type: 'row',
          items: [
            { label: 'GCN/Quyết định số:', fill: 'gcnSo', until: 98 },
            { label: 'ngày:', fill: 'gcnNgay' },
          ],
        },
        ...SIGNER,
      ],
      signatures: [
        { vi: 'Cha, mẹ nuôi', en: 'Adoptive parents' },
        { vi: 'Bên giao', en: 'Giving side' },
        REGISTRAR,
      ],
    },
    provenance: {
      vi: 'Dựng lại: các mục theo mô tả sổ nuôi con nuôi (bảng ÔNG, BÀ của cha mẹ nuôi và bên giao) và Luật Nuôi con nuôi 2010; tên trường là của sohoa vì không có biểu mẫu nhập của Bộ Tư pháp; thứ tự, khoảng cách, mã mẫu, bìa và trang khóa sổ là phỏng đoán.',
      en: 'A reconstruction: items as the ledger of adoptions is described (tables of ÔNG and BÀ) and as the Law on Adoption 2010 wants them; field names are sohoa’s own, since no import template is known; order, distances, form code, cover and closing page are guesses.',
    },
  }),
  id: 'NCN-2011',
  basis: 'Luật Nuôi con nuôi 52/2010/QH12',
  years: { from: 2011, to: 2030 },
  family: framedFamily('TP/CN-2011', { pitchOfItems: 6.8 }),
};

export const FRAMED: readonly Form[] = [...FORMS.map(framedForm), ADOPTION];
