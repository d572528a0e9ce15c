import { describe, expect, it } from 'vitest';
import { POLICIES, routeOf } from './routing.ts';

const critical = { name: 'nksHoTen', type: 'person-name', critical: true } as const;
const usual = { name: 'nycQuanHe', type: 'relation', critical: false } as const;
const policy = POLICIES['second-look'];

const read = (engine: string, confidence: number) =>
  ({ state: 'read', normalized: 'NGUYỄN VĂN AN', confidence, engine }) as const;

describe('the second look', () => {
  it('adds a person to what the machine is sure of in critical handwriting', () => {
    expect(routeOf(read('line-reader@1', 1), critical, [], policy)).toBe('confirm');
    expect(routeOf(read('line-reader@1', 0.8), critical, [], policy)).toBe('confirm');
  });

  it('takes two persons where the machine cannot show a reading', () => {
    expect(routeOf(read('line-reader@1', 0.2), critical, [], policy)).toBe('key-twice');
    const illegible = { ...read('line-reader@1', 0), state: 'illegible', normalized: null } as const;
    expect(routeOf(illegible, critical, [], policy)).toBe('key-twice');
  });

  it('leaves print, typewriting and other fields to the standard policy', () => {
    for (const confidence of [0.1, 0.6, 1]) {
      const printed = read('tesseract-vie@7', confidence);
      expect(routeOf(printed, critical, [], policy)).toBe(routeOf(printed, critical, [], POLICIES.standard));
      const written = read('line-reader@1', confidence);
      expect(routeOf(written, usual, [], policy)).toBe(routeOf(written, usual, [], POLICIES.standard));
    }
  });
});
