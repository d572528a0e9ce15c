import { describe, expect, it } from 'vitest';
import { CODE_LISTS } from './code-lists.ts';
import { findField, KIND_CODES, KINDS } from './kinds.ts';

/** Columns of the official templates (shared domain notes 1.6) and the ones the 70-column variant adds for persons. */
const OFFICIAL_COLUMNS = { KS: 60, KH: 44, KT: 48, HN: 35, CMC: 50 } as const;
const OWN_NAMES = ['GH', 'CDGH', 'NCN', 'CC'] as const;
const ADDED_BY_VARIANT = new Set(['nksSoDinhDanh', 'meSoDinhDanhCaNhan', 'chaSoDinhDanhCaNhan']);

describe('kinds of ledger', () => {
  it.each(Object.entries(OFFICIAL_COLUMNS))(
    '%s has exactly the fields of its official template',
    (code, columns) => {
      const names = KINDS[code as keyof typeof OFFICIAL_COLUMNS].fields.map((spec) => spec.name);
      expect(names.filter((name) => !ADDED_BY_VARIANT.has(name))).toHaveLength(columns);
    },
  );

  it('have no field twice, and all have a template or names of our own', () => {
    expect([...Object.keys(OFFICIAL_COLUMNS), ...OWN_NAMES].sort()).toEqual([...KIND_CODES].sort());
    for (const code of KIND_CODES) {
      const names = KINDS[code].fields.map((spec) => spec.name);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('name existing fields where they refer to an earlier entry', () => {
    const referring = KIND_CODES.filter((code) => KINDS[code].refersTo !== undefined);
    expect(referring).toEqual(['CDGH', 'CC']);
    for (const code of referring) {
      const { number, registeredOn, office, kind } = KINDS[code].refersTo ?? expect.fail();
      expect(findField(code, number)?.type).toBe('entry-reference');
      expect(findField(code, registeredOn)?.type).toBe('date');
      expect(findField(code, office)?.type).toBe('office');
      if (typeof kind === 'string') expect(KIND_CODES).toContain(kind);
      else {
        const list = findField(code, kind.field)?.codeList ?? expect.fail();
        for (const { code: paper } of CODE_LISTS[list]) expect(KIND_CODES).toContain(paper);
      }
    }
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
