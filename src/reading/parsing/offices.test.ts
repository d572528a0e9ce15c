import { describe, expect, it } from 'vitest';
import { officialCapitals } from './offices.ts';

describe('names of offices', () => {
  it.each([
    ['Công an Thành phố Cần Thơ', 'Công an thành phố Cần Thơ'],
    ['Công An tỉnh Hà Giang', 'Công an tỉnh Hà Giang'],
    ['Trạm y tế xã Bình Lợi', 'Trạm Y tế xã Bình Lợi'],
    ['Cục Cảnh sát ĐKQL cư trú và dLQG về dân cư', 'Cục Cảnh sát ĐKQL cư trú và DLQG về dân cư'],
    ['toà án nhân dân Huyện Đức Hòa', 'Toà án nhân dân huyện Đức Hòa'],
  ])('%s has its official capitals', (read, meant) => {
    expect(officialCapitals(read)).toBe(meant);
  });

  it.each(['CÔNG AN THÀNH PHỐ HÀ NỘI', 'Xã Phú Thạnh, Huyện Tân Phú Đông', 'Nhà hộ sinh Thành Phố'])(
    '%s stays as it was read',
    (text) => {
      expect(officialCapitals(text)).toBe(text);
    },
  );
});
