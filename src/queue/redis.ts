/** BullMQ on Redis (or Valkey) through ioredis. */
import { createRedisBackend, withBackend } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import { SohoaError } from '../domain/errors.ts';
import type { BullDriver } from './driver.ts';
import { type Notify, summarize } from './failures.ts';

const CONNECT_MS = 5_000;

/**
 * @param namespace prefix of all keys.
 * `queue-redis-unreachable` within some seconds when nobody answers, `queue-redis-refused` for a wrong password.
 */
export const openRedisDriver = async (
  url: string,
  namespace: string,
  notify: Notify,
): Promise<BullDriver> => {
  await probe(url, notify);
  const bull = withBackend(createRedisBackend);

  // Producers fail at once while Redis is away, so that a caller can say so; workers wait for it.
  const producer = new Redis(url, {
    ...COMMON,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    lazyConnect: true,
  });
  const trouble = (error: Error): void =>
    notify({ code: 'queue-trouble', params: { queue: 'redis', detail: summarize(error) }, cause: error });
  producer.on('error', trouble);
  await producer.connect();
  const shared = { connection: producer, prefix: namespace };

  return {
    kind: 'redis',
    queue: (name) => new bull.Queue(name, shared),
    flows: () => new bull.FlowProducer(shared),
    worker: (name, processor, options) =>
      // Given an address instead of a client, BullMQ opens and closes the two connections of the worker itself.
      new bull.Worker(name, processor, {
        ...options,
        prefix: namespace,
        connection: { ...COMMON, url, maxRetriesPerRequest: null },
      }),
    close: async () => {
      producer.disconnect();
    },
  };
};

const COMMON = {
  connectTimeout: CONNECT_MS,
  keepAlive: 10_000,
  retryStrategy: (times: number) => Math.min(times * 100, 3_000),
} satisfies RedisOptions;

/** One connection, one try: is there a Redis, does it let us in, and will it keep what it is given? */
const probe = async (url: string, notify: Notify): Promise<void> => {
  const server = serverName(url);
  const client = new Redis(url, {
    connectTimeout: CONNECT_MS,
    commandTimeout: CONNECT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    lazyConnect: true,
  });
  let lastError: unknown;
  client.on('error', (error) => {
    lastError = error;
  });
  try {
    await client.connect();
    const policy = /maxmemory_policy:(\S+)/.exec(await client.info('memory'))?.[1];
    if (policy !== undefined && policy !== 'noeviction') {
      notify({ code: 'queue-redis-eviction', params: { server, policy } });
    }
  } catch (error) {
    const cause = lastError ?? error;
    const message = cause instanceof Error ? cause.message : '';
    const isRefusal = /NOAUTH|WRONGPASS|NOPERM|invalid password|DENIED/i.test(message);
    throw new SohoaError(
      isRefusal ? 'queue-redis-refused' : 'queue-redis-unreachable',
      { server, detail: summarize(cause) },
      { cause },
    );
  } finally {
    client.disconnect();
  }
};

/** Host and port without user and password. */
export const serverName = (url: string): string => {
  try {
    return new URL(url).host;
  } catch {
    throw new SohoaError('queue-address-invalid');
  }
};
