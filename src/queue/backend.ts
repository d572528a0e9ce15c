/**
 * The queue as the rest of sohoa sees it. It may lose everything at any time: the database knows what is due, and adding
 * a job that is already there changes nothing.
 */
import type { FlowJob, JobsOptions } from 'bullmq';
import { SohoaError } from '../domain/errors.ts';
import type { BullDriver, BullFlows, BullQueue } from './driver.ts';
import { type Notify, summarize, withoutRepeats } from './failures.ts';
import type { AnyJobHandler } from './handlers.ts';
import { jobIdOf, parseJob, type QueueJob, queueOf } from './jobs.ts';
import { QUEUE_NAMES, QUEUE_SETTINGS, type QueueName, type QueueSettings } from './names.ts';
import { openPostgresDriver } from './postgres.ts';
import { openRedisDriver } from './redis.ts';
import { type RunningWorker, startBullWorker, type WorkerStart } from './worker.ts';

export interface QueueBackendOptions {
  /** Redis is used when given, else PostgreSQL. */
  readonly redisUrl?: string | undefined;
  readonly postgresUrl?: string | undefined;
  /** Told about trouble that no caller sees: lost connections, failed tries, a Redis that may drop jobs. */
  readonly notify: Notify;
  /** Key prefix on Redis, schema on PostgreSQL; default `sohoa_queue`. */
  readonly namespace?: string;
  /** Replaces settings of all queues, for tests. */
  readonly settings?: Partial<QueueSettings>;
}

/** A job that runs after its children; they may lie in other queues. */
export interface Flow {
  readonly job: QueueJob;
  readonly children?: readonly Flow[];
  /** The parent runs even if this job fails for good (its own reason is then in the database). */
  readonly mayFail?: boolean;
}

export interface AddOptions {
  /** Jobs that already finished under the same id (well or not) are run again; otherwise they stay finished. */
  readonly again?: boolean;
}

export interface QueueCounts {
  readonly waiting: number;
  readonly active: number;
  /** Waiting for their next try. */
  readonly delayed: number;
  readonly waitingForChildren: number;
  readonly completed: number;
  readonly failed: number;
}

export interface QueueBackend {
  readonly kind: 'redis' | 'postgres';
  readonly add: (job: QueueJob, options?: AddOptions) => Promise<void>;
  readonly addBulk: (jobs: readonly QueueJob[], options?: AddOptions) => Promise<void>;
  /** All jobs of the tree or none. */
  readonly addFlow: (flow: Flow, options?: AddOptions) => Promise<void>;
  /** Removes what is known about these jobs unless they run at this moment. */
  readonly forget: (jobs: readonly QueueJob[]) => Promise<void>;
  readonly startWorker: (
    queue: QueueName,
    handlers: readonly AnyJobHandler[],
    options?: WorkerStart,
  ) => Promise<RunningWorker>;
  readonly counts: () => Promise<Readonly<Record<QueueName, QueueCounts>>>;
  /** No worker takes a job of the queue until it is resumed; jobs under way go on. */
  readonly pause: (queue: QueueName) => Promise<void>;
  readonly resume: (queue: QueueName) => Promise<void>;
  /** Empties all queues, running jobs included. */
  readonly wipe: () => Promise<void>;
  readonly ping: () => Promise<void>;
  /** The queues themselves, for `showQueues` of board.ts. */
  readonly boards: () => readonly BullQueue[];
  /** Closes everything but workers, which their owners close first. */
  readonly close: () => Promise<void>;
}

const DEFAULT_NAMESPACE = 'sohoa_queue';
/** Jobs written in one call; larger lists are cut. */
const BULK = 500;
const LOOKUPS_AT_ONCE = 20;

