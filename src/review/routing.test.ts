import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VALUE_STATES } from '../domain/values.ts';
import { DEFAULT_POLICY, routeOf, taskOf } from './routing.ts';

const spec = { name: 'meDanToc', type: 'ethnic-group', critical: false } as const;
const read = (confidence: number) => ({ state: 'read', confidence, normalized: 'Kinh' }) as const;

describe('the way a field goes on', () => {
  it('is accepted above the threshold, confirmed below, keyed when the machine does not know', () => {
    expect(routeOf(read(0.99), spec)).toBe('accepted');
    expect(routeOf(read(0.8), spec)).toBe('confirm');
    expect(routeOf(read(0.1), spec)).toBe('key');
  });

  it('needs more for a critical field', () => {
    expect(routeOf(read(0.96), spec)).toBe('accepted');
    expect(routeOf(read(0.96), { ...spec, critical: true })).toBe('confirm');
  });

  it('leads past people only for what the form does not have', () => {
    expect(routeOf({ state: 'absent-in-edition', confidence: 0, normalized: null }, spec)).toBe('accepted');
    expect(routeOf({ state: 'illegible', confidence: 1, normalized: null }, spec)).toBe('key');
    expect(routeOf({ state: 'struck', confidence: 1, normalized: null }, spec)).toBe('confirm');
  });

  it('leads to people when a rule names the field', () => {
    const hit = { severity: 'question', fields: ['meDanToc'] } as const;
    expect(routeOf(read(1), spec, [hit])).toBe('confirm');
    expect(routeOf(read(1), { ...spec, name: 'chaDanToc' }, [hit])).toBe('accepted');
  });

  it('never gets shorter with less confidence', () => {
    const rank = { accepted: 0, confirm: 1, key: 2, 'key-twice': 3, adjudicate: 4 };
    fc.assert(
      fc.property(
        fc.constantFrom(...VALUE_STATES),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (state, a, b) => {
          const [low, high] = a < b ? [a, b] : [b, a];
          const route = (confidence: number) => rank[routeOf({ state, confidence, normalized: 'x' }, spec)];
          return route(low) >= route(high);
        },
      ),
    );
  });

  it('makes work for people unless it is accepted', () => {
    expect(taskOf('accepted')).toBeNull();
    expect(taskOf('confirm')).toBe('confirm');
    expect(DEFAULT_POLICY.default.accept).toBeGreaterThan(DEFAULT_POLICY.default.confirm);
  });
});
