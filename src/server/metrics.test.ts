import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { METRICS_PATH } from './metrics.ts';
import { openTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

const read = (headers: Record<string, string> = {}, remoteAddress = '127.0.0.1') =>
  server.app.inject({ method: 'GET', url: METRICS_PATH, headers, remoteAddress });

describe('the figures for operators', () => {
  it('count requests by route and status, jobs by state, and hold nothing of anybody', async () => {
    const officeId = (
      await server.store.db.execute(`insert into offices (code, name) values ('m', 'M') returning id`)
    ).rows[0]?.id;
    const keyer = await server.person({ role: 'data-entry', officeId: Number(officeId) });
    await keyer.get('work.summary');
    await keyer.get('work.summary');
    await keyer.ask('entries.get', { params: { id: 987_654 } });
    const answer = await read();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toContain('version=0.0.4');
    expect(answer.body).toContain(
      'sohoa_request_seconds_count{method="GET",route="/api/work",status="200"} 2',
    );
    expect(answer.body).toContain(
      'sohoa_request_seconds_count{method="GET",route="/api/entries/:id",status="404"} 1',
    );
    expect(answer.body).toMatch(/sohoa_jobs\{stage="read",state="waiting"\} \d+/);
    for (const private_ of [keyer.username, '987654', 'Người']) expect(answer.body).not.toContain(private_);
    // Buckets only grow.
    const buckets = [
      ...answer.body.matchAll(/_bucket\{method="GET",route="\/api\/work",status="200",le="[^"]+"\} (\d+)/g),
    ].map((one) => Number(one[1]));
    expect(buckets).toEqual([...buckets].sort((a, b) => a - b));
    expect(buckets.at(-1)).toBe(2);
  });

  it('are not there for another machine, nor for what a proxy passes on', async () => {
    expect((await read({}, '192.168.1.20')).statusCode).toBe(404);
    expect((await read({ 'x-forwarded-for': '127.0.0.1' })).statusCode).toBe(404);
  });
});
