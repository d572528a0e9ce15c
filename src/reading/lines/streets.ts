/** People, days and places that streets all over the country are named after, from general knowledge. */
const names = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

export const STREETS: readonly string[] = names(`
  An Dương Vương, Âu Cơ, Bà Huyện Thanh Quan, Bà Triệu, Bạch Đằng, Bùi Thị Xuân, Bùi Viện, Cao Bá Quát, Cao Thắng, Cao Xuân Dục,
  Cách Mạng Tháng Tám, Châu Văn Liêm, Chu Văn An, Công Xã Paris, Cô Bắc, Cô Giang, Cống Quỳnh, Cộng Hòa, Đại Cồ Việt, Đào Duy Anh,
  Đào Duy Từ, Đào Tấn, Đặng Dung, Đặng Tất, Đặng Thai Mai, Đặng Thùy Trâm, Đặng Tiến Đông, Đặng Trần Côn, Đặng Văn Bi, Điện Biên Phủ,
  Đinh Bộ Lĩnh, Đinh Công Tráng, Đinh Tiên Hoàng, Đoàn Thị Điểm, Đoàn Văn Bơ, Đề Thám, Độc Lập, Đội Cấn, Đồng Khởi, Đống Đa,
  Đỗ Xuân Hợp, Đường Láng, Giải Phóng, Giảng Võ, Hà Huy Tập, Hai Bà Trưng, Hàm Nghi, Hàn Thuyên, Hàng Bài, Hàng Bông, Hải Thượng Lãn Ông,
  Hậu Giang, Hoàng Cầu, Hoàng Diệu, Hoàng Đạo Thúy, Hoàng Hoa Thám, Hoàng Ngân, Hoàng Quốc Việt, Hoàng Sa, Hoàng Văn Thái, Hoàng Văn Thụ,
  Hòa Bình, Hòa Hảo, Hồ Tùng Mậu, Hồ Xuân Hương, Hồng Bàng, Hồng Hà, Hùng Vương, Huỳnh Tấn Phát, Huỳnh Thúc Kháng, Huyền Trân Công Chúa,
  Huỳnh Văn Bánh, Kha Vạn Cân, Kim Đồng, Kim Mã, Kỳ Đồng, Kỳ Con, Khâm Thiên, Khúc Thừa Dụ, Khuất Duy Tiến, Lạc Long Quân, Lãn Ông,
  Lê Chân, Lê Duẩn, Lê Đại Hành, Lê Đức Thọ, Lê Hoàn, Lê Hồng Phong, Lê Lai, Lê Lợi, Lê Ngọc Hân, Lê Quang Định, Lê Quý Đôn,
  Lê Thánh Tôn, Lê Thánh Tông, Lê Thanh Nghị, Lê Thị Hồng Gấm, Lê Trọng Tấn, Lê Văn Duyệt, Lê Văn Hưu, Lê Văn Khương, Lê Văn Lương,
  Lê Văn Sỹ, Lê Văn Thọ, Lê Văn Việt, Liễu Giai, Lò Đúc, Lũy Bán Bích, Lữ Gia, Lương Định Của, Lương Khánh Thiện, Lương Ngọc Quyến,
  Lương Thế Vinh, Lương Văn Can, Lý Chính Thắng, Lý Nam Đế, Lý Thái Tổ, Lý Thường Kiệt, Lý Tự Trọng, Mạc Đĩnh Chi, Mạc Thị Bưởi,
  Mai Chí Thọ, Mai Hắc Đế, Mai Thúc Loan, Mai Xuân Thưởng, Mậu Thân, Minh Khai, Minh Phụng, Nam Kỳ Khởi Nghĩa, Ngô Đức Kế, Ngô Gia Tự,
  Ngô Quyền, Ngô Sĩ Liên, Ngô Tất Tố, Ngô Thì Nhậm, Ngô Văn Sở, Ngọc Hà, Ngọc Khánh, Nguyên Hồng, Nguyễn An Ninh, Nguyễn Biểu,
  Nguyễn Bỉnh Khiêm, Nguyễn Cao, Nguyễn Chí Thanh, Nguyễn Công Hoan, Nguyễn Công Trứ, Nguyễn Cư Trinh, Nguyễn Du, Nguyễn Duy Trinh,
  Nguyễn Đình Chiểu, Nguyễn Đình Thi, Nguyễn Đức Cảnh, Nguyễn Gia Trí, Nguyễn Hoàng, Nguyễn Huệ, Nguyễn Hữu Cảnh, Nguyễn Hữu Huân,
  Nguyễn Hữu Thọ, Nguyễn Khang, Nguyễn Khánh Toàn, Nguyễn Khoái, Nguyễn Khuyến, Nguyễn Kiệm, Nguyễn Lương Bằng, Nguyễn Ngọc Vũ,
  Nguyễn Oanh, Nguyễn Phong Sắc, Nguyễn Sơn, Nguyễn Tất Thành, Nguyễn Thái Bình, Nguyễn Thái Học, Nguyễn Thái Sơn, Nguyễn Thiện Thuật,
  Nguyễn Thị Định, Nguyễn Thị Minh Khai, Nguyễn Thị Thập, Nguyễn Trãi, Nguyễn Tri Phương, Nguyễn Trọng Tuyển, Nguyễn Trung Trực,
  Nguyễn Trường Tộ, Nguyễn Tuân, Nguyễn Văn Cừ, Nguyễn Văn Đậu, Nguyễn Văn Linh, Nguyễn Văn Lượng, Nguyễn Văn Quá, Nguyễn Văn Thủ,
  Nguyễn Văn Trỗi, Nguyễn Văn Tố, Nguyễn Viết Xuân, Nguyễn Xí, Nguyễn Xiển, Ông Ích Khiêm, Pasteur, Phạm Hồng Thái, Phạm Hùng,
  Phạm Ngọc Thạch, Phạm Ngũ Lão, Phạm Phú Thứ, Phạm Thế Hiển, Phạm Văn Chí, Phạm Văn Đồng, Phạm Văn Hai, Phan Bội Châu, Phan Châu Trinh,
  Phan Chu Trinh, Phan Đăng Lưu, Phan Đình Giót, Phan Đình Phùng, Phan Huy Chú, Phan Huy Ích, Phan Kế Bính, Phan Ngữ, Phan Thanh,
  Phan Văn Hân, Phan Văn Trị, Phan Xích Long, Phó Đức Chính, Phổ Quang, Phú Thọ Hòa, Phùng Hưng, Phùng Khoang, Quan Nhân, Quang Trung,
  Quán Sứ, Quán Thánh, Sư Vạn Hạnh, Sương Nguyệt Ánh, Tạ Quang Bửu, Tản Đà, Tăng Bạt Hổ, Tân Sơn Nhì, Tây Sơn, Tây Thạnh, Thái Hà,
  Thái Phiên, Thái Thịnh, Thạch Lam, Thành Công, Thành Thái, Thanh Nhàn, Thi Sách, Thích Quảng Đức, Thoại Ngọc Hầu, Thống Nhất, Thụy Khuê,
  Tô Hiến Thành, Tô Hiệu, Tô Ký, Tô Ngọc Vân, Tố Hữu, Tôn Đản, Tôn Đức Thắng, Tôn Thất Đạm, Tôn Thất Thuyết, Tôn Thất Tùng, Tống Duy Tân,
  Trần Bình Trọng, Trần Cao Vân, Trần Duy Hưng, Trần Đại Nghĩa, Trần Đăng Ninh, Trần Điền, Trần Hưng Đạo, Trần Khánh Dư, Trần Khát Chân,
  Trần Khắc Chân, Trần Mai Ninh, Trần Não, Trần Nhân Tông, Trần Nhật Duật, Trần Phú, Trần Quang Diệu, Trần Quang Khải, Trần Quốc Hoàn,
  Trần Quốc Thảo, Trần Quốc Toản, Trần Quý Cáp, Trần Thái Tông, Trần Văn Đang, Trần Văn Giàu, Trần Văn Ơn, Trần Xuân Soạn, Trịnh Đình Thảo,
  Trịnh Hoài Đức, Trung Kính, Trưng Nhị, Trưng Nữ Vương, Trưng Trắc, Trương Công Định, Trương Định, Trường Chinh, Trường Sa, Tuệ Tĩnh,
  Tú Xương, Tứ Liên, Ung Văn Khiêm, Vạn Kiếp, Vạn Phúc, Văn Cao, Vĩnh Viễn, Võ Nguyên Giáp, Võ Thị Sáu, Võ Văn Kiệt, Võ Văn Ngân,
  Võ Văn Tần, Vũ Tông Phan, Vũ Trọng Phụng, Vườn Chuối, Xa lộ Hà Nội, Xã Đàn, Xô Viết Nghệ Tĩnh, Yersin, Yên Phụ, Yết Kiêu, Yên Thế`);
