/** A worker: takes the jobs of one queue and runs their handlers. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Job, WaitingError } from 'bullmq';
import type { BullDriver } from './driver.ts';
import { type Notify, storableFailure, summarize } from './failures.ts';
import { type AnyJobHandler, handlerTable, type JobResult, type JobRun } from './handlers.ts';
import { type JobName, parseJob, type QueueJob } from './jobs.ts';
import type { QueueName, QueueSettings } from './names.ts';

export interface WorkerStart {
  /** Jobs run at once in this process; default 1. */
  readonly concurrency?: number;
  /**
   * Called after a job was given up for good: it failed its last try, failed for ever, or took its worker down too often
   * (then no handler ever saw the failure). The place to record the terminal state; `reason` holds no person's data.
   */
  readonly onGaveUp?: (job: QueueJob, reason: string) => Promise<void>;
}

export interface RunningWorker {
  readonly queue: QueueName;
  /**
   * Takes no more jobs and waits for those under way; after `graceMs` (default 20 s) their signals are aborted and they
   * go back to the queue without using up a try. Returns how many handlers ignored the signal and still run.
   */
  readonly close: (graceMs?: number) => Promise<{ readonly stuck: number }>;
}

const DEFAULT_GRACE_MS = 20_000;
/** Pause after the server failed to answer; BullMQ's own 15 s would leave the worker idle long after it is back. */
const RETRY_MS = 1_000;
/** Time for handlers to notice an aborted signal. */
const ABORT_MS = 5_000;

export const startBullWorker = async (
  driver: BullDriver,
  queue: QueueName,
  settings: QueueSettings,
  handlers: readonly AnyJobHandler[],
  notify: Notify,
  options: WorkerStart,
): Promise<RunningWorker> => {
  const table = handlerTable(queue, handlers);
  /** How to abort each handler under way. */
  const running = new Set<() => void>();
  let shuttingDown = false;

  const process = async (job: Job, token?: string, lost?: AbortSignal): Promise<JobResult> => {
    const jobId = job.id ?? '';
    // Not AbortSignal.any: what depends on the worker's own long-lived signal would pile up over thousands of jobs.
    const stop = new AbortController();
    const abort = (): void => stop.abort();
    lost?.addEventListener('abort', abort);
    running.add(abort);
    try {
      return await runHandler(table, job, stop.signal);
    } catch (error) {
      if (shuttingDown) {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      notify({
        code: 'queue-attempt-failed',
        params: { queue, job: jobId, attempt: job.attemptsMade + 1, detail: summarize(error) },
        cause: error,
      });
      throw storableFailure(error);
    } finally {
      running.delete(abort);
      lost?.removeEventListener('abort', abort);
    }
  };

  // BullMQ hands over a signal only to functions that name three parameters; `process` does.
  const worker = driver.worker(queue, process, {
    concurrency: options.concurrency ?? 1,
    lockDuration: settings.lockDurationMs,
    // BullMQ's PostgreSQL backend finds no stalled job at all where this is no whole number.
    stalledInterval: Math.round(settings.stalledIntervalMs),
    maxStalledCount: settings.maxStalledCount,
    runRetryDelay: RETRY_MS,
  });
  worker.on('error', (error) =>
    notify({ code: 'queue-trouble', params: { queue, detail: summarize(error) }, cause: error }),
  );
  worker.on('lockRenewalFailed', (jobIds) => {
    for (const jobId of jobIds) worker.cancelJob(jobId);
  });
  worker.on('failed', (job, error) => {
    // Only a job that will not be tried again has an end time.
    if (job === undefined || !job.finishedOn || options.onGaveUp === undefined) return;
    giveUp(job, error, options.onGaveUp).catch((cause: unknown) =>
      notify({
        code: 'queue-gave-up-failed',
        params: { queue, job: job.id ?? '', detail: summarize(cause) },
        cause,
      }),
    );
  });
  await worker.waitUntilReady();

  return {
    queue,
    close: async (graceMs = DEFAULT_GRACE_MS) => {
      const closing = worker.close();
      if (await endsWithin(closing, graceMs)) return { stuck: 0 };
      shuttingDown = true;
      for (const abort of running) abort();
      await endsWithin(closing, ABORT_MS);
      return { stuck: running.size };
    },
  };
};

const runHandler = async (
  table: ReadonlyMap<string, AnyJobHandler>,
  job: Job,
  signal: AbortSignal,
): Promise<JobResult> => {
  const { name, data } = parseJob({ name: job.name, data: job.data });
  const attempt = job.attemptsMade + 1;
  const run: JobRun<JobName> = {
    data,
    jobId: job.id ?? '',
    attempt,
    isLastAttempt: attempt >= (job.opts.attempts ?? 1),
    signal,
  };
  // Name and payload were checked against one row of the job table, and the handler is registered under that name.
  const chosen = table.get(name) as { run: (run: JobRun<JobName>) => Promise<JobResult> };
  return await chosen.run(run);
};

const giveUp = async (job: Job, error: Error, tell: NonNullable<WorkerStart['onGaveUp']>): Promise<void> =>
  tell(parseJob({ name: job.name, data: job.data, generation: generationOf(job) }), error.message);

const generationOf = (job: Job): number => Number(/-g(\d+)$/.exec(job.id ?? '')?.[1] ?? 0);

const endsWithin = async (work: Promise<unknown>, ms: number): Promise<boolean> => {
  const timer = new AbortController();
  try {
    return await Promise.race([
      work.then(() => true),
      sleep(ms, false, { signal: timer.signal }).catch(() => false),
    ]);
  } finally {
    timer.abort();
  }
};
