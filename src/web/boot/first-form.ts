/**
 * The log-in as the server sends it inside the document: it stands there before any script has come over a bad line. This
 * one is small and comes first: with it the form can be sent while the rest is fetched. What is typed and what the server
 * said is taken over by the page. Where it has not come yet, nobody can send the form, because its button is disabled.
 */
import type { Me } from '../api/types.ts';
import { FIRST_FORM, FIRST_NAME, FIRST_PASSWORD } from './first-names.ts';

/** `text` is empty when no answer came. */
export type FirstAnswer = Readonly<{ me: Me }> | Readonly<{ text: string }>;
export type FirstForm = Readonly<{
  username: string;
  password: string;
  at: 'username' | 'password';
  /** What was sent last: on its way, or answered. */
  answer: Promise<FirstAnswer> | null;
}>;

/** As long as `call` waits, which comes with the rest. */
const PATIENCE_MS = 30_000;
let answer: Promise<FirstAnswer> | null = null;

const parts = () => {
  const form = document.getElementById(FIRST_FORM);
  const username = document.getElementById(FIRST_NAME);
  const password = document.getElementById(FIRST_PASSWORD);
  return form instanceof HTMLFormElement &&
    username instanceof HTMLInputElement &&
    password instanceof HTMLInputElement
    ? { form, username, password }
    : null;
};

/** What stands in it now; null where the document came without it, or the page has replaced it already. */
export const firstForm = (): FirstForm | null => {
  const found = parts();
  if (found === null) return null;
  const { username, password } = found;
  return {
    username: username.value,
    password: password.value,
    at: document.activeElement === password ? 'password' : 'username',
    answer,
  };
};

const ask = async (form: HTMLFormElement, username: string, password: string): Promise<FirstAnswer> => {
  try {
    const response = await fetch(form.action, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'accept-language': document.documentElement.lang,
      },
      body: JSON.stringify({ username: username.normalize('NFC'), password }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const said = (await response.json()) as Me & { message?: string };
    return response.ok ? { me: said } : { text: said.message ?? '' };
  } catch {
    return { text: '' };
  }
};

/** The document speaks Vietnamese; whoever chose English on this computer reads it in English. */
const speakEnglish = (form: HTMLFormElement): void => {
  document.documentElement.lang = 'en';
  for (const element of form.parentElement?.querySelectorAll<HTMLElement>('[data-en]') ?? []) {
    element.textContent = element.dataset.en ?? '';
  }
};

const begin = (): void => {
  const found = parts();
  const button = found?.form.querySelector('button');
  const problem = found?.form.querySelector<HTMLElement>('.boot-problem');
  // The link for the first password leads to a form of its own, which comes with the page.
  if (found === null || button == null || problem == null || location.hash.startsWith('#setup=')) return;
  const { form, username, password } = found;
  const isEnglish = localStorage.getItem('sohoa-language') === 'en';
  if (isEnglish) speakEnglish(form);
  const { busy, busyEn, offline, offlineEn } = form.dataset;
  const toSend = button.textContent;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    button.textContent = (isEnglish ? busyEn : busy) ?? '';
    problem.textContent = '';
    answer = ask(form, username.value, password.value);
    void answer.then((said) => {
      if ('me' in said) return;
      problem.textContent = said.text || ((isEnglish ? offlineEn : offline) ?? '');
      button.textContent = toSend;
      button.disabled = false;
    });
  });
  button.disabled = false;
};
begin();
