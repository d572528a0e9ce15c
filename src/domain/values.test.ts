import { describe, expect, it } from 'vitest';
import { sameValue, type Value } from './values.ts';

const read = (normalized: string | null): Pick<Value, 'normalized' | 'state'> => ({
  normalized,
  state: 'read',
});

describe('two values are the same', () => {
  it('wherever the tone stands, and in either code-point form', () => {
    expect(sameValue(read('TRẦN THỊ HOÀ'), read('TRẦN THỊ HÒA'))).toBe(true);
    expect(sameValue(read('Xã Thuỷ Xuân'), read('Xã Thủy Xuân'))).toBe(true);
    expect(sameValue(read('HÒA'.normalize('NFD')), read('HÒA'))).toBe(true);
  });

  it('but not with another tone, another letter or no writing', () => {
    expect(sameValue(read('HOÀ'), read('HÓA'))).toBe(false);
    expect(sameValue(read('QUÝ'), read('QÚY'))).toBe(false);
    expect(sameValue(read(null), { normalized: null, state: 'blank' })).toBe(false);
  });
});
