/**
 * Provinces that ledgers name and that were no more before 1/7/2025, with the provinces that their land lay in then: their
 * districts and communes are looked for there. From general knowledge of the mergers of 1962 to 1976 and the divisions of
 * 1978 to 2008; `sohoa places import` takes official lists.
 */
export type ExtinctProvince = Readonly<{ name: string; parts: readonly string[] }>;

export const EXTINCT_PROVINCES: readonly ExtinctProvince[] = [
  { name: 'Hà Nam Ninh', parts: ['Hà Nam', 'Nam Định', 'Ninh Bình'] },
  { name: 'Nam Hà', parts: ['Hà Nam', 'Nam Định'] },
  { name: 'Nghệ Tĩnh', parts: ['Nghệ An', 'Hà Tĩnh'] },
  { name: 'Bình Trị Thiên', parts: ['Quảng Bình', 'Quảng Trị', 'Thừa Thiên Huế'] },
  { name: 'Hà Sơn Bình', parts: ['Hà Nội', 'Hòa Bình'] },
  { name: 'Hà Tây', parts: ['Hà Nội'] },
  { name: 'Hà Đông', parts: ['Hà Nội'] },
  { name: 'Sơn Tây', parts: ['Hà Nội'] },
  { name: 'Hải Hưng', parts: ['Hải Dương', 'Hưng Yên'] },
  { name: 'Kiến An', parts: ['Hải Phòng'] },
  { name: 'Vĩnh Phú', parts: ['Vĩnh Phúc', 'Phú Thọ'] },
  { name: 'Hà Bắc', parts: ['Bắc Giang', 'Bắc Ninh'] },
  { name: 'Bắc Thái', parts: ['Bắc Kạn', 'Thái Nguyên'] },
  { name: 'Cao Lạng', parts: ['Cao Bằng', 'Lạng Sơn'] },
  { name: 'Hà Tuyên', parts: ['Hà Giang', 'Tuyên Quang'] },
  { name: 'Hoàng Liên Sơn', parts: ['Lào Cai', 'Yên Bái'] },
  { name: 'Quảng Nam - Đà Nẵng', parts: ['Quảng Nam', 'Đà Nẵng'] },
  { name: 'Nghĩa Bình', parts: ['Quảng Ngãi', 'Bình Định'] },
  { name: 'Phú Khánh', parts: ['Phú Yên', 'Khánh Hòa'] },
  { name: 'Thuận Hải', parts: ['Ninh Thuận', 'Bình Thuận'] },
  { name: 'Gia Lai - Kon Tum', parts: ['Gia Lai', 'Kon Tum'] },
  { name: 'Sông Bé', parts: ['Bình Dương', 'Bình Phước'] },
  { name: 'Minh Hải', parts: ['Bạc Liêu', 'Cà Mau'] },
  { name: 'Cửu Long', parts: ['Vĩnh Long', 'Trà Vinh'] },
];
