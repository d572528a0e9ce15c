/** Texts of the page: Vietnamese first, English second, fetched as a chunk of their own. */
import { useSyncExternalStore } from 'react';
import type designing from '../../messages/en/designer.json';
import type english from '../../messages/en/web.json';

export type Language = 'vi' | 'en';
export type TextKey = keyof typeof english | keyof typeof designing;
export type Say = (key: TextKey, params?: Readonly<Record<string, string | number>>) => string;

const STORED = 'sohoa-language';
const LOADERS = {
  vi: () => import('../../messages/vi/web.json'),
  en: () => import('../../messages/en/web.json'),
} as const;
/** Fetched when they are needed, so that the log-in comes sooner: what rules say, and the words of the form designer. */
const MORE_LOADERS = {
  rules: {
    vi: () => import('../../messages/vi/rules.json'),
    en: () => import('../../messages/en/rules.json'),
  },
  designer: {
    vi: () => import('../../messages/vi/designer.json'),
    en: () => import('../../messages/en/designer.json'),
  },
} as const;
type More = keyof typeof MORE_LOADERS;

type Texts = Readonly<{ language: Language; texts: Readonly<Record<string, string>>; say: Say }>;

const make = (chosen: Language, texts: Readonly<Record<string, string>>): Texts => ({
  language: chosen,
  texts,
  say: (key, params) => {
    const text = texts[key] ?? key;
    if (params === undefined) return text;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
      name in params ? String(params[name]) : whole,
    );
  },
});

let current = make('vi', {});
const more = new Set<More>();
const listeners = new Set<() => void>();

export const language = (): Language => current.language;

/** Fetches the texts and shows them everywhere at once; nothing on the screen is lost. */
export const speak = async (chosen: Language): Promise<void> => {
  const texts: Record<string, string> = { ...(await LOADERS[chosen]()).default };
  for (const one of more) Object.assign(texts, (await MORE_LOADERS[one][chosen]()).default);
  current = make(chosen, texts);
  localStorage.setItem(STORED, chosen);
  document.documentElement.lang = chosen;
  for (const listener of listeners) listener();
};

/** From now on these texts are there, too. */
export const speakAlso = async (what: More): Promise<void> => {
  if (more.has(what)) return;
  more.add(what);
  await speak(current.language);
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
