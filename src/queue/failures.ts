/**
 * What of an error may be kept in the queue or in a log. Messages of foreign errors can hold a person's data (PostgreSQL
 * quotes the offending row), so only their type and code go on; our own errors carry none by contract.
 */
import { UnrecoverableError } from 'bullmq';
import { SohoaError } from '../domain/errors.ts';

/** `code (params)` of our own errors, `Type code` of others. */
export const summarize = (error: unknown): string => {
  if (error instanceof SohoaError) return error.message;
  if (!(error instanceof Error)) return 'not-an-error';
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' || typeof code === 'number' ? `${error.name} ${code}` : error.name;
};

/** The error that BullMQ stores: no foreign message, no retry when trying again cannot help. */
export const storableFailure = (error: unknown): Error => {
  const isPermanent = error instanceof SohoaError && error.permanent;
  const failure = isPermanent ? new UnrecoverableError(summarize(error)) : new Error(summarize(error));
  const frames =
    error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  failure.stack = [failure.message, ...frames].join('\n');
  return failure;
};

/** Something that people who run the queue should know; `code` has a text in the message files. */
export interface QueueNotice {
  readonly code: 'queue-redis-eviction' | 'queue-trouble' | 'queue-attempt-failed' | 'queue-gave-up-failed';
  readonly params: Readonly<Record<string, string | number>>;
  /** The error as it was thrown. It may quote data: not for logs. */
  readonly cause?: unknown;
}

export type Notify = (notice: QueueNotice) => void;

const REPEAT_MS = 30_000;

/** Passes on a notice once in a while only: a lost connection reports itself several times a second. */
export const withoutRepeats = (notify: Notify): Notify => {
  const last = new Map<string, number>();
  return (notice) => {
    const key = `${notice.code} ${JSON.stringify(notice.params)}`;
    const now = Date.now();
    if (now - (last.get(key) ?? Number.NEGATIVE_INFINITY) < REPEAT_MS) return;
    if (last.size > 1_000) last.clear();
    last.set(key, now);
    notify(notice);
  };
};
