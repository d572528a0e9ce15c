/** The queues, one for each stage that machines work on (people accept, so there is none for that), and their settings. */
export const QUEUE_NAMES = ['intake', 'read', 'extract', 'verify', 'load'] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

export interface QueueSettings {
  /** A job whose worker was not heard of for so long is taken over; a live worker renews at half this time. */
  readonly lockDurationMs: number;
  /** How often the workers look for such jobs. */
  readonly stalledIntervalMs: number;
  /** A job may lose its worker so many times before it is given up as the one that kills workers. */
  readonly maxStalledCount: number;
  /** Tries in all, the first included. */
  readonly attempts: number;
  /** Wait before the second try; doubles with each further one. */
  readonly backoffMs: number;
  /** Finished jobs kept for people to look at; failed ones are kept until they are forgotten or wiped. */
  readonly keepCompleted: { readonly ageSeconds: number; readonly count: number };
}

const COMMON: QueueSettings = {
  // Pages are worked on in other processes, so a live worker's event loop renews in time even on a slow PC, and a killed one
  // is noticed within some twenty seconds.
  lockDurationMs: 15_000,
  stalledIntervalMs: 5_000,
  maxStalledCount: 3,
  attempts: 3,
  backoffMs: 2_000,
  keepCompleted: { ageSeconds: 3_600, count: 1_000 },
};

export const QUEUE_SETTINGS: Readonly<Record<QueueName, QueueSettings>> = {
  intake: COMMON,
  read: COMMON,
  extract: COMMON,
  verify: COMMON,
  // Another office's server: give it time to come back.
  load: { ...COMMON, attempts: 5, backoffMs: 5_000 },
};
