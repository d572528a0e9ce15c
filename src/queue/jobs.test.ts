import fc from 'fast-check';
import { expect, it } from 'vitest';
import { JOB_NAMES, JOBS, jobIdOf, jobNamesOf, parseJob, type QueueJob, queueOf } from './jobs.ts';
import { QUEUE_NAMES } from './names.ts';

const id = fc.oneof(fc.uuid({ version: [4, 7] }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }));

const job: fc.Arbitrary<QueueJob> = fc
  .tuple(fc.constantFrom(...JOB_NAMES), id, id, fc.nat())
  .map(([name, one, two, generation]) => {
    const keys = Object.keys(JOBS[name].payload.shape);
    return parseJob({
      name,
      data: Object.fromEntries(keys.map((key, index) => [key, index ? two : one])),
      generation,
    });
  });

it('gives every job an id that BullMQ takes', () => {
  fc.assert(
    fc.property(job, (one) => {
      expect(jobIdOf(one)).toMatch(/^[a-z]+-[a-z]+(-[0-9a-f-]+)+-g\d+$/);
      expect(jobIdOf(one)).not.toContain(':');
    }),
  );
});

it('gives two jobs the same id only when name, ids and generation are the same', () => {
  fc.assert(
    fc.property(job, job, (one, two) => {
      const same = JSON.stringify(one) === JSON.stringify(two);
      expect(jobIdOf(one) === jobIdOf(two)).toBe(same);
    }),
  );
});

it('has a queue for every job, and jobs for every queue', () => {
  for (const queue of QUEUE_NAMES) expect(jobNamesOf(queue).length).toBeGreaterThan(0);
  for (const name of JOB_NAMES) expect(jobNamesOf(queueOf(name))).toContain(name);
});

it.each([
  [{ name: 'read.book', data: { bookId: 1 } }, 'queue-job-unknown'],
  [{ name: 'toString', data: {} }, 'queue-job-unknown'],
  [{ name: 'read.page', data: {} }, 'queue-job-invalid'],
  [{ name: 'read.page', data: { pageId: 1.5 } }, 'queue-job-invalid'],
  [{ name: 'read.page', data: { pageId: '1' } }, 'queue-job-invalid'],
  [{ name: 'read.page', data: null }, 'queue-job-invalid'],
  [{ name: 'read.page', data: { pageId: 1 }, generation: -1 }, 'queue-job-invalid'],
  [{ name: 'load.book', data: { bookLoadId: 1, who: 3 } }, 'queue-job-invalid'],
])('refuses %j for ever', (wrong, code) => {
  expect(() => parseJob(wrong)).toThrow(expect.objectContaining({ code, permanent: true }));
});
