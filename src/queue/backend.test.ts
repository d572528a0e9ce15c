import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SohoaError } from '../domain/errors.ts';
import { openQueueBackend, type QueueBackend, type QueueBackendOptions } from './backend.ts';
import type { QueueNotice } from './failures.ts';
import { type AnyJobHandler, handler, type JobResult, type JobRun } from './handlers.ts';
import { type JobName, jobIdOf, jobNamesOf, type QueueJob } from './jobs.ts';
import type { QueueName } from './names.ts';
import { type QueueTestServer, queueTestBackends } from './testing.ts';
import type { RunningWorker, WorkerStart } from './worker.ts';

const readPage = (pageId: number, generation = 0): QueueJob => ({
  name: 'read.page',
  data: { pageId },
  generation,
});
const verifyBook = (bookId: number): QueueJob => ({ name: 'verify.book', data: { bookId } });

/** Waits for something that must come to pass; the test's own time limit is the only clock. */
const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await condition())) await sleep(10);
};

describe.each(queueTestBackends())('queue on $kind $skipped', ({ kind, skipped, start }) => {
  describe.skipIf(skipped !== undefined)('', () => {
    let server: QueueTestServer;
    let backend: QueueBackend;
    let options: QueueBackendOptions;
    let notices: QueueNotice[] = [];
    let count = 0;
    const workers: RunningWorker[] = [];
    const children: ChildProcess[] = [];

    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server.close());

    beforeEach(async () => {
      count += 1;
      notices = [];
      options = {
        ...server.options,
        namespace: `t${process.pid}_${count}`,
        notify: (notice) => notices.push(notice),
        settings: { lockDurationMs: 2_000, stalledIntervalMs: 400, attempts: 3, backoffMs: 60 },
      };
      backend = await openQueueBackend(options);
    });

    afterEach(async () => {
      for (const child of children.splice(0)) child.kill('SIGKILL');
      await Promise.all(workers.splice(0).map((worker) => worker.close(0)));
      await backend.wipe();
      await backend.close();
    });

    const work = async (
      queue: QueueName,
      run: (run: JobRun<JobName>, name: JobName) => Promise<JobResult>,
      start: WorkerStart = {},
    ): Promise<RunningWorker> => {
      const handlers = jobNamesOf(queue).map(
        (name) => handler(name, (job) => run(job, name)) as AnyJobHandler,
      );
      const worker = await backend.startWorker(queue, handlers, start);
      workers.push(worker);
      return worker;
    };

    const finished = async (queue: QueueName, jobs: number): Promise<void> =>
      until(async () => {
        const { completed, failed } = (await backend.counts())[queue];
        return completed + failed === jobs;
      });

    it('runs a job once however often it is added', async () => {
      const ran: unknown[] = [];
      await Promise.all([
        backend.add(readPage(1)),
        backend.add(readPage(1)),
        backend.addBulk([readPage(1), readPage(2)]),
      ]);
      expect((await backend.counts()).read.waiting).toBe(2);
      await work('read', async ({ data }) => {
        ran.push(data);
        return 'done';
      });
      await finished('read', 2);
      await backend.add(readPage(1));
      await backend.add(readPage(3));
      await finished('read', 3);
      expect(ran).toHaveLength(3);
      expect(ran).toEqual(expect.arrayContaining([{ pageId: 1 }, { pageId: 2 }, { pageId: 3 }]));
    });

    it('runs a finished job again when asked, under the same id or as a new generation', async () => {
      const ran: string[] = [];
      await work('read', async ({ jobId }) => {
        ran.push(jobId);
        if (jobId.includes('-2-')) throw new SohoaError('broken', {}, { permanent: true });
        return 'skipped';
      });
      await backend.addBulk([readPage(1), readPage(2)]);
      await finished('read', 2);
      await backend.addBulk([readPage(1), readPage(2)], { again: true });
      await until(() => ran.length === 4);
      await backend.add(readPage(1, 1));
      await until(() => ran.length === 5);
      expect([...ran].sort()).toEqual([
        'read-page-1-g0',
        'read-page-1-g0',
        'read-page-1-g1',
        'read-page-2-g0',
        'read-page-2-g0',
      ]);
    });

    it('leaves a job under way alone when it is added again', async () => {
      let ran = 0;
      let release = (): void => undefined;
      const gate = new Promise<void>((resolve) => {
        release = resolve;
      });
      await work(
        'read',
        async () => {
          ran += 1;
          await gate;
          return 'done';
        },
        { concurrency: 2 },
      );
      await backend.add(readPage(1));
      await until(() => ran === 1);
      await backend.add(readPage(1), { again: true });
      await backend.add(readPage(2));
      await until(() => ran === 2);
      release();
      await finished('read', 2);
      expect(ran).toBe(2);
    });

    it('forgets jobs that wait', async () => {
      await backend.addBulk([readPage(1), readPage(2)]);
      await backend.forget([readPage(1), readPage(7)]);
      expect((await backend.counts()).read.waiting).toBe(1);
    });

    it('takes thousands of jobs at once', async () => {
      const jobs = Array.from({ length: 1_200 }, (_, index) => readPage(index + 1));
      await backend.addBulk(jobs);
      await backend.addBulk(jobs);
      expect((await backend.counts()).read.waiting).toBe(1_200);
    });

    it('runs the parent of a flow after its children, over two queues and three levels', async () => {
      const order: string[] = [];
      const note = async ({ jobId }: { jobId: string }): Promise<JobResult> => {
        order.push(jobId);
        return 'done';
      };
      await work('verify', note);
      await work('extract', note);
      await work('read', note, { concurrency: 4 });
      const pages = [1, 2, 3].map((pageId) => ({
        job: { name: 'extract.page', data: { pageId } } as const,
        children: [{ job: readPage(pageId) }],
      }));
      const flow = { job: verifyBook(9), children: pages };
      await backend.addFlow(flow);
      await backend.addFlow(flow);
      await finished('verify', 1);
      expect(order).toHaveLength(7);
      expect(order.at(-1)).toBe('verify-book-9-g0');
      for (const pageId of [1, 2, 3]) {
        expect(order.indexOf(`read-page-${pageId}-g0`)).toBeLessThan(
          order.indexOf(`extract-page-${pageId}-g0`),
        );
      }
    });

    it('runs the parent although a child that may fail has failed, and not when one must not fail', async () => {
      const ran: string[] = [];
      const settled = async ({ jobId }: { jobId: string }): Promise<JobResult> => {
        ran.push(jobId);
        if (jobId.includes('-2-')) throw new SohoaError('page-broken', {}, { permanent: true });
        return 'done';
      };
      await work('read', settled);
      await work('verify', settled);
      const children = (mayFail: boolean) => [1, 2].map((page) => ({ job: readPage(page), mayFail }));
      await backend.addFlow({ job: verifyBook(1), children: children(true) });
      await finished('verify', 1);
      expect(ran).toContain('verify-book-1-g0');

      await backend.wipe();
      ran.length = 0;
      await backend.addFlow({ job: verifyBook(1), children: children(false) });
      await finished('read', 2);
      // A job added behind it shows that the queue had its chance to run the parent.
      await backend.add(verifyBook(5));
      await until(() => ran.includes('verify-book-5-g0'));
      expect(ran).not.toContain('verify-book-1-g0');
      expect((await backend.counts()).verify.waitingForChildren).toBe(1);
    });

    it('adds a half-done flow again: what finished runs again with it, nothing runs twice at once, the parent once', async () => {
      const ran: string[] = [];
      const note = async ({ jobId }: { jobId: string }): Promise<JobResult> => {
        ran.push(jobId);
        return 'done';
      };
      const flow = {
        job: verifyBook(1),
        children: [1, 2, 3].map((page) => ({ job: readPage(page), mayFail: true })),
      };
      await backend.addFlow(flow);
      const first = await work('read', async (run) => {
        const result = await note(run);
        await backend.pause('read');
        return result;
      });
      await finished('read', 1);
      await first.close();
      await backend.addFlow(flow, { again: true });
      await backend.resume('read');
      await work('read', note);
      await work('verify', note);
      await finished('verify', 1);
      expect(ran.filter((jobId) => jobId.startsWith('verify'))).toEqual(['verify-book-1-g0']);
      expect(ran.at(-1)).toBe('verify-book-1-g0');
      expect((await backend.counts()).read).toMatchObject({ waiting: 0, active: 0, completed: 3, failed: 0 });

      // A whole flow that ended is due again.
      await backend.addFlow(flow, { again: true });
      await until(() => ran.filter((jobId) => jobId.startsWith('verify')).length === 2);
    });

    it('tries again after a pause, tells which try is the last, and then gives up for good', async () => {
      await backend.close();
      backend = await openQueueBackend({ ...options, settings: { ...options.settings, backoffMs: 500 } });
      const tries: [number, boolean][] = [];
      const gaveUp: [QueueJob, string][] = [];
      await work(
        'read',
        async ({ attempt, isLastAttempt }) => {
          tries.push([attempt, isLastAttempt]);
          throw Object.assign(new Error('Key (name)=(Nguyễn Văn A) already exists'), { code: '23505' });
        },
        { onGaveUp: async (job, reason) => void gaveUp.push([job, reason]) },
      );
      await backend.add(readPage(1, 4));
      await until(async () => (await backend.counts()).read.delayed === 1);
      await until(() => gaveUp.length === 1);
      expect(tries).toEqual([
        [1, false],
        [2, false],
        [3, true],
      ]);
      // What goes on about a foreign error is its type and code, never its words.
      expect(gaveUp).toEqual([[readPage(1, 4), 'Error 23505']]);
      const told = notices.filter(({ code }) => code === 'queue-attempt-failed');
      expect(told.map(({ params }) => params.detail)).toEqual(['Error 23505', 'Error 23505', 'Error 23505']);
      expect((await backend.counts()).read).toMatchObject({ failed: 1, waiting: 0, delayed: 0, active: 0 });
    });

    it('succeeds on a later try', async () => {
      let tries = 0;
      await work('read', async () => {
        tries += 1;
        if (tries < 3) throw new Error('not yet');
        return 'held';
      });
      await backend.add(readPage(1));
      await finished('read', 1);
      expect((await backend.counts()).read).toMatchObject({ completed: 1, failed: 0 });
    });

    it('gives up at once on an error marked permanent', async () => {
      const gaveUp: string[] = [];
      let tries = 0;
      await work(
        'read',
        async () => {
          tries += 1;
          throw new SohoaError('page-unreadable', { page: 1 }, { permanent: true });
        },
        { onGaveUp: async (_, reason) => void gaveUp.push(reason) },
      );
      await backend.add(readPage(1));
      await until(() => gaveUp.length === 1);
      expect(tries).toBe(1);
      expect(gaveUp).toEqual(['page-unreadable (page=1)']);
    });

    it('hands the jobs of a killed worker process to another', async () => {
      const child = startWorkerElsewhere(options);
      children.push(child);
      const taken = new Promise((resolve) =>
        createInterface({ input: child.stdout as NodeJS.ReadableStream }).once('line', resolve),
      );
      await backend.add(readPage(1));
      expect(await taken).toBe('read-page-1-g0');
      child.kill('SIGKILL');
      const ran: [string, number][] = [];
      await work('read', async ({ jobId, attempt }) => {
        ran.push([jobId, attempt]);
        return 'done';
      });
      await finished('read', 1);
      // Losing its worker has not cost the job a try.
      expect(ran).toEqual([['read-page-1-g0', 1]]);
    });

    it('gives up a job that keeps taking its workers down', async () => {
      await backend.close();
      options = {
        ...options,
        settings: { ...options.settings, lockDurationMs: 1_000, stalledIntervalMs: 200, maxStalledCount: 1 },
      };
      backend = await openQueueBackend(options);
      const gaveUp: QueueJob[] = [];
      await backend.add(readPage(1));
      for (let round = 0; round < 2; round += 1) {
        const child = startWorkerElsewhere(options);
        children.push(child);
        await new Promise((resolve) =>
          createInterface({ input: child.stdout as NodeJS.ReadableStream }).once('line', resolve),
        );
        child.kill('SIGKILL');
      }
      let ran = 0;
      await work(
        'read',
        async () => {
          ran += 1;
          return 'done';
        },
        { onGaveUp: async (job) => void gaveUp.push(job) },
      );
      await until(() => gaveUp.length === 1);
      expect(gaveUp).toEqual([readPage(1)]);
      expect(ran).toBe(0);
    });

    it('gives running jobs back when the worker closes, without costing them a try', async () => {
      let started = 0;
      const first = await work('read', async ({ signal }) => {
        started += 1;
        await new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(new Error('stopped'))),
        );
        return 'done';
      });
      await backend.add(readPage(1));
      await until(() => started === 1);
      expect(await first.close(20)).toEqual({ stuck: 0 });
      expect((await backend.counts()).read).toMatchObject({ waiting: 1, active: 0, failed: 0 });

      const attempts: number[] = [];
      await work('read', async ({ attempt }) => {
        attempts.push(attempt);
        return 'done';
      });
      await finished('read', 1);
      expect(attempts).toEqual([1]);
    });

    it('lets running jobs end when the worker closes in good time', async () => {
      let release = (): void => undefined;
      let started = false;
      const worker = await work('read', async () => {
        started = true;
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return 'done';
      });
      await backend.add(readPage(1));
      await until(() => started);
      const closing = worker.close();
      release();
      expect(await closing).toEqual({ stuck: 0 });
      expect((await backend.counts()).read).toMatchObject({ completed: 1, active: 0 });
    });

    it('keeps a long job as long as its worker lives', async () => {
      let ran = 0;
      const run = async (): Promise<JobResult> => {
        ran += 1;
        await sleep(3_200);
        return 'done';
      };
      await work('read', run);
      await work('read', run);
      await backend.add(readPage(1));
      await finished('read', 1);
      expect(ran).toBe(1);
    });

    it('starts no job of a paused queue, and all of them once resumed', async () => {
      const ran: string[] = [];
      const note = async ({ jobId }: { jobId: string }): Promise<JobResult> => {
        ran.push(jobId);
        return 'done';
      };
      await work('read', note);
      await work('verify', note);
      await backend.pause('read');
      await backend.add(readPage(1));
      await backend.add(verifyBook(1));
      await finished('verify', 1);
      expect(ran).toEqual(['verify-book-1-g0']);
      expect((await backend.counts()).read.waiting).toBe(1);
      await backend.resume('read');
      await finished('read', 1);
      expect(ran).toEqual(['verify-book-1-g0', 'read-page-1-g0']);
    });

    it.each(['wiped', 'lost behind its back'])(
      'is filled again after it was %s under a running worker',
      async (how) => {
        const ran: string[] = [];
        let release = (): void => undefined;
        const gate = new Promise<void>((resolve) => {
          release = resolve;
        });
        await work('read', async ({ jobId }) => {
          ran.push(jobId);
          await gate;
          return 'done';
        });
        const flow = {
          job: verifyBook(1),
          children: [1, 2, 3].map((page) => ({ job: readPage(page), mayFail: true })),
        };
        await backend.addFlow(flow);
        await until(() => ran.length === 1);
        if (how === 'wiped') await backend.wipe();
        else await server.lose(options.namespace ?? '');
        const empty = await backend.counts();
        expect(empty.read).toMatchObject({ waiting: 0, active: 0 });
        expect(empty.verify.waitingForChildren).toBe(0);

        release();
        await backend.addFlow(flow);
        await work('verify', async ({ jobId }) => {
          ran.push(jobId);
          return 'done';
        });
        await finished('verify', 1);
        expect(ran.at(-1)).toBe('verify-book-1-g0');
        expect(new Set(ran)).toEqual(
          new Set(['read-page-1-g0', 'read-page-2-g0', 'read-page-3-g0', 'verify-book-1-g0']),
        );
      },
    );

    it('refuses payloads with unknown keys or anything but ids, whoever adds them', async () => {
      const smuggled = { name: 'read.page', data: { pageId: 1, hoTen: 'Nguyễn Văn A' } } as QueueJob;
      await expect(backend.add(smuggled)).rejects.toMatchObject({
        code: 'queue-job-invalid',
        params: { name: 'read.page', keys: 'hoTen' },
      });
      const named = { name: 'read.page', data: { pageId: 'Nguyễn Văn A' } } as unknown as QueueJob;
      await expect(backend.addFlow({ job: verifyBook(1), children: [{ job: named }] })).rejects.toMatchObject(
        {
          code: 'queue-job-invalid',
          message: expect.not.stringContaining('Nguyễn'),
        },
      );
      const counts = await backend.counts();
      expect(counts.read.waiting + counts.verify.waiting + counts.verify.waitingForChildren).toBe(0);
    });

    it('starts no worker without exactly one handler for each kind of job', async () => {
      const file = handler('intake.file', async () => 'done');
      const page = handler('intake.frame', async () => 'done');
      const read = handler('read.page', async () => 'done');
      await expect(backend.startWorker('intake', [file])).rejects.toMatchObject({
        code: 'queue-handler-missing',
      });
      await expect(backend.startWorker('intake', [file, page, file])).rejects.toMatchObject({
        code: 'queue-handler-twice',
      });
      await expect(backend.startWorker('intake', [file, page, read])).rejects.toMatchObject({
        code: 'queue-handler-foreign',
      });
    });

    it('says what it runs on and that it is there', async () => {
      expect(backend.kind).toBe(kind);
      await expect(backend.ping()).resolves.toBeUndefined();
      expect(jobIdOf(readPage(12))).toBe('read-page-12-g0');
    });
  });
});

/** A worker in another process that takes one job, says its id and never ends it. */
const startWorkerElsewhere = (options: QueueBackendOptions): ChildProcess => {
  const module = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);
  const source = `
    const { openQueueBackend } = await import(${module('./backend.ts')});
    const { handler } = await import(${module('./handlers.ts')});
    const backend = await openQueueBackend({ ...JSON.parse(process.argv[1]), notify: () => undefined });
    await backend.startWorker('read', [handler('read.page', async ({ jobId }) => {
      console.log(jobId);
      await new Promise(() => setInterval(() => undefined, 1000));
      return 'done';
    })]);`;
  return spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', source, '--', JSON.stringify(options)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
};
