/** Nationalities as ledgers name them: the country's Vietnamese name, with old and other spellings. */
import { tidy, unifyTonePlacement } from './text.ts';

export type Nationality = Readonly<{ name: string; spellings: readonly string[] }>;

const country = (name: string, ...spellings: string[]): Nationality => ({ name, spellings });

export const NATIONALITIES: readonly Nationality[] = [
  country(
    'Việt Nam',
    'VN',
    'VNDCCH',
    'Việt Nam Dân chủ Cộng hòa',
    'Việt Nam Cộng hòa',
    'VNCH',
    'Cộng hòa xã hội chủ nghĩa Việt Nam',
    'CHXHCN Việt Nam',
  ),
  country('Trung Quốc', 'Trung Hoa', 'CHND Trung Hoa'),
  country('Đài Loan', 'Trung Quốc (Đài Loan)', 'Đài Loan (Trung Quốc)'),
  country('Hồng Kông', 'Hồng Công'),
  country('Hàn Quốc', 'Đại Hàn', 'Nam Hàn', 'Nam Triều Tiên', 'Đại Hàn Dân Quốc'),
  country('Triều Tiên', 'Bắc Triều Tiên', 'CHDCND Triều Tiên'),
  country('Nhật Bản', 'Nhật'),
  country('Hoa Kỳ', 'Mỹ', 'Hợp chủng quốc Hoa Kỳ', 'USA'),
  country('Ca-na-đa', 'Canada', 'Gia Nã Đại'),
  country('Ô-xtrây-li-a', 'Úc', 'Australia', 'Ôxtrâylia'),
  country('Niu Di-lân', 'New Zealand', 'Niu-di-lân', 'Tân Tây Lan'),
  country('Pháp', 'Cộng hòa Pháp'),
  country('Đức', 'Cộng hòa Liên bang Đức', 'CHLB Đức', 'CHDC Đức'),
  country('Anh', 'Vương quốc Anh', 'Liên hiệp Anh'),
  country('Nga', 'Liên bang Nga', 'Liên Xô'),
  country('Lào', 'CHDCND Lào'),
  country('Cam-pu-chia', 'Campuchia', 'Căm-pu-chia', 'Cao Miên'),
  country('Thái Lan', 'Xiêm'),
  country('Xin-ga-po', 'Singapore', 'Singapo', 'Xinh-ga-po'),
  country('Ma-lai-xi-a', 'Malaysia', 'Mã Lai'),
  country('In-đô-nê-xi-a', 'Indonesia', 'Nam Dương'),
  country('Phi-líp-pin', 'Philippines', 'Phi Luật Tân', 'Phi-lip-pin'),
  country('Mi-an-ma', 'Myanmar', 'Miến Điện'),
  country('Ấn Độ'),
  country('Pa-ki-xtan', 'Pakistan'),
  country('Băng-la-đét', 'Bangladesh'),
  country('Nê-pan', 'Nepal'),
  country('Mông Cổ'),
  country('Ý', 'I-ta-li-a', 'Italia', 'Italy'),
  country('Tây Ban Nha'),
  country('Bồ Đào Nha'),
  country('Hà Lan', 'Vương quốc Hà Lan'),
  country('Bỉ', 'Vương quốc Bỉ'),
  country('Thụy Sĩ', 'Thụy Sỹ'),
  country('Thụy Điển'),
  country('Na Uy'),
  country('Đan Mạch'),
  country('Phần Lan'),
  country('Áo', 'Cộng hòa Áo'),
  country('Séc', 'Cộng hòa Séc', 'CH Séc', 'Tiệp Khắc', 'Tiệp'),
  country('Xlô-va-ki-a', 'Slovakia'),
  country('Ba Lan'),
  country('Hung-ga-ri', 'Hungary', 'Hung-ga-ry'),
  country('Bun-ga-ri', 'Bulgaria'),
  country('Ru-ma-ni', 'Romania'),
  country('U-crai-na', 'Ukraina', 'Ukraine'),
  country('Bê-la-rút', 'Belarus'),
  country('Ai-len', 'Ireland'),
  country('Thổ Nhĩ Kỳ'),
  country('I-xra-en', 'Israel'),
  country('I-ran', 'Iran'),
  country('I-rắc', 'Iraq'),
  country('Cu-ba', 'Cuba'),
  country('Bra-xin', 'Brazil', 'Ba Tây'),
  country('Mê-hi-cô', 'Mexico'),
  country('Ác-hen-ti-na', 'Argentina'),
  country('Nam Phi'),
  country('Ni-giê-ri-a', 'Nigeria'),
  country('Ai Cập'),
  country('Ga-na', 'Ghana'),
  country('Không quốc tịch'),
  country('Không có thông tin', 'Không rõ'),
];

const spelling = (text: string): string =>
  unifyTonePlacement(tidy(text))
    .toLocaleLowerCase('vi')
    .replace(/[-–.\s]+/gu, ' ')
    .trim();

const BY_SPELLING: ReadonlyMap<string, Nationality> = new Map(
  NATIONALITIES.flatMap((entry) =>
    [entry.name, ...entry.spellings].map((name) => [spelling(name), entry] as const),
  ),
);

/** The nationality of that name in any known spelling, or undefined. */
export const findNationality = (text: string): Nationality | undefined => BY_SPELLING.get(spelling(text));
