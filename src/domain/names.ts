/**
 * What Vietnamese names are made of, from general knowledge: surnames and the syllables of middle and given names, in
 * falling frequency, so that a rank can stand for a weight. Names outside these lists exist and stay as they are written.
 */
import { syllableKey } from './syllables.ts';

const words = (text: string): readonly string[] => text.trim().split(/\s+/u);

/** Commonest first; the first fourteen bear about nine tenths of the people. */
export const SURNAMES: readonly string[] = words(`
  Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trương Đoàn Trịnh Mai Cao Lương Hà Lâm Đào
  Phùng Tạ Tô Thái Lưu Châu Vương Nông Chu Triệu Hứa Tống La Kiều Quách Lò Ma Vi Quàng Thạch Sơn Danh Kim Diệp Tăng Mạc
  Đàm Bế Hoàn Cù Cung Dư Giang Giáp Hầu Hoa Khổng Khúc Lại Lạc Lăng Lều Liêu Lỗ Lục Lường Mã Mẫn Mâu Mùa Nghiêm Nghị Ninh
  Ong Ông Phí Phó Phương Quan Quang Sầm Sái Tào Tất Thân Thẩm Thi Thiều Thịnh Tiêu Tôn Từ Tưởng Uông Ung Văn Viên Âu Ân Bạch
  Bàn Bành Cà Cầm Cầu Chế Chiêm Chung Chúng Chương Doãn Đái Điền Điêu Đồng Đổng Đường Giàng Sùng Thào Vàng Lầu Lù Hạ Hạng
  Hàn Hàng Hán Hình Hùng Khuất Khương Ksor Kpă Rơ Siu Niê Ayun Mlô Hờ Hồng Lang Lã Lộ Lai Lao Mông Mộng Nhâm Nhan Nhữ Ngụy
  Nhạc Ngân Ngọc Ngũ Phù Phú Phúc Phong Quế Quản Quyền Song Sử Sỹ Thang Thành Thăng Tòng Trang Trà Trác Triều Trình Trưng
  Tiết Tiền Ứng Vừ Xa Xồng Yên Ngần Cụt Moong Kha Lữ Hủn Pờ Chảo Tẩn Phàn Lèng Tải Đèo Tẩu Vì Bạc Cứ Dì Hảng Lý Mua Phàng
  Cháng Chẩu Hùng Thèn Ly Vềnh Đan Cáp Đậu Biện Cấn Chử Công Cồ Đới Hướng Kiên Kông Khuê Lư Lê Nguỵ Nhân Phụng Quảng Tân`);

