/**
 * Every kind of job: its queue and its payload. A payload holds ids of rows and nothing else, because a queue is kept in
 * clear text and looked at by people who may not see the records; unknown keys are refused, so nothing slips in.
 */
import { z } from 'zod';
import { SohoaError } from '../domain/errors.ts';
import type { QueueName } from './names.ts';

const id = z.union([z.uuid(), z.int().positive()]);

export const JOBS = {
  'intake.file': { queue: 'intake', payload: z.strictObject({ fileId: id }) },
  'intake.frame': { queue: 'intake', payload: z.strictObject({ frameId: id }) },
  'read.page': { queue: 'read', payload: z.strictObject({ pageId: id }) },
  'extract.page': { queue: 'extract', payload: z.strictObject({ pageId: id }) },
  'verify.book': { queue: 'verify', payload: z.strictObject({ bookId: id }) },
  'adapt.book': { queue: 'verify', payload: z.strictObject({ bookId: id }) },
  'load.book': { queue: 'load', payload: z.strictObject({ bookLoadId: id }) },
} as const satisfies Record<string, { queue: QueueName; payload: z.ZodObject }>;

export type JobName = keyof typeof JOBS;
export type Payload<N extends JobName> = z.infer<(typeof JOBS)[N]['payload']>;

/**
 * One job to do. The same name, ids and generation are the same job, wherever and however often it is added; a later
 * generation (default 0) is a new job about the same rows.
 */
export type QueueJob = {
  [N in JobName]: { readonly name: N; readonly data: Payload<N>; readonly generation?: number };
}[JobName];

export const JOB_NAMES = Object.keys(JOBS) as readonly JobName[];

const isJobName = (name: string): name is JobName => Object.hasOwn(JOBS, name);

export const queueOf = (name: JobName): QueueName => JOBS[name].queue;

export const jobNamesOf = (queue: QueueName): readonly JobName[] =>
  JOB_NAMES.filter((name) => queueOf(name) === queue);

/** `read-page-<id>-g<generation>`: the same job always has the same id; BullMQ allows no ':' and not only digits. */
export const jobIdOf = (job: QueueJob): string =>
  [job.name.replace('.', '-'), ...Object.values(job.data), `g${job.generation ?? 0}`].join('-');

/** Checks a job from outside the type system; `queue-job-unknown`, `queue-job-invalid` (names keys, never values). */
export const parseJob = (job: { name: string; data: unknown; generation?: number }): QueueJob => {
  const { name } = job;
  if (!isJobName(name)) throw new SohoaError('queue-job-unknown', { name }, { permanent: true });
  const parsed = JOBS[name].payload.safeParse(job.data);
  const generation = z
    .int()
    .nonnegative()
    .safeParse(job.generation ?? 0);
  if (!parsed.success || !generation.success) {
    const keys = parsed.error?.issues.map(wrongKeys).join(', ') ?? 'generation';
    throw new SohoaError('queue-job-invalid', { name, keys }, { permanent: true });
  }
  // The table pairs name and payload; the compiler cannot follow that through the lookup.
  return { name, data: parsed.data, generation: generation.data } as QueueJob;
};

const wrongKeys = (issue: z.core.$ZodIssue): string =>
  issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.');
