/**
 * The one error family of sohoa. A `SohoaError` has a stable `code`, from which the message files make the text
 * that people see (`src/messages/{vi,en}/errors.json`), and `params` that name the file, field or line concerned.
 * Params must never hold a person's data (names, dates, numbers of documents): they end up in logs.
 */
export type ErrorParams = Readonly<Record<string, string | number>>;

export class SohoaError extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  /** Trying again cannot help (a broken file, a wrong payload): the queue gives up at once. */
  readonly permanent: boolean;

  constructor(code: ErrorCode, params: ErrorParams = {}, options?: { cause?: unknown; permanent?: boolean }) {
    super(`${code}${formatParams(params)}`, options);
    this.name = 'SohoaError';
    this.code = code;
    this.params = params;
    this.permanent = options?.permanent ?? false;
  }
}

/** `kebab-case`, with a text under the same key in both message files (a test compares them). */
export type ErrorCode = string;

export const isSohoaError = (error: unknown, code?: ErrorCode): error is SohoaError =>
  error instanceof SohoaError && (code === undefined || error.code === code);

const formatParams = (params: ErrorParams): string => {
  const entries = Object.entries(params);
  return entries.length === 0 ? '' : ` (${entries.map(([key, value]) => `${key}=${value}`).join(', ')})`;
};
