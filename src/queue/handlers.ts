/** What a stage gives the queue: one function for each kind of job. */
import { SohoaError } from '../domain/errors.ts';
import { type JobName, jobNamesOf, type Payload, queueOf } from './jobs.ts';
import type { QueueName } from './names.ts';

/**
 * How a job ended well: `done`, `skipped` (the database says there is nothing to do), `held` (recorded in the database
 * with a reason for a person to look at). Anything else is thrown.
 */
export type JobResult = 'done' | 'skipped' | 'held';

export interface JobRun<N extends JobName> {
  readonly data: Payload<N>;
  readonly jobId: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /** No try follows if this one throws: time to record why in the database. */
  readonly isLastAttempt: boolean;
  /** Aborted when the worker shuts down or lost the job to another; the handler then throws whatever it likes. */
  readonly signal: AbortSignal;
}

export interface JobHandler<N extends JobName = JobName> {
  readonly name: N;
  readonly run: (run: JobRun<N>) => Promise<JobResult>;
}

export type AnyJobHandler = { [N in JobName]: JobHandler<N> }[JobName];

export const handler = <N extends JobName>(name: N, run: JobHandler<N>['run']): JobHandler<N> => ({
  name,
  run,
});

/** Exactly one handler for each kind of job of the queue, and none for other queues; wrong wiring ends the start. */
export const handlerTable = (
  queue: QueueName,
  handlers: readonly AnyJobHandler[],
): ReadonlyMap<string, AnyJobHandler> => {
  const table = new Map<string, AnyJobHandler>();
  for (const one of handlers) {
    if (queueOf(one.name) !== queue) throw new SohoaError('queue-handler-foreign', { queue, name: one.name });
    if (table.has(one.name)) throw new SohoaError('queue-handler-twice', { queue, name: one.name });
    table.set(one.name, one);
  }
  for (const name of jobNamesOf(queue)) {
    if (!table.has(name)) throw new SohoaError('queue-handler-missing', { queue, name });
  }
  return table;
};
