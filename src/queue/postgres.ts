/** BullMQ on its own PostgreSQL backend: no Redis needed. */
import { createPostgresBackend, withBackend } from 'bullmq';
import { SohoaError } from '../domain/errors.ts';
import type { BullDriver } from './driver.ts';
import { summarize } from './failures.ts';
import { serverName } from './redis.ts';

const CONNECT_MS = 5_000;
/** Connections a queue may use at once. Each queue has its own few: BullMQ pins them to the schema, and they close when idle. */
const PRODUCER_CONNECTIONS = 2;
const WORKER_CONNECTIONS = 3;

/**
 * @param namespace the schema that holds BullMQ's tables; made or brought up to date here.
 * `queue-postgres-unreachable`, `queue-postgres-refused` (password, missing database), `queue-postgres-unusable`.
 */
export const openPostgresDriver = async (url: string, namespace: string): Promise<BullDriver> => {
  const bull = withBackend(createPostgresBackend);
  const connection = (max: number, migrate = false) => ({
    connectionString: url,
    schema: namespace,
    max,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    ...(migrate ? { migrate } : {}),
  });

  const migrated = new bull.Queue('intake', { connection: connection(1, true) });
  migrated.on('error', () => undefined);
  try {
    await migrated.waitUntilReady();
  } catch (cause) {
    throw openingError(serverName(url), cause);
  } finally {
    await migrated.close().catch(() => undefined);
  }

  return {
    kind: 'postgres',
    queue: (name) => new bull.Queue(name, { connection: connection(PRODUCER_CONNECTIONS) }),
    flows: () => new bull.FlowProducer({ connection: connection(PRODUCER_CONNECTIONS) }),
    worker: (name, processor, options) =>
      new bull.Worker(name, processor, { ...options, connection: connection(WORKER_CONNECTIONS) }),
    close: async () => undefined,
  };
};

const openingError = (server: string, cause: unknown): SohoaError => {
  const code = String((cause as { code?: unknown }).code ?? '');
  const detail = summarize(cause);
  if (/^(28|3D|42501)/.test(code))
    return new SohoaError('queue-postgres-refused', { server, detail }, { cause });
  const isSilent = /^(E[A-Z]+|08...|57P03|53300)$/.test(code) || /timeout|terminated/i.test(String(cause));
  return new SohoaError(
    isSilent ? 'queue-postgres-unreachable' : 'queue-postgres-unusable',
    { server, detail },
    { cause },
  );
};
