/** The connection to the electronic civil-status database and its migrations. */
import { packagePath } from '../config/root.ts';
import { openMigratedPool, type Pool, type PoolClient } from '../store/migrated-pool.ts';

export type Registry = Readonly<{
  pool: Pool;
  close: () => Promise<void>;
}>;

/** Name of the registry's database on the embedded server. */
export const REGISTRY_DATABASE = 'registry';

/**
 * Opens a pool on the registry and brings its schema up to date. It may be a database of its own or sohoa's own database:
 * everything of the registry lies in the schema `registry`.
 * @throws SohoaError `registry-unreachable` without the password that the address may hold.
 */
export const openRegistry = async (
  url: string,
  options: { maxConnections?: number } = {},
): Promise<Registry> => {
  const pool = await openMigratedPool({
    url,
    applicationName: 'sohoa-registry',
    maxConnections: options.maxConnections ?? 4,
    migrations: {
      folder: packagePath('src/registry/migrations'),
      table: 'registry_migrations',
      lock: 7_310_510,
    },
    unreachable: 'registry-unreachable',
  });
  return { pool, close: () => pool.end() };
};

/** Runs `work` in one transaction; a connection that cannot even roll back is thrown away. */
export const inTransaction = async <T>(
  registry: Registry,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> => {
  const client = await registry.pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((problem: Error) => {
      broken = problem;
    });
    throw error;
  } finally {
    client.release(broken);
  }
};
