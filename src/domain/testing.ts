/** For tests. */
import { isSohoaError } from './errors.ts';

/** The code of the error that the work ends with; `no error` when it comes to its end, the error's text when it is not ours. */
export const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (error: unknown) => (isSohoaError(error) ? error.code : String(error)),
  );
