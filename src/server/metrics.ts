/**
 * Figures for Prometheus (text format 0.0.4) at `/metrics`: how requests go, how the process does, what waits in the queues.
 * Counts only: no id, no name, no address. Whoever may read them: a program on the same machine, or one that knows the
 * token of `SOHOA_METRICS_TOKEN`; for everybody else there is no such page.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServerSystem } from './context.ts';
import { notFound } from './refusals.ts';

export const METRICS_PATH = '/metrics';

/** Upper ends of the buckets in seconds, around the bars of the workstation (30, 60, 150 ms). */
const BUCKETS = [0.01, 0.03, 0.06, 0.1, 0.15, 0.3, 1, 3] as const;

type Route = { counts: number[]; sum: number; total: number };

export const metricsRoutes = (
  app: FastifyInstance,
  { queue }: Pick<ServerSystem, 'queue'>,
  options: { token: string | undefined },
): void => {
  const routes = new Map<string, Route>();
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  app.addHook('onClose', async () => {
    delay.disable();
  });
  app.addHook('onResponse', async (request, reply) => {
    const { url } = request.routeOptions;
    if (url === undefined || url === METRICS_PATH) return;
    const name = labels({ method: request.method, route: url, status: reply.statusCode });
    const route = routes.get(name) ?? { counts: BUCKETS.map(() => 0), sum: 0, total: 0 };
    const seconds = reply.elapsedTime / 1000;
    BUCKETS.forEach((end, index) => {
      if (seconds <= end) route.counts[index] = (route.counts[index] ?? 0) + 1;
    });
    route.sum += seconds;
    route.total += 1;
    routes.set(name, route);
  });
  app.get(METRICS_PATH, async (request, reply) => {
    if (!mayRead(request, options.token)) throw notFound();
    const lines = [
      ...family(
        'sohoa_request_seconds',
        'histogram',
        'Time to answer, by route and status',
        requestLines(routes),
      ),
      ...family('sohoa_event_loop_delay_seconds', 'gauge', 'Delay of the event loop since the last reading', [
        `sohoa_event_loop_delay_seconds{quantile="0.5"} ${finite(delay.percentile(50) / 1e9)}`,
        `sohoa_event_loop_delay_seconds{quantile="0.99"} ${finite(delay.percentile(99) / 1e9)}`,
      ]),
      ...family('process_resident_memory_bytes', 'gauge', 'Memory of the process', [
        `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
      ]),
      ...family('process_cpu_seconds_total', 'counter', 'Processor time of the process', [
        `process_cpu_seconds_total ${cpuSeconds()}`,
      ]),
      ...family('process_start_time_seconds', 'gauge', 'When the process began', [
        `process_start_time_seconds ${Math.round(Date.now() / 1000 - process.uptime())}`,
      ]),
      ...family('sohoa_jobs', 'gauge', 'Jobs of each stage by state', await jobLines(queue)),
    ];
    delay.reset();
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(`${lines.join('\n')}\n`);
  });
};

const family = (name: string, type: string, help: string, lines: readonly string[]): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
  ...lines,
];

const requestLines = (routes: ReadonlyMap<string, Route>): string[] =>
  [...routes].flatMap(([name, { counts, sum, total }]) => [
    ...BUCKETS.map((end, index) => `sohoa_request_seconds_bucket{${name},le="${end}"} ${counts[index] ?? 0}`),
    `sohoa_request_seconds_bucket{${name},le="+Inf"} ${total}`,
    `sohoa_request_seconds_sum{${name}} ${finite(sum)}`,
    `sohoa_request_seconds_count{${name}} ${total}`,
  ]);

/** A queue that does not answer leaves its lines out; the rest is still worth knowing. */
const jobLines = async (queue: ServerSystem['queue']): Promise<string[]> => {
  const counts = await queue.counts().catch(() => ({}));
  return Object.entries(counts).flatMap(([stage, states]) =>
    Object.entries(states).map(
      ([state, count]) => `sohoa_jobs{${labels({ stage, state })}} ${String(count)}`,
    ),
  );
};

const labels = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}="${String(value).replace(/["\\\n]/g, '')}"`)
    .join(',');

const finite = (value: number): number => (Number.isFinite(value) ? Math.round(value * 1e6) / 1e6 : 0);
const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return finite((user + system) / 1e6);
};

const HERE = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

const mayRead = (request: FastifyRequest, token: string | undefined): boolean => {
  if (token !== undefined) {
    const [, given = ''] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
    return timingSafeEqual(digest(given), digest(token));
  }
  // What a proxy on this machine passes on comes from somewhere else.
  const isPassedOn =
    request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
  return !isPassedOn && HERE.has(request.socket.remoteAddress ?? '');
};
