/**
 * Names for invented people: common Vietnamese surnames, middle and given names with rough weights, from general
 * knowledge. No combination stands for a real person.
 */
import { tidy } from '../../../src/domain/text.ts';
import type { Random } from '../random.ts';

export type Sex = 'male' | 'female';

type Weighted = readonly (readonly [string, number])[];

const list = (text: string): Weighted =>
  text.split(',').map((item) => {
    const [name = '', weight = '1'] = item.trim().split(':');
    return [tidy(name), Number(weight)] as const;
  });

const SURNAMES = list(
  'Nguyễn:310, Trần:110, Lê:95, Phạm:70, Hoàng:30, Huỳnh:30, Phan:34, Vũ:28, Võ:30, Đặng:22, Bùi:24, Đỗ:18, Hồ:16, Ngô:15, Dương:13, Lý:9, Đinh:12, Trương:18, Đoàn:11, Trịnh:10, Mai:9, Cao:9, Lương:8, Hà:7, Tạ:5, Phùng:5, Tô:4, Đào:9, Lâm:7, Thái:5, Châu:3, Kiều:2, Quách:2, Lưu:6, Chu:3, Vương:3, Tống:2, La:2, Nông:3, Hứa:2, Triệu:2, Ma:1, Vi:1, Lò:2, Quàng:1',
);

const MIDDLE: Readonly<Record<Sex, Weighted>> = {
  male: list(
    'Văn:90, Minh:34, Đức:24, Quốc:22, Hữu:20, Thanh:18, Quang:18, Xuân:15, Công:14, Đình:16, Hoàng:20, Ngọc:14, Trọng:10, Thành:14, Duy:14, Anh:9, Gia:12, Tuấn:12, Tiến:9, Mạnh:9, Bá:7, Thế:9, Viết:4, Khắc:4, Nhật:7, Trường:6, Chí:6, Việt:6, Phước:5, Hải:6',
  ),
  female: list(
    'Thị:120, Ngọc:26, Thanh:20, Minh:14, Thu:14, Kim:14, Hồng:14, Phương:14, Bích:8, Mỹ:8, Thùy:9, Bảo:10, Khánh:7, Quỳnh:8, Hoài:6, Diễm:4, Như:6, Ánh:5, Tuyết:4, Thúy:6, Cẩm:3, Trúc:3, Mai:4, Gia:5, Hà:4, Lan:4',
  ),
};

const GIVEN: Readonly<Record<Sex, Weighted>> = {
  male: list(
    'Hùng:14, Dũng:14, Tuấn:18, Anh:16, Minh:16, Nam:13, Long:11, Huy:15, Đức:9, Hải:11, Sơn:11, Thành:11, Trung:10, Cường:12, Tùng:9, Quân:8, Khang:8, Khôi:6, Phúc:9, Bảo:9, Kiệt:6, Thắng:9, Hiếu:10, Nghĩa:7, Tài:7, Lộc:6, Phát:6, Đạt:9, Vinh:7, Bình:9, Hòa:8, Tâm:7, Thịnh:6, Toàn:7, Quý:4, Tú:5, Việt:5, Khánh:6, Lâm:6, Thiện:4, Nhân:5, Hậu:4, Chiến:3, Lợi:4, Thủy:2, Duẩn:1, Kỳ:2, Giang:3, Đông:2, Luân:3, Thuận:3, Tiến:6, Hưng:7, Phong:7, Khoa:6, Trí:4, Ẩn:1, Sỹ:1, Quyết:2, Ước:1',
  ),
  female: list(
    'Hoa:12, Lan:13, Hương:14, Hà:11, Linh:14, Trang:13, Thảo:12, Hạnh:9, Phương:12, Thủy:9, Nga:8, Yến:8, Hằng:9, Ngân:8, Loan:6, Mai:9, Oanh:5, Tuyết:5, Vân:8, Dung:7, Nhung:7, Huyền:8, My:6, Vy:8, Nhi:8, Anh:13, Châu:6, Trâm:6, Trinh:5, Thư:7, Diệp:3, Ánh:5, Hiền:9, Liên:6, Lý:3, Nguyệt:4, Phượng:6, Quyên:5, Tâm:4, Thúy:7, Xuân:5, Uyên:5, Giang:4, Ngọc:8, Như:6, Kiều:3, Bích:3, Đào:3, Hòa:3, Nhàn:3, Sen:2, Cúc:3, Tươi:2, Gấm:2, Mận:1, Thơm:2, Nữ:1, Lệ:3',
  ),
};

const LEADING = new Set(['Thị', 'Văn']);

export const makeSurname = (random: Random): string => random.weighted(SURNAMES);

export const makeGivenName = (random: Random, sex: Sex): string => random.weighted(GIVEN[sex]);

/** Surname, one or two middle names (never the given name again), given name; in Title Case. */
export const makeName = (random: Random, sex: Sex, surname = makeSurname(random)): string => {
  const given = makeGivenName(random, sex);
  const middle: string[] = [];
  const wanted = random.weighted([
    [1, 78],
    [2, 18],
    [0, 4],
  ] as const);
  while (middle.length < wanted) {
    const next = random.weighted(MIDDLE[sex]);
    if (next !== given && next !== surname && !middle.includes(next)) middle.push(next);
  }
  // Thị and Văn come right after the surname.
  middle.sort((a, b) => Number(LEADING.has(b)) - Number(LEADING.has(a)));
  return [surname, ...middle, given].join(' ');
};
