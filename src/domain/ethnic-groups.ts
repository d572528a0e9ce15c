/**
 * The 54 ethnic groups of Vietnam with their official codes (General Statistics Office list of 1979, as the Ministry's
 * import uses it) and 55 and 56 for foreigners and unknown. `name` is the official spelling we normalise to; `spellings`
 * are other ways ledgers write it, old names among them. Names that meant two groups at different times ("Thổ", "Xá",
 * "Thượng") stay with the group that officially bears them or with none: what is ambiguous is not decided here.
 */
import { unifyTonePlacement } from './text.ts';

export type EthnicGroup = Readonly<{ code: string; name: string; spellings: readonly string[] }>;

const group = (code: string, name: string, ...spellings: string[]): EthnicGroup => ({
  code,
  name,
  spellings,
});

export const ETHNIC_GROUPS: readonly EthnicGroup[] = [
  group('01', 'Kinh', 'Việt'),
  group('02', 'Tày'),
  group('03', 'Thái', 'Thái Đen', 'Thái Trắng'),
  group('04', 'Hoa', 'Hán', 'Người Hoa', 'Trung Hoa'),
  group('05', 'Khơ-me', 'Khmer', 'Khơ me', 'Khơ Me', 'Khme', 'Miên', 'Cao Miên'),
  group('06', 'Mường'),
  group('07', 'Nùng'),
  group('08', "H'Mông", 'Hmông', 'Mông', 'HMông', 'H Mông', 'Mèo', 'Mẹo'),
  group('09', 'Dao', 'Mán'),
  group('10', 'Gia-rai', 'Gia Rai', 'Gia rai', 'Jrai', "J'rai", 'Giơ-rai'),
  group('11', 'Ngái'),
  group('12', 'Ê-đê', 'Ê Đê', 'Ê đê', 'Ra-đê', 'Rha-đê', 'Đê'),
  group('13', 'Ba na', 'Ba Na', 'Ba-na', 'Bana', 'Bahnar'),
  group('14', 'Xơ-Đăng', 'Xơ Đăng', 'Xơ-đăng', 'Xê Đăng', 'Sê Đăng', 'Sơ Đăng'),
  group('15', 'Sán Chay', 'Cao Lan', 'Sán Chỉ', 'Sán Chí', 'Cao Lan - Sán Chỉ'),
  group('16', 'Cơ-ho', 'Cơ Ho', "K'Ho", 'Kơ Ho', 'Kơ-ho', 'Cờ Ho'),
  group('17', 'Chăm', 'Chàm', 'Chiêm'),
  group('18', 'Sán Dìu', 'Sán Déo', 'Trại'),
  group('19', 'Hrê', "H'rê", 'Hre', 'Chăm Rê'),
  group('20', 'Mnông', "M'Nông", "M'nông", 'Mơ Nông'),
  group('21', 'Ra-glai', 'Ra Glai', 'Raglai', 'Rắc Lây', 'Rai'),
  group('22', 'Xtiêng', "X'tiêng", "S'tiêng", 'Stiêng', 'Xơ Tiêng'),
  group('23', 'Bru-Vân Kiều', 'Bru - Vân Kiều', 'Bru Vân Kiều', 'Vân Kiều', 'Bru'),
  group('24', 'Thổ'),
  group('25', 'Giáy', 'Nhắng', 'Giẳng'),
  group('26', 'Cơ-tu', 'Cơ Tu', 'Ca Tu', 'Ca-tu', 'Kơ Tu', 'Ka Tu'),
  group('27', 'Giẻ Triêng', 'Gié Triêng', 'Gié-Triêng', 'Giẻ-Triêng', 'Dẻ Triêng', 'Ta Riêng'),
  group('28', 'Mạ', 'Châu Mạ', 'Chô Mạ'),
  group('29', 'Khơ-mú', 'Khơ Mú', 'Khơ mú', 'Kha Mú', 'Xá Cẩu'),
  group('30', 'Co', 'Cor', 'Cùa', 'Trầu'),
  group('31', 'Tà-ôi', 'Tà Ôi', 'Ta Ôi', 'Tôi Ôi', 'Pa Cô', 'Pa-cô'),
  group('32', 'Chơ-ro', 'Chơ Ro', 'Châu Ro', 'Đơ-ro'),
  group('33', 'Kháng', 'Xá Khao'),
  group('34', 'Xinh-mun', 'Xinh Mun', 'Sinh Mun', 'Puộc'),
  group('35', 'Hà Nhì', 'U Ní', 'Xá U Ní'),
  group('36', 'Chu ru', 'Chu Ru', 'Chu-ru', 'Churu'),
  group('37', 'Lào', 'Lào Bốc'),
  group('38', 'La Chí'),
  group('39', 'La Ha'),
  group('40', 'Phù Lá', 'Xá Phó'),
  group('41', 'La Hủ', 'Khù Sung', 'Xá Lá Vàng'),
  group('42', 'Lự', 'Lừ'),
  group('43', 'Lô Lô'),
  group('44', 'Chứt', 'Rục', 'Sách', 'Mày'),
  group('45', 'Mảng'),
  group('46', 'Pà Thẻn', 'Pà Hưng'),
  group('47', 'Cơ Lao', 'Cờ Lao'),
  group('48', 'Cống'),
  group('49', 'Bố Y', 'Tu Dí'),
  group('50', 'Si La', 'Xi La'),
  group('51', 'Pu Péo', 'La Quả'),
  group('52', 'Brâu', 'Brao'),
  group('53', 'Ơ Đu', 'Ơ-đu'),
  group('54', 'Rơ măm', 'Rơ Măm', 'Rơ-măm'),
  group('55', 'Người nước ngoài', 'Nước ngoài', 'Ngoại kiều'),
  group('56', 'Không rõ', 'Không xác định', 'Chưa xác định'),
];

/** Without hyphens, apostrophes and case but with all accents: `Gia-Rai` = `gia rai`. */
const spelling = (text: string): string =>
  unifyTonePlacement(text)
    .toLocaleLowerCase('vi')
    .replace(/[-–'’`.\s]+/gu, ' ')
    .trim();

const BY_SPELLING: ReadonlyMap<string, EthnicGroup> = new Map(
  ETHNIC_GROUPS.flatMap((entry) =>
    [entry.name, ...entry.spellings].map((name) => [spelling(name), entry] as const),
  ),
);

/** The group of that name in any known spelling (a sub-group in brackets may follow), or undefined. */
export const findEthnicGroup = (text: string): EthnicGroup | undefined =>
  BY_SPELLING.get(spelling(text)) ?? BY_SPELLING.get(spelling(text.replace(/\(.*\)?\s*$/u, '')));
