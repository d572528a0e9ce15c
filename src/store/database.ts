/** The connection to sohoa's own database and its migrations. */

import type { ExtractTablesWithRelations } from 'drizzle-orm';
import { drizzle, type NodePgDatabase, type NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import type { PgTransaction } from 'drizzle-orm/pg-core';
import { packagePath } from '../config/root.ts';
import { openMigratedPool } from './migrated-pool.ts';
import * as schema from './schema/index.ts';

export type Schema = typeof schema;
type Transaction = PgTransaction<NodePgQueryResultHKT, Schema, ExtractTablesWithRelations<Schema>>;
/** A database or a transaction in it: queries take either. */
export type Db = NodePgDatabase<Schema> | Transaction;

export type Store = Readonly<{
  db: NodePgDatabase<Schema>;
  close: () => Promise<void>;
}>;

/**
 * Opens a pool on sohoa's database and brings its schema up to date.
 * @throws SohoaError `database-unreachable` without the password that the address may hold.
 */
export const openStore = async (url: string, options: { maxConnections?: number } = {}): Promise<Store> => {
  const pool = await openMigratedPool({
    url,
    applicationName: 'sohoa',
    maxConnections: options.maxConnections ?? 8,
    migrations: {
      folder: packagePath('src/store/migrations'),
      table: '__drizzle_migrations',
      lock: 7_310_500,
    },
    unreachable: 'database-unreachable',
  });
  return { db: drizzle(pool, { schema }), close: () => pool.end() };
};

/** Fails when the database does not answer. */
export const ping = async (db: Db): Promise<void> => {
  await db.execute('select 1');
};
