/**
 * The log-in as the server sends it inside the document: it stands there before any script has come over a bad line, and
 * what is typed into it meanwhile is taken over. Nobody can send it: a form of its own would put the password into an
 * address.
 */
export const FIRST_NAME = 'first-name';
export const FIRST_PASSWORD = 'first-password';

export type FirstForm = Readonly<{ username: string; password: string; at: 'username' | 'password' }>;

/** What stands in it now; null where the document came without it, or the page has replaced it already. */
export const firstForm = (): FirstForm | null => {
  const username = document.getElementById(FIRST_NAME);
  const password = document.getElementById(FIRST_PASSWORD);
  if (!(username instanceof HTMLInputElement) || !(password instanceof HTMLInputElement)) return null;
  return {
    username: username.value,
    password: password.value,
    at: document.activeElement === password ? 'password' : 'username',
  };
};
