/**
 * Databases for tests: one private PostgreSQL for a whole vitest run, started by the first test file that asks
 * (files that need none pay nothing), one fresh database for each caller. Needs `testing-global-setup.ts`.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { type EmbeddedPostgres, ensureEmbeddedPostgres } from './embedded/embedded.ts';
import { withProcessLock } from './embedded/lock.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Temporary workspace of the run's PostgreSQL. */
    testWorkspace: string;
  }
}

export interface TestDatabase {
  readonly url: string;
  readonly name: string;
  /** Runs one statement in the database. */
  readonly run: (statement: string) => Promise<void>;
  /** Drops the database, whoever is still connected. */
  readonly drop: () => Promise<void>;
}

/** A database that is made once a run and copied for each test file; `name` must change when `prepare` does. */
export interface TestTemplate {
  readonly name: string;
  readonly prepare: (url: string) => Promise<void>;
}

/** What tests give up: after a power cut nobody asks for their data. */
const TEST_SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

let shared: Promise<EmbeddedPostgres> | undefined;

/** The run's server, for tests that need more than one database of it. */
export const testServer = (): Promise<EmbeddedPostgres> => {
  shared ??= ensureEmbeddedPostgres({ workspace: inject('testWorkspace'), settings: TEST_SETTINGS });
  return shared;
};

/** A fresh database, empty or a copy of the template. Call `drop` in `afterAll`. */
export const withTestDatabase = async (options: { template?: TestTemplate } = {}): Promise<TestDatabase> => {
  const server = await testServer();
  const template = options.template === undefined ? undefined : await prepared(server, options.template);
  const name = `test_${randomBytes(6).toString('hex')}`;
  const copy = template === undefined ? '' : ` TEMPLATE ${pg.escapeIdentifier(template)}`;
  await administer(server, `CREATE DATABASE ${pg.escapeIdentifier(name)}${copy}`);
  return {
    name,
    url: server.url(name),
    run: (statement) => withClient(server.url(name), async (client) => void (await client.query(statement))),
    drop: () => administer(server, `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`),
  };
};

const prepared = async (server: EmbeddedPostgres, template: TestTemplate): Promise<string> => {
  const name = `template_${template.name}`;
  const draft = `${name}_draft`;
  // The lock's folder lies beside the server's own and is gone with the run.
  await withProcessLock(join(inject('testWorkspace'), `${name}.lock`), async () => {
    if (await exists(server, name)) return;
    await administer(server, `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(draft)} WITH (FORCE)`);
    await administer(server, `CREATE DATABASE ${pg.escapeIdentifier(draft)}`);
    await template.prepare(server.url(draft));
    await administer(
      server,
      `ALTER DATABASE ${pg.escapeIdentifier(draft)} RENAME TO ${pg.escapeIdentifier(name)}`,
    );
  });
  return name;
};

const exists = async (server: EmbeddedPostgres, database: string): Promise<boolean> =>
  withAdministrator(server, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    return rowCount === 1;
  });

/** `object_in_use`: a connection to the template that was just closed is still listed. */
const OBJECT_IN_USE = '55006';

const administer = async (server: EmbeddedPostgres, statement: string): Promise<void> =>
  withAdministrator(server, async (client) => {
    for (let tries = 1; ; tries += 1) {
      try {
        await client.query(statement);
        return;
      } catch (error) {
        if ((error as { code?: string }).code !== OBJECT_IN_USE || tries === 40) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  });

const withAdministrator = <T>(
  server: EmbeddedPostgres,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> => withClient(server.url('postgres'), work);

const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};
