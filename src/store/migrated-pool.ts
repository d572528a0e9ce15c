/** A pool of connections to a database of ours, with its schema brought up to date. */
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { type ErrorCode, SohoaError } from '../domain/errors.ts';

/** Rooms beside this one speak of connections by these names and do not know the driver. */
export type Pool = pg.Pool;
export type PoolClient = pg.PoolClient;

export type MigratedPoolOptions = Readonly<{
  url: string;
  applicationName: string;
  maxConnections: number;
  migrations: Readonly<{
    /** Folder of numbered SQL files. */
    folder: string;
    /** Where the database notes which have run (in schema `drizzle`); one name for each folder. */
    table: string;
    /** Key of the advisory lock under which they run: migrations of two processes that start at once must not meet. */
    lock: number;
  }>;
  /** What to say when the database cannot be reached or brought up to date; params `address` and `problem`. */
  unreachable: ErrorCode;
}>;

/** @throws SohoaError `options.unreachable` without the password that the address may hold. */
export const openMigratedPool = async (options: MigratedPoolOptions): Promise<Pool> => {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections,
    application_name: options.applicationName,
    connectionTimeoutMillis: 10_000,
  });
  // An idle connection that the server ends is no failure: the pool opens another when it is needed.
  pool.on('error', () => undefined);
  try {
    await bringUpToDate(pool, options.migrations);
  } catch (cause) {
    await pool.end().catch(() => undefined);
    const params = { address: addressOf(options.url), problem: problemOf(cause) };
    throw new SohoaError(options.unreachable, params, { cause });
  }
  return pool;
};

const bringUpToDate = async (
  pool: pg.Pool,
  { folder, table, lock }: MigratedPoolOptions['migrations'],
): Promise<void> => {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lock]);
    await migrate(drizzle(client), { migrationsFolder: folder, migrationsTable: table });
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lock]).catch(() => undefined);
    client.release();
  }
};

/** Host, port and database of an address, never its user or password. */
export const addressOf = (url: string): string => {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname}:${port === '' ? '5432' : port}${pathname}`;
  } catch {
    return '?';
  }
};

const problemOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause);
  const code = (cause as { code?: unknown }).code;
  return typeof code === 'string' ? code : cause.message;
};
