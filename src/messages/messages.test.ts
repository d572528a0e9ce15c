import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { packagePath } from '../config/root.ts';
import { LANGUAGES, messagesFor } from './messages.ts';

const read = (language: string, file: string): Record<string, string> =>
  JSON.parse(readFileSync(packagePath('src/messages', language, file), 'utf8')) as Record<string, string>;
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{(\w+(?::label)?)\}/g)].map((match) => String(match[1])).sort();
const files = readdirSync(packagePath('src/messages/vi')).sort();

describe('message files', () => {
  it('are the same in both languages', () => {
    expect(readdirSync(packagePath('src/messages/en')).sort()).toEqual(files);
  });

  it.each(files)('%s has the same keys and placeholders in Vietnamese and English', (file) => {
    const vi = read('vi', file);
    const en = read('en', file);
    expect(Object.keys(en).sort()).toEqual(Object.keys(vi).sort());
    for (const [key, text] of Object.entries(vi))
      expect(placeholders(en[key] ?? ''), key).toEqual(placeholders(text));
  });

  it('have no key in two files of one language', () => {
    for (const language of LANGUAGES) {
      const keys = files.flatMap((file) => Object.keys(read(language, file)));
      expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    }
  });
});

it('says fields in the words of the paper', () => {
  expect(messagesFor('vi')('value-conflict', { field: 'nksHoTen' })).toContain('họ, chữ đệm, tên');
  expect(messagesFor('en')('value-conflict', { field: 'no-such-field' })).toContain('no-such-field');
});

it('fills placeholders and shows the key where there is no text', () => {
  const say = messagesFor('vi');
  expect(say('edition-unknown', { edition: 'X', known: 'Y' })).toContain('«X»');
  expect(say('no-such-key')).toBe('no-such-key');
});
