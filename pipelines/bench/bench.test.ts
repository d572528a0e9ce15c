import { afterEach, describe, expect, it } from 'vitest';
import { codeOf } from '../../src/domain/testing.ts';
import { type Bench, type BenchOptions, createBench } from './bench.ts';

const benches: Bench[] = [];
afterEach(async () => {
  await Promise.all(benches.splice(0).map((bench) => bench.close()));
});

const open = (options: Partial<BenchOptions> = {}): Bench => {
  const bench = createBench({
    size: 1,
    requestsPerProcess: 100,
    secondsPerRequest: 20,
    module: new URL('./test-process.ts', import.meta.url),
    ...options,
  });
  benches.push(bench);
  return bench;
};
/** The test process answers with its pid. */
const pidOf = async (bench: Bench, path = 'ok'): Promise<number> =>
  (await bench.run('list-file', { path })).frameCount;

describe('the bench', () => {
  it('keeps a process for many requests and replaces it after its number of them', async () => {
    const bench = open({ requestsPerProcess: 2 });
    const pids = [await pidOf(bench), await pidOf(bench), await pidOf(bench)];
    expect(pids[0]).toBe(pids[1]);
    expect(pids[2]).not.toBe(pids[0]);
  });

  it('replaces a process that has grown too large', async () => {
    const bench = open({ maxRssBytes: 1e9 });
    expect(await pidOf(bench, 'fat')).not.toBe(await pidOf(bench));
  });

  it('gives up a request that hangs, says so, and goes on with a new process', async () => {
    // Long enough for a process to begin on a busy machine.
    const bench = open({ secondsPerRequest: 6 });
    const first = await pidOf(bench);
    expect(await codeOf(bench.run('list-file', { path: 'hang' }))).toBe('page-time-limit');
    expect(await pidOf(bench)).not.toBe(first);
  });

  it('tells a crash of its process from an error of the work', async () => {
    const bench = open();
    expect(await codeOf(bench.run('list-file', { path: 'crash' }))).toBe('bench-crashed');
    expect(await codeOf(bench.run('list-file', { path: 'refuse' }))).toBe('image-damaged');
    expect(await pidOf(bench)).toBeGreaterThan(0);
  });

  it('runs no more processes than its size and does everything that waits', async () => {
    const bench = open({ size: 2 });
    const pids = await Promise.all(Array.from({ length: 12 }, () => pidOf(bench)));
    expect(new Set(pids).size).toBeLessThanOrEqual(2);
  });

  it('rejects what waits when it closes, and leaves no process', async () => {
    const bench = open();
    const pid = await pidOf(bench);
    const waiting = [bench.run('list-file', { path: 'hang' }), bench.run('list-file', { path: 'ok' })];
    const codes = Promise.all(waiting.map(codeOf));
    await bench.close();
    expect(await codes).toEqual(['bench-closed', 'bench-closed']);
    expect(() => process.kill(pid, 0)).toThrow();
    expect(await codeOf(pidOf(bench))).toBe('bench-closed');
  });
});
