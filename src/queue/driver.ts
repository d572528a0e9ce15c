/** The part of BullMQ that we use, the same over Redis and over PostgreSQL. */
import type { FlowJob, Job, JobsOptions, WorkerOptions } from 'bullmq';

export interface BullQueue {
  addBulk(jobs: { name: string; data: unknown; opts?: JobsOptions }[]): Promise<unknown>;
  getJobState(jobId: string): Promise<string>;
  remove(jobId: string, options: { removeChildren: boolean }): Promise<number>;
  /** The types of BullMQ lack `paused`, which its PostgreSQL backend counts apart. */
  getJobCounts(...types: string[]): Promise<Record<string, number>>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  obliterate(options: { force: boolean }): Promise<void>;
  waitUntilReady(): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

export interface BullFlows {
  addBulk(flows: FlowJob[]): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

export interface BullWorker {
  waitUntilReady(): Promise<unknown>;
  cancelJob(jobId: string): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: Job | undefined, error: Error) => void): unknown;
  on(event: 'lockRenewalFailed', listener: (jobIds: string[]) => void): unknown;
  close(): Promise<void>;
}

export type BullProcessor = (job: Job, token?: string, signal?: AbortSignal) => Promise<string>;

export interface BullDriver {
  readonly kind: 'redis' | 'postgres';
  readonly queue: (name: string) => BullQueue;
  readonly flows: () => BullFlows;
  readonly worker: (
    name: string,
    processor: BullProcessor,
    options: Omit<WorkerOptions, 'connection' | 'prefix'>,
  ) => BullWorker;
  /** Closes what the queues share; queues, flows and workers are closed before by whoever opened them. */
  readonly close: () => Promise<void>;
}
