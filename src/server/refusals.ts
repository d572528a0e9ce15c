/** How a refusal goes out: its code, a status, and a text in the reader's language. Nothing of what was sent comes back. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isSohoaError, SohoaError } from '../domain/errors.ts';
import { type Language, messagesFor } from '../messages/messages.ts';
import { databaseProblem } from '../store/problems.ts';
import { LONGEST_VALUE } from './contract/common.ts';
import type { FieldView } from './contract/contract.ts';

/** Everything else that we refuse is 422: understood, but not possible. */
const STATUS: Readonly<Record<string, number>> = {
  'request-invalid': 400,
  'not-logged-in': 401,
  'login-refused': 401,
  'setup-token-invalid': 401,
  'not-allowed': 403,
  'cross-site': 403,
  'four-eyes': 403,
  'second-person-needed': 403,
  'field-hidden': 403,
  'not-found': 404,
  'account-exists': 409,
  'append-only': 409,
  'batch-closed': 409,
  'batch-decided': 409,
  'batch-not-accepted': 409,
  'batch-not-ready': 409,
  'entry-busy': 409,
  'entry-loaded': 409,
  'form-draft-conflict': 409,
  'form-file-too-large': 413,
  'form-page-not-ready': 409,
  'hold-released': 409,
  'key-reused': 409,
  'last-administrator': 409,
  'account-elsewhere': 409,
  'lease-lost': 409,
  'nothing-to-undo': 409,
  'too-many-leases': 409,
  'value-conflict': 409,
  'request-too-large': 413,
  'too-many-tries': 429,
  unexpected: 500,
};

/** What we say instead of a code of the rooms below, where that would tell too much or the words are the command line's. */
const SAID_AS: Readonly<Record<string, string>> = {
  'account-locked': 'login-refused',
  'login-failed': 'login-refused',
  'password-needed': 'login-refused',
  'account-unknown': 'person-unknown',
  'batch-unknown': 'not-found',
  'book-unknown': 'not-found',
  'entry-unknown': 'not-found',
  'field-unknown': 'not-found',
  'hold-unknown': 'not-found',
  'page-unknown': 'not-found',
};

export type Refusal = Readonly<{
  status: number;
  body: { code: string; params: Record<string, string | number>; message: string; current?: FieldView };
}>;

/** A refused save with what stands in the field now, for the screen that compares the two. */
export class SaveRefused extends Error {
  readonly current: FieldView;

  constructor(cause: SohoaError, current: FieldView) {
    super(cause.code, { cause });
    this.name = 'SaveRefused';
    this.current = current;
  }
}

/** Vietnamese unless English is asked for. */
export const languageOf = (request: Pick<FastifyRequest, 'headers'>): Language =>
  /^\s*en\b/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'vi';

export const refusalOf = (error: unknown, language: Language, requestId: string): Refusal => {
  if (error instanceof SaveRefused) {
    const { status, body } = refusalOf(error.cause, language, requestId);
    return { status, body: { ...body, current: error.current } };
  }
  const { code, params } = nameOf(error, requestId);
  return {
    status: STATUS[code] ?? (code.startsWith('not-found') ? 404 : 422),
    body: { code, params, message: messagesFor(language)(messageKey(code), params) },
  };
};

/** Codes that the command line words for itself have a text of their own here. */
const messageKey = (code: string): string => (code in OWN_WORDS ? (OWN_WORDS[code] ?? code) : code);
const OWN_WORDS: Readonly<Record<string, string>> = {
  'not-allowed': 'web-not-allowed',
  'batch-closed': 'web-batch-closed',
  'batch-not-ready': 'web-batch-not-ready',
  'edition-unknown': 'web-edition-unknown',
};

const nameOf = (
  error: unknown,
  requestId: string,
): { code: string; params: Record<string, string | number> } => {
  if (isSohoaError(error)) {
    const code = SAID_AS[error.code] ?? error.code;
    return { code, params: code === error.code ? { ...error.params } : {} };
  }
  if (error instanceof z.ZodError) return invalid(error);
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (status === 413) return { code: 'request-too-large', params: {} };
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return { code: 'request-invalid', params: { where: '-' } };
  }
  return { code: 'unexpected', params: { request: requestId } };
};

/** Names the place in the request, never what stood there. */
const invalid = (error: z.ZodError): { code: string; params: Record<string, string | number> } => {
  const issue = error.issues[0];
  const where = (issue?.path ?? [])
    .map(String)
    .join('.')
    .replace(/[^\w.]/g, '?')
    .slice(0, 60);
  return issue?.code === 'too_big' && /(^|\.)text$|^texts\./.test(where)
    ? { code: 'value-too-long', params: { longest: LONGEST_VALUE } }
    : { code: 'request-invalid', params: { where: where === '' ? '-' : where } };
};

/** What may be logged of an error: its kind, our code or the database's, and where it came from. Never its message. */
export const loggable = (error: unknown): Record<string, unknown> => {
  if (!(error instanceof Error)) return { kind: typeof error };
  return {
    kind: error.name,
    code: isSohoaError(error) ? error.code : (databaseProblem(error)?.state ?? null),
    constraint: databaseProblem(error)?.constraint ?? null,
    frames: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12),
  };
};

/** For handlers: what this person cannot see does not exist. */
export const notFound = (): SohoaError => new SohoaError('not-found');
