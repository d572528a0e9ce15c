import { describe, expect, it } from 'vitest';
import { ETHNIC_GROUPS, findEthnicGroup } from './ethnic-groups.ts';
import { findNationality, NATIONALITIES } from './nationalities.ts';

describe('ethnic groups', () => {
  it('have the codes 01 to 56 in order', () => {
    expect(ETHNIC_GROUPS.map((group) => Number(group.code))).toEqual(
      Array.from({ length: 56 }, (_, i) => i + 1),
    );
  });

  it('give no spelling to two groups', () => {
    const wrong = ETHNIC_GROUPS.flatMap((group) =>
      [group.name, ...group.spellings].filter((name) => findEthnicGroup(name) !== group),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ['kinh', 'Kinh'],
    ['GIA RAI', 'Gia-rai'],
    ['Mèo', "H'Mông"],
    ['Ba Na (A-la Công)', 'Ba na'],
    ['Gia–Rai', 'Gia-rai'],
  ])('%s is %s', (text, name) => {
    expect(findEthnicGroup(text)?.name).toBe(name);
  });

  it('do not know what is none', () => {
    expect(findEthnicGroup('Kính')).toBeUndefined();
  });
});

describe('nationalities', () => {
  it('give no spelling to two countries', () => {
    const wrong = NATIONALITIES.flatMap((entry) =>
      [entry.name, ...entry.spellings].filter((name) => findNationality(name) !== entry),
    );
    expect(wrong).toEqual([]);
  });

  it('are found by old names', () => {
    expect(findNationality('VNDCCH')?.name).toBe('Việt Nam');
    expect(findNationality('canada')?.name).toBe('Ca-na-đa');
  });
});
