import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../config/root.ts';
import { isLegalSyllable, legalSyllables, withoutTone } from './syllables.ts';

const SHARED_WORDS = join(PROJECT_ROOT, '../shared/data/words/syllables_plausible.txt');

describe('legal syllables', () => {
  it.each([
    'Nguyễn',
    'HUỲNH',
    'quỳnh',
    'hoà',
    'hòa',
    'thuý',
    'nghiêng',
    'gì',
    'giếng',
    'quyết',
    'khuya',
    'Đoàn',
    'yến',
    'Lý',
  ])('%s is one', (text) => {
    expect(isLegalSyllable(text)).toBe(true);
  });

  it.each([
    'Nguyển n',
    'kà',
    'cê',
    'ngiêng',
    'hat',
    'hàt',
    'bb',
    'Krông',
    'huyn',
    'nghà',
    'aa',
    '',
    '12',
    'boà',
  ])('"%s" is none', (text) => {
    expect(isLegalSyllable(text)).toBe(false);
  });

  it('are stopped by p, t, c, ch with sắc or nặng only', () => {
    const stopped = [...legalSyllables()].filter((syllable) => /(?:[ptc]|ch)$/u.test(syllable));
    expect(stopped.length).toBeGreaterThan(1000);
    expect(stopped.filter((syllable) => !/[\u0301\u0323]/u.test(syllable.normalize('NFD')))).toEqual([]);
  });

  it('withoutTone keeps the quality of vowels', () => {
    expect(withoutTone('nguyễn')).toBe('nguyên');
    expect(withoutTone('đường')).toBe('đương');
  });

  it.skipIf(!existsSync(SHARED_WORDS))('hold 98 % of the shared word list (skipped without it)', () => {
    const words = readFileSync(SHARED_WORDS, 'utf8').split('\n').filter(Boolean);
    const unknown = words.filter((word) => !isLegalSyllable(word));
    expect(unknown.length / words.length).toBeLessThan(0.02);
  });
});
