/** Texts of the page: Vietnamese first, English second, fetched as a chunk of their own. */
import { useSyncExternalStore } from 'react';
import type english from '../../messages/en/web.json';

export type Language = 'vi' | 'en';
export type TextKey = keyof typeof english;
export type Say = (key: TextKey, params?: Readonly<Record<string, string | number>>) => string;

const STORED = 'sohoa-language';
const LOADERS = {
  vi: () => Promise.all([import('../../messages/vi/web.json'), import('../../messages/vi/rules.json')]),
  en: () => Promise.all([import('../../messages/en/web.json'), import('../../messages/en/rules.json')]),
} as const;

type Texts = Readonly<{ language: Language; texts: Readonly<Record<string, string>>; say: Say }>;

const make = (chosen: Language, texts: Readonly<Record<string, string>>): Texts => ({
  language: chosen,
  texts,
  say: (key, params = {}) =>
    (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) =>
      name in params ? String(params[name]) : whole,
    ),
});

let current = make('vi', {});
const listeners = new Set<() => void>();

export const language = (): Language => current.language;

/** Fetches the texts and shows them everywhere at once; nothing on the screen is lost. */
export const speak = async (chosen: Language): Promise<void> => {
  const parts = await LOADERS[chosen]();
  current = make(chosen, Object.assign({}, ...parts.map((part) => part.default)) as Record<string, string>);
  localStorage.setItem(STORED, chosen);
  document.documentElement.lang = chosen;
  for (const listener of listeners) listener();
};

export const preferredLanguage = (): Language => (localStorage.getItem(STORED) === 'en' ? 'en' : 'vi');

export const useTexts = (): Texts =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );

/** Texts by key, for components: they are drawn again when the language changes. */
export const useSay = (): Say => useTexts().say;

/** Text of a key made at run time (`rule-…`, `web-state-…`); the key itself where there is none. */
export const useSayAny = (): ((key: string) => string) => {
  const { texts } = useTexts();
  return (key) => texts[key] ?? key;
};
