/** The connection to sohoa's own database and its migrations. */

import type { ExtractTablesWithRelations } from 'drizzle-orm';
import { drizzle, type NodePgDatabase, type NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import type { PgTransaction } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { packagePath } from '../config/root.ts';
import { SohoaError } from '../domain/errors.ts';
import * as schema from './schema/index.ts';

export type Schema = typeof schema;
type Transaction = PgTransaction<NodePgQueryResultHKT, Schema, ExtractTablesWithRelations<Schema>>;
/** A database or a transaction in it: queries take either. */
export type Db = NodePgDatabase<Schema> | Transaction;

export type Store = Readonly<{
  db: NodePgDatabase<Schema>;
  close: () => Promise<void>;
}>;

/** Migrations of two processes that start at once must not meet. */
const MIGRATION_LOCK = 7_310_500;

/**
 * Opens a pool on sohoa's database and brings its schema up to date.
 * @throws SohoaError `database-unreachable` without the password that the address may hold.
 */
export const openStore = async (url: string, options: { maxConnections?: number } = {}): Promise<Store> => {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.maxConnections ?? 8,
    application_name: 'sohoa',
    connectionTimeoutMillis: 10_000,
  });
  // An idle connection that the server ends is no failure: the pool opens another when it is needed.
  pool.on('error', () => undefined);
  try {
    await bringUpToDate(pool);
  } catch (cause) {
    await pool.end().catch(() => undefined);
    throw new SohoaError(
      'database-unreachable',
      { address: addressOf(url), problem: problemOf(cause) },
      { cause },
    );
  }
  return { db: drizzle(pool, { schema }), close: () => pool.end() };
};

const bringUpToDate = async (pool: pg.Pool): Promise<void> => {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrate(drizzle(client, { schema }), { migrationsFolder: packagePath('src/store/migrations') });
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
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
