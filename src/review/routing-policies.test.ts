import { describe, expect, it } from 'vitest';
import { findField } from '../domain/kinds.ts';
import { POLICIES, routeOf } from './routing.ts';

const field = (name: string) => {
  const spec = findField('KS', name);
  if (spec === undefined) throw new Error(name);
  return spec;
};
const read = (confidence: number) => ({ state: 'read' as const, confidence, normalized: 'A' });

describe('policies of routing', () => {
  it.each([
    ['standard', 'nksHoTen', 0.99, 'accepted'],
    ['standard', 'nksHoTen', 0.8, 'confirm'],
    ['standard', 'nksHoTen', 0.2, 'key'],
    ['look-at-all', 'nksHoTen', 0.999, 'confirm'],
    ['double-critical', 'nksHoTen', 0.99, 'accepted'],
    ['double-critical', 'nksHoTen', 0.8, 'key-twice'],
    ['double-critical', 'ghiChu', 0.8, 'confirm'],
    ['double', 'ghiChu', 0.999, 'key-twice'],
  ] as const)('%s sends %s read with %d to %s', (policy, name, confidence, route) => {
    expect(routeOf(read(confidence), field(name), [], POLICIES[policy])).toBe(route);
  });

  it('never asks for what the form does not have, nor twice for what stands on no paper', () => {
    for (const policy of Object.values(POLICIES)) {
      const absent = { state: 'absent-in-edition' as const, confidence: 1, normalized: null };
      expect(routeOf(absent, field('nksHoTen'), [], policy)).toBe('accepted');
      const inferred = { state: 'inferred' as const, confidence: 0.9, normalized: 'A' };
      expect(routeOf(inferred, field('noiDangKy'), [], policy)).not.toBe('key-twice');
    }
  });
});
