/**
 * Texts for people, from the message files: `{vi,en}/<room>.json`, flat keys, `{name}` placeholders. Vietnamese is the
 * first language; a key has a text in both (a test compares the files).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { packagePath } from '../config/root.ts';
import { isSohoaError } from '../domain/errors.ts';
import { findField, KIND_CODES } from '../domain/kinds.ts';

export const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export type Messages = (key: string, params?: Readonly<Record<string, string | number>>) => string;

const loadLanguage = (language: Language): ReadonlyMap<string, string> => {
  const folder = packagePath('src/messages', language);
  const all = new Map<string, string>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const texts = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Record<string, string>;
    for (const [key, text] of Object.entries(texts)) all.set(key, text);
  }
  return all;
};

const loaded = new Map<Language, ReadonlyMap<string, string>>();

/** What people call a field, by the first kind that has it; a name that no kind has stays as it is. */
export const labelOf = (field: string, language: Language): string => {
  for (const kind of KIND_CODES) {
    const spec = findField(kind, field);
    if (spec !== undefined) return spec.label[language];
  }
  return field;
};

/** The texts of one language. `{field:label}` is a field's name in people's words. A key without a text shows itself, so that a gap is seen and never fatal. */
export const messagesFor = (language: Language): Messages => {
  const texts = loaded.get(language) ?? loadLanguage(language);
  loaded.set(language, texts);
  return (key, params = {}) =>
    (texts.get(key) ?? key).replace(
      /\{(\w+)(:label)?\}/g,
      (whole, name: string, asLabel: string | undefined) => {
        if (!(name in params)) return whole;
        const text = String(params[name]);
        return asLabel === undefined ? text : labelOf(text, language);
      },
    );
};

/** What to tell people about an error: our own codes in their language, anything else by its type only. */
export const describeError = (error: unknown, say: Messages): string =>
  isSohoaError(error)
    ? say(error.code, error.params)
    : say('unexpected-error', { problem: error instanceof Error ? error.message : String(error) });
