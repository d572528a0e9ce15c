/** The one-time token by which whoever starts a fresh `sohoa up` sets their first password in the page. */
import { randomBytes, timingSafeEqual } from 'node:crypto';

export type SetupToken = Readonly<{
  accountId: number;
  token: string;
  matches: (offered: string) => boolean;
  use: () => void;
}>;

export const setupToken = (accountId: number): SetupToken => {
  const token = randomBytes(24).toString('base64url');
  const expected = Buffer.from(token);
  let isUsed = false;
  return {
    accountId,
    token,
    matches: (offered) => {
      const given = Buffer.from(offered);
      return !isUsed && given.length === expected.length && timingSafeEqual(given, expected);
    },
    use: () => {
      isUsed = true;
    },
  };
};