/** Syllables of middle and given names, commonest first. */
export const NAME_SYLLABLES: readonly string[] = words(`
  Thị Văn Minh Ngọc Thanh Hoàng Thu Đức Anh Hữu Kim Quốc Xuân Quang Hồng Phương Đình Tuấn Hương Hà Hùng Dũng Công Lan Hoa Mai Linh
  Thủy Hải Nam Long Huy Trang Thảo Bảo Gia Thành Trung Sơn Nhật Khánh Trọng Duy Mạnh Tiến Cường Tùng Bích Mỹ Thùy Thúy Diễm Như
  Tuyết Ánh Cẩm Trúc Quỳnh Hoài Hạnh Nga Yến Hằng Ngân Loan Oanh Vân Dung Nhung Huyền My Vy Nhi Châu Trâm Trinh Thư Diệp Hiền Liên
  Lý Nguyệt Phượng Quyên Tâm Uyên Giang Kiều Đào Hòa Nhàn Sen Cúc Tươi Gấm Mận Thơm Nữ Lệ Phúc Kiệt Thắng Hiếu Nghĩa Tài Lộc Phát
  Đạt Vinh Bình Thịnh Toàn Quý Tú Việt Lâm Thiện Nhân Hậu Chiến Lợi Kỳ Đông Luân Thuận Hưng Phong Khoa Trí Ẩn Sỹ Quyết Ước Quân
  Khang Khôi Bá Thế Viết Khắc Trường Chí Phước Duẩn Danh Đăng Đại Đạo Điền Định Đoan Đoàn Doanh Dương Hào Hân Hiệp Hoan Hoạt Học
  Hợp Huân Hưởng Khải Khiêm Khuê Kiên Lam Lãm Lành Lập Liễu Liêm Lĩnh Lương Mẫn Mạc Miên Mùi Mừng Na Năm Nghi Nghị Nguyên Nhã Nhâm
  Nhất Nhiên Nhu Ninh Oai Phấn Phi Phú Quế Quyền Sáng Sang Sáu Sinh Song Sự Suốt Tám Tân Tấn Tạo Tề Thái Thắm Thân Thạch Thao Thêu
  Thi Thoa Thoan Thoại Thông Thọ Thuần Thục Thuyết Thức Thương Thưởng Tín Tĩnh Tình Toản Tòng Tôn Trà Tráng Trân Triều Triết Triển
  Trực Trưởng Tuyên Tuyến Tuyền Tư Tường Tý Vang Vệ Viên Viễn Vĩnh Vĩ Vịnh Vui Vũ Vượng Xuyến Ý Yên Ân Ái Băng Bằng Bắc Bạch Bền
  Biên Bông Ca Cảnh Cần Cẩn Chánh Chinh Chính Chung Chương Cương Di Dậu Diện Diệu Dinh Du Dự Dục Đan Đang Đảm Đệ Đính Đô Đồng Đường
  Giáp Hạ Hán Hành Hảo Hằng Hiên Hiển Hiện Hoài Hoành Hòe Huệ Huấn Huế Hương Hữu Hy Khanh Khâm Khương Kha Khuyên Lài Lai Lân Lê Lịch
  Lưu Luyến Luyện Lưỡng Ly Mến Miền Mẫu Mơ Mười Ngà Ngạn Ngát Ngoan Nhàn Nhẫn Nhân Nho Nhuận Nương Oánh Phiên Phụng Quyển Sa Sâm
  San Siêng Soi Sửu Tần Tăng Thạnh Thắng Thăng Thể Thìn Thiên Thiết Thiệp Thiều Thơ Thời Thuấn Thúc Thụy Thực Thược Tiên Tiếp Tiệp
  Tỉnh Toán Trai Trần Trăm Triệu Trinh Tuân Tuệ Tuất Túc Tựu Úy Út Vạn Vân Vọng Xoan Xuyên Yêu Hoàn Hội Hồ Hổ Hoạch Hợi Mão Ngọ Thân
  Bảy Chín Tư Ba Hai Bé Bốn Lớn Nhỏ Út Đen Đẹp Điệp Điểm Điệu Đài Lụa Là Lượng Lượt Lựu Nhài Nhạn Nhường Nhự Nụ Thỏa Thoải Tính Tơ
  Trụ Trịnh Tuynh Vẻ Viện Xá Xinh Y Hlê Blô Niê H' Rơ Ka Krông Mí Súa Sính Páo Dính Chứ Dếnh Giàng Say Vàng Mỷ Máy Chá Lía Ninh Sùng`);

/** -ln of a rough share by rank (Zipf): 0 for the commonest. Keys are `syllableKey`s. */
const rankCosts = (list: readonly string[]): ReadonlyMap<string, number> => {
  const costs = new Map<string, number>();
  list.forEach((word, rank) => {
    const key = syllableKey(word);
    if (!costs.has(key)) costs.set(key, Math.log(1 + rank / 4));
  });
  return costs;
};

const SURNAME_COSTS = rankCosts(SURNAMES);
const SYLLABLE_COSTS = rankCosts(NAME_SYLLABLES);

/** How unusual a surname is (0 = Nguyễn … about 4.5), undefined when the list does not have it. */
export const surnameRarity = (word: string): number | undefined => SURNAME_COSTS.get(syllableKey(word));

/** How unusual a middle or given name's syllable is, undefined when the list does not have it. */
export const nameSyllableRarity = (word: string): number | undefined => SYLLABLE_COSTS.get(syllableKey(word));
