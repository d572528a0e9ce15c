import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VALUE_STATES } from '../domain/values.ts';
import { type Calibration, calibration } from '../reading/confidence.ts';
import { DEFAULT_POLICY, POLICIES, type RoutedSpec, type RoutedValue, routeOf, taskOf } from './routing.ts';

/** 2 errors in 1,000 from 0.96 on, 1 from 0.98 on. */
const known: Calibration = (() => {
  const { models, otherwise } = calibration();
  const model = models[otherwise];
  if (model === undefined) throw new Error('no model');
  const curve: [number, number][] = [
    [0.5, 0.03],
    [0.96, 0.0019],
    [0.98, 0.0009],
  ];
  const curves = { 'ethnic-group': curve, 'person-name': curve, text: curve, office: curve };
  return { version: 'test', otherwise: 'test', models: { test: { ...model, curves } } };
})();

const spec: RoutedSpec = { name: 'meDanToc', type: 'ethnic-group', critical: false };
const name: RoutedSpec = { name: 'nksHoTen', type: 'person-name', critical: true };
const read = (confidence: number): RoutedValue => ({
  state: 'read',
  confidence,
  normalized: 'Kinh',
  engine: 'test@1',
});
const route = (
  value: RoutedValue,
  of = spec,
  hits = [] as Parameters<typeof routeOf>[2],
  policy = DEFAULT_POLICY,
) => routeOf(value, of, hits, policy, known);

describe('the way a field goes on', () => {
  it('is accepted where few enough errors are to be expected, confirmed below, keyed when the machine does not know', () => {
    expect(route(read(0.97))).toBe('accepted');
    expect(route(read(0.9))).toBe('confirm');
    expect(route(read(0.4))).toBe('key');
  });

  it('shows a long text that is likely to have a letter wrong, and no name of which that is so', () => {
    const note = { ...read(0.2), normalized: 'Đã ly hôn theo Quyết định số 200/QĐST-HNGĐ' };
    const notes: RoutedSpec = { name: 'ghiChu', type: 'text', critical: false };
    expect(route(note, notes)).toBe('confirm');
    expect(route({ ...note, confidence: 0.001 }, notes)).toBe('key');
    expect(route({ ...note, normalized: 'Đã ly' }, notes)).toBe('key');
    expect(route({ ...read(0.4), normalized: 'NGUYỄN THU VY' }, name)).toBe('key');
  });

  it('allows fewer errors in a critical field', () => {
    expect(route(read(0.97), { ...spec, critical: true })).toBe('confirm');
    expect(route(read(0.985), { ...spec, critical: true })).toBe('accepted');
  });

  it('asks a type that nobody measured to be as sure as the target by itself', () => {
    const unmeasured: RoutedSpec = { name: 'nktGioPhutChet', type: 'time', critical: false };
    expect(route(read(0.99), unmeasured)).toBe('confirm');
    expect(route(read(0.9985), unmeasured)).toBe('accepted');
  });

  it('leads past people only for what the form does not have', () => {
    const state = (value: Pick<RoutedValue, 'state' | 'confidence'>) =>
      route({ ...read(0), ...value, normalized: null });
    expect(state({ state: 'absent-in-edition', confidence: 0 })).toBe('accepted');
    expect(state({ state: 'illegible', confidence: 1 })).toBe('key');
    expect(state({ state: 'struck', confidence: 1 })).toBe('confirm');
  });

  it('leads to people when a rule names the field', () => {
    const hit = { severity: 'question', fields: ['meDanToc'] } as const;
    expect(route(read(1), spec, [hit])).toBe('confirm');
    expect(route(read(1), { ...spec, name: 'chaDanToc' }, [hit])).toBe('accepted');
  });

  it('never gets shorter with less confidence', () => {
    const rank = { accepted: 0, confirm: 1, key: 2, 'key-twice': 3, adjudicate: 4 };
    fc.assert(
      fc.property(
        fc.constantFrom(...VALUE_STATES),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(...Object.values(POLICIES)),
        (state, a, b, policy) => {
          const [low, high] = a < b ? [a, b] : [b, a];
          const way = (confidence: number) => rank[route({ ...read(confidence), state }, spec, [], policy)];
          return way(low) >= way(high);
        },
      ),
    );
  });

  it('makes work for people unless it is accepted', () => {
    expect(taskOf('accepted')).toBeNull();
    expect(taskOf('confirm')).toBe('confirm');
  });
});

describe('policies', () => {
  it.each([
    ['standard', name, 0.99, 'accepted'],
    ['standard', name, 0.8, 'confirm'],
    ['standard', name, 0.2, 'key'],
    ['look-at-all', name, 0.999, 'confirm'],
    ['double-critical', name, 0.99, 'accepted'],
    ['double-critical', name, 0.8, 'key-twice'],
    ['double-critical', spec, 0.8, 'confirm'],
    ['double', spec, 0.999, 'key-twice'],
  ] as const)('%s sends %o read with %d to %s', (policy, of, confidence, wanted) => {
    expect(route(read(confidence), of, [], POLICIES[policy])).toBe(wanted);
  });

  it('never ask for what the form does not have, nor twice for what stands on no paper', () => {
    for (const policy of Object.values(POLICIES)) {
      const absent = { ...read(1), state: 'absent-in-edition', normalized: null } as const;
      expect(route(absent, name, [], policy)).toBe('accepted');
      const said = { ...read(0.9), state: 'inferred' } as const;
      expect(route(said, { name: 'noiDangKy', type: 'office', critical: false }, [], policy)).not.toBe(
        'key-twice',
      );
    }
  });
});
