import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignRules } from './align.ts';

const FORM = [10, 25, 38, 65, 92, 193, 203, 224];

describe('rules of a form told apart', () => {
  const options = {
    length: 2000,
    scales: [4, 4.5, 5, 5.5, 6, 6.5, 7],
    prior: () => 0,
  };

  it('whatever the scale, and with widths a little off and strays between', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 4, max: 7, noNaN: true }),
        fc.array(fc.double({ min: -0.06, max: 0.06, noNaN: true }), { minLength: 8, maxLength: 8 }),
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        (scale, stretch, stray) => {
          const places = [FORM[0]! * scale];
          for (let i = 1; i < FORM.length; i++)
            places.push(places[i - 1]! + (FORM[i]! - FORM[i - 1]!) * scale * (1 + stretch[i]!));
          const rules = places.map((at) => ({ at, weight: 1 }));
          const between = { at: places[4]! + stray * (places[5]! - places[4]!), weight: 0.4 };
          const candidates = [...rules, between].sort((a, b) => a.at - b.at);
          const found = alignRules(FORM, candidates, options)!;
          expect(found.matched.map((j) => candidates[j!]!.at)).toEqual(places);
          expect(Math.abs(found.scale / scale - 1)).toBeLessThan(0.08);
        },
      ),
    );
  });

  it('without those that are cut off', () => {
    const scale = 6;
    const candidates = FORM.slice(2).map((mm) => ({ at: (mm - 30) * scale, weight: 1 }));
    const found = alignRules(FORM, candidates, { ...options, length: 200 * scale });
    expect(found?.matched).toEqual([null, null, 0, 1, 2, 3, 4, 5]);
  });

  it('not from a single one', () => {
    expect(alignRules(FORM, [{ at: 100, weight: 1 }], options)).toBeNull();
  });
});
