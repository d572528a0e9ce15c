import { describe, expect, it } from 'vitest';
import { CODE_LISTS } from './code-lists.ts';
import { findField, KIND_CODES, KINDS } from './kinds.ts';

/** Columns of the official templates (shared domain notes 1.6) and the ones the 70-column variant adds for persons. */
const OFFICIAL_COLUMNS = { KS: 60, KH: 44, KT: 48, HN: 35, CMC: 50 } as const;
const ADDED_BY_VARIANT = new Set(['nksSoDinhDanh', 'meSoDinhDanhCaNhan', 'chaSoDinhDanhCaNhan']);

describe('kinds of ledger', () => {
  it.each(KIND_CODES)('%s has exactly the fields of its official template', (code) => {
    const names = KINDS[code].fields.map((spec) => spec.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !ADDED_BY_VARIANT.has(name))).toHaveLength(OFFICIAL_COLUMNS[code]);
  });

  it('gives every coded field a list and no other field one', () => {
    for (const code of KIND_CODES) {
      for (const spec of KINDS[code].fields) expect(spec.codeList !== undefined).toBe(spec.type === 'code');
    }
  });

  it('finds a field by its official name within its kind only', () => {
    expect(findField('KS', 'nksHoTen')?.type).toBe('person-name');
    expect(findField('KH', 'nksHoTen')).toBeUndefined();
  });

  it('has no code twice in a list', () => {
    for (const list of Object.values(CODE_LISTS))
      expect(new Set(list.map((c) => c.code)).size).toBe(list.length);
  });
});
