/**
 * The pool of bench processes. Each takes one request at a time, keeps its engines warm, and is replaced after a number of
 * pages or when it has grown too large; one that runs over its time is killed. (A pool of our own and not a package's:
 * the ones there are recycle by count or cancel a running task, none does both and says which page it was.)
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startsBuilt } from '../../src/config/environment.ts';
import { isBuilt, packagePath } from '../../src/config/root.ts';
import { SohoaError } from '../../src/domain/errors.ts';
import type { BenchAnswer, BenchTask, BenchWork } from './protocol.ts';

export type BenchOptions = Readonly<{
  /** Processes at most; they start when they are needed. */
  size: number;
  /** A process is replaced after so many requests. */
  requestsPerProcess: number;
  /** …or when its memory is above this. */
  maxRssBytes?: number;
  /** A request of one page that takes longer is given up with `page-time-limit`. */
  secondsPerRequest: number;
  /** Tests put a misbehaving process in place of the real one. */
  module?: URL;
}>;

export type Bench = Readonly<{
  /**
   * Has a request done by the next free process.
   * @throws SohoaError whatever the work throws; `page-time-limit`; `bench-crashed` (worth another try); `bench-closed`
   */
  run: <T extends BenchTask>(task: T, request: BenchWork[T]['request']) => Promise<BenchWork[T]['answer']>;
  /** Process ids and memory, for tests and `status`. */
  processes: () => readonly Readonly<{ pid: number; requests: number; rss: number }>[];
  close: () => Promise<void>;
}>;

type Job = {
  task: BenchTask;
  request: unknown;
  resolve: (answer: unknown) => void;
  reject: (error: Error) => void;
};
type Seat = {
  child: ChildProcess;
  requests: number;
  rss: number;
  job: Job | undefined;
  timer: NodeJS.Timeout | undefined;
  retired: boolean;
};

/** What is no work of one page, in times of its time: a book's hand is learnt from hundreds of lines. */
const LONGER: Partial<Record<BenchTask, number>> = { 'learn-hand': 20 };

const DEFAULT_MAX_RSS = 1_600 * 1024 * 1024;
/** The built one lies in `dist`; the source's runs through tsx. */
const BENCH_MODULE =
  isBuilt || startsBuilt()
    ? pathToFileURL(packagePath('dist/workers/bench-process.js'))
    : new URL('../../workers/bench-process.ts', import.meta.url);

export const createBench = (options: BenchOptions): Bench => {
  const seats = new Set<Seat>();
  const waiting: Job[] = [];
  const maxRss = options.maxRssBytes ?? DEFAULT_MAX_RSS;
  let closed = false;
  let nextId = 1;

  const seatDown = (): Seat => {
    const module = options.module ?? BENCH_MODULE;
    const child = fork(fileURLToPath(module), [], {
      serialization: 'advanced',
      // Coverage and inspector flags of the parent stay out.
      execArgv: module.pathname.endsWith('.ts') ? ['--import', 'tsx'] : [],
      env: { ...process.env, OMP_THREAD_LIMIT: '1', NODE_OPTIONS: '' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const seat: Seat = { child, requests: 0, rss: 0, job: undefined, timer: undefined, retired: false };
    child.on('message', (message: BenchAnswer) => answer(seat, message));
    child.once('error', () => leave(seat, new SohoaError('bench-crashed', { how: 'spawn' })));
    child.once('exit', (code, signal) =>
      leave(seat, new SohoaError('bench-crashed', { how: signal ?? code ?? '?' })),
    );
    seats.add(seat);
    return seat;
  };

  const next = (): void => {
    while (waiting.length > 0) {
      const idle = [...seats].find((seat) => seat.job === undefined && !seat.retired);
      const seat =
        idle ?? ([...seats].filter((other) => !other.retired).length < options.size ? seatDown() : undefined);
      const job = seat === undefined ? undefined : waiting.shift();
      if (seat === undefined || job === undefined) return;
      seat.job = job;
      seat.requests += 1;
      seat.timer = setTimeout(() => giveUp(seat), secondsFor(job.task) * 1000);
      seat.child.send({ id: nextId++, task: job.task, request: job.request }, (error) => {
        if (error !== null) seat.child.kill('SIGKILL');
      });
    }
  };

  const answer = (seat: Seat, message: BenchAnswer): void => {
    const job = finish(seat);
    seat.rss = message.rss;
    if (job !== undefined) {
      if (message.ok) job.resolve(message.answer);
      else job.reject(new SohoaError(message.code, message.params));
    }
    if (seat.requests >= options.requestsPerProcess || seat.rss > maxRss) retire(seat);
    next();
  };

  const secondsFor = (task: BenchTask): number => options.secondsPerRequest * (LONGER[task] ?? 1);

  const giveUp = (seat: Seat): void => {
    const job = finish(seat);
    if (job !== undefined) job.reject(new SohoaError('page-time-limit', { seconds: secondsFor(job.task) }));
    seat.retired = true;
    seat.child.kill('SIGKILL');
    next();
  };

  const leave = (seat: Seat, why: SohoaError): void => {
    seats.delete(seat);
    finish(seat)?.reject(why);
    if (!closed) next();
  };

  const finish = (seat: Seat): Job | undefined => {
    clearTimeout(seat.timer);
    const { job } = seat;
    seat.job = undefined;
    return job;
  };

  /** The process ends by itself when its channel closes. */
  const retire = (seat: Seat): void => {
    seat.retired = true;
    if (seat.child.connected) seat.child.disconnect();
  };

  return {
    run: <T extends BenchTask>(task: T, request: BenchWork[T]['request']) =>
      new Promise<BenchWork[T]['answer']>((resolve, reject) => {
        if (closed) {
          reject(new SohoaError('bench-closed'));
          return;
        }
        waiting.push({ task, request, resolve: resolve as (answer: unknown) => void, reject });
        next();
      }),
    processes: () =>
      [...seats].map((seat) => ({ pid: seat.child.pid ?? 0, requests: seat.requests, rss: seat.rss })),
    close: async () => {
      closed = true;
      for (const job of waiting.splice(0)) job.reject(new SohoaError('bench-closed'));
      const leaving = [...seats].map(
        (seat) =>
          new Promise<void>((resolve) =>
            seat.child.exitCode === null && seat.child.signalCode === null
              ? seat.child.once('exit', () => resolve())
              : resolve(),
          ),
      );
      for (const seat of seats) {
        finish(seat)?.reject(new SohoaError('bench-closed'));
        seat.child.kill('SIGKILL');
      }
      await Promise.all(leaving);
    },
  };
};