export const openQueueBackend = async (options: QueueBackendOptions): Promise<QueueBackend> => {
  const notify = withoutRepeats(options.notify);
  const driver = await openDriver(options, notify);
  const settings = (queue: QueueName): QueueSettings => ({ ...QUEUE_SETTINGS[queue], ...options.settings });
  const heard = <T extends BullQueue | BullFlows>(source: T, queue: string): T => {
    source.on('error', (error) =>
      notify({ code: 'queue-trouble', params: { queue, detail: summarize(error) }, cause: error }),
    );
    return source;
  };
  const queues = Object.fromEntries(
    QUEUE_NAMES.map((name) => [name, heard(driver.queue(name), name)]),
  ) as Readonly<Record<QueueName, BullQueue>>;
  const flows = heard(driver.flows(), 'flow');

  const jobOptions = (job: QueueJob): JobsOptions => {
    const { attempts, backoffMs, keepCompleted } = settings(queueOf(job.name));
    return {
      jobId: jobIdOf(job),
      attempts,
      backoff: { type: 'exponential', delay: backoffMs, jitter: 0.25 },
      removeOnComplete: { age: keepCompleted.ageSeconds, count: keepCompleted.count },
      removeOnFail: false,
    };
  };

  const remove = (job: QueueJob): Promise<unknown> =>
    queues[queueOf(job.name)].remove(jobIdOf(job), { removeChildren: false });

  /** Removes what finished, when asked; returns how many of the jobs the queue does not know now. */
  const countMissing = async (jobs: readonly QueueJob[], again: boolean): Promise<number> => {
    let missing = 0;
    await inParts(jobs, LOOKUPS_AT_ONCE, async (part) => {
      await Promise.all(
        part.map(async (job) => {
          const state = await queues[queueOf(job.name)].getJobState(jobIdOf(job));
          const isFinished = state === 'completed' || state === 'failed';
          if (again && isFinished) await remove(job);
          if (state === 'unknown' || (again && isFinished)) missing += 1;
        }),
      );
    });
    return missing;
  };

  const addBulk = async (
    unchecked: readonly QueueJob[],
    { again = false }: AddOptions = {},
  ): Promise<void> => {
    const jobs = unchecked.map(parseJob);
    if (again) await countMissing(jobs, again);
    for (const queue of QUEUE_NAMES) {
      const own = jobs.filter((job) => queueOf(job.name) === queue);
      await inParts(own, BULK, async (part) => {
        await queues[queue].addBulk(
          part.map((job) => ({ name: job.name, data: job.data, opts: jobOptions(job) })),
        );
      });
    }
  };

  const flowJob = (flow: Flow, isChild: boolean): FlowJob => ({
    name: flow.job.name,
    queueName: queueOf(flow.job.name),
    data: flow.job.data,
    opts: {
      ...jobOptions(flow.job),
      ...(isChild && flow.mayFail ? { ignoreDependencyOnFailure: true } : {}),
    },
    ...(flow.children === undefined ? {} : { children: flow.children.map((child) => flowJob(child, true)) }),
  });

  return {
    kind: driver.kind,
    add: (job, addOptions) => addBulk([job], addOptions),
    addBulk,
    addFlow: async (unchecked, { again = false } = {}) => {
      const flow = parseFlow(unchecked);
      // A flow that is all there is left alone: on PostgreSQL, writing it again can deadlock with a worker that just
      // finishes one of its jobs, which costs that job a try.
      if ((await countMissing(jobsOf(flow), again)) === 0) return;
      await overDeadlocks(() => flows.addBulk([flowJob(flow, false)]));
    },
    forget: (jobs) =>
      inParts(jobs, LOOKUPS_AT_ONCE, async (part) => void (await Promise.all(part.map(remove)))),
    startWorker: (queue, handlers, start = {}) =>
      startBullWorker(driver, queue, settings(queue), handlers, notify, start),
    counts: async () => {
      const counted = await Promise.all(
        QUEUE_NAMES.map(
          async (name) => [name, toCounts(await queues[name].getJobCounts(...COUNTED))] as const,
        ),
      );
      return Object.fromEntries(counted) as Record<QueueName, QueueCounts>;
    },
    pause: (queue) => queues[queue].pause(),
    resume: (queue) => queues[queue].resume(),
    wipe: async () => {
      for (const name of QUEUE_NAMES) {
        // BullMQ pauses a queue to empty it.
        await queues[name].obliterate({ force: true });
        await queues[name].resume();
      }
    },
    boards: () => QUEUE_NAMES.map((name) => queues[name]),
    ping: async () => {
      await queues.intake.getJobCounts('active');
    },
    close: async () => {
      await Promise.all([flows.close(), ...QUEUE_NAMES.map((name) => queues[name].close())]);
      await driver.close();
    },
  };
};

const openDriver = async (options: QueueBackendOptions, notify: Notify): Promise<BullDriver> => {
  const namespace = options.namespace ?? DEFAULT_NAMESPACE;
  if (options.redisUrl) return await openRedisDriver(options.redisUrl, namespace, notify);
  if (options.postgresUrl) return await openPostgresDriver(options.postgresUrl, namespace);
  throw new SohoaError('queue-no-server');
};

const parseFlow = (flow: Flow): Flow => ({
  job: parseJob(flow.job),
  ...(flow.mayFail === undefined ? {} : { mayFail: flow.mayFail }),
  ...(flow.children === undefined ? {} : { children: flow.children.map(parseFlow) }),
});

const jobsOf = (flow: Flow): QueueJob[] => [flow.job, ...(flow.children ?? []).flatMap(jobsOf)];

/** Asked for by name: left to itself PostgreSQL leaves out the jobs of a paused queue. */
const COUNTED = [
  'wait',
  'paused',
  'prioritized',
  'active',
  'delayed',
  'waiting-children',
  'completed',
  'failed',
] as const;

const toCounts = (counts: Record<string, number>): QueueCounts => ({
  waiting: (counts.wait ?? 0) + (counts.paused ?? 0) + (counts.prioritized ?? 0),
  active: counts.active ?? 0,
  delayed: counts.delayed ?? 0,
  waitingForChildren: counts['waiting-children'] ?? 0,
  completed: counts.completed ?? 0,
  failed: counts.failed ?? 0,
});

const DEADLOCK = '40P01';
const DEADLOCK_TRIES = 5;

/** PostgreSQL undoes one side of a deadlock as a whole; doing that again is safe. */
const overDeadlocks = async (work: () => Promise<unknown>): Promise<void> => {
  for (let tries = 1; ; tries += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if ((error as { code?: unknown }).code !== DEADLOCK || tries === DEADLOCK_TRIES) throw error;
    }
  }
};

const inParts = async <T>(
  all: readonly T[],
  size: number,
  work: (part: readonly T[]) => Promise<void>,
): Promise<void> => {
  for (let start = 0; start < all.length; start += size) await work(all.slice(start, start + size));
};
