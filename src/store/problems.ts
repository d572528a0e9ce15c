/** What the database's own guards (migration 0001_guards) say, as typed errors. */
import { type ErrorParams, SohoaError } from '../domain/errors.ts';

const CODES: Readonly<Record<string, string>> = {
  SH001: 'append-only',
  SH002: 'four-eyes',
  SH003: 'batch-not-accepted',
  SH004: 'second-person-needed',
};

/** SQLSTATE and constraint of a database error, through the wrapper that Drizzle puts around it. */
export const databaseProblem = (error: unknown): { state: string; constraint: string | null } | null => {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const { code, constraint } = cause as { code?: unknown; constraint?: unknown };
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) {
      return { state: code, constraint: typeof constraint === 'string' ? constraint : null };
    }
  }
  return null;
};

/** Whether the error is a broken uniqueness of that name. */
export const isDuplicate = (error: unknown, constraint: string): boolean => {
  const problem = databaseProblem(error);
  return problem?.state === '23505' && problem.constraint === constraint;
};

/** Runs `work`; a refusal by one of our guards becomes a `SohoaError` that people can understand. */
export const guarded = async <T>(params: ErrorParams, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    const code = CODES[databaseProblem(error)?.state ?? ''];
    if (code === undefined) throw error;
    throw new SohoaError(code, params, { cause: error });
  }
};
