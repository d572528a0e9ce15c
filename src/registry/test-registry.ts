/** A migrated registry in a database of its own, for tests. */
import { readdirSync } from 'node:fs';
import { packagePath } from '../config/root.ts';
import { withTestDatabase } from '../store/testing.ts';
import { openRegistry, type Registry } from './database.ts';

export type TestRegistry = Registry & Readonly<{ url: string; drop: () => Promise<void> }>;

/** Call `drop` in `afterAll`; it closes the pool too. */
export const openTestRegistry = async (): Promise<TestRegistry> => {
  const migrations = readdirSync(packagePath('src/registry/migrations')).filter((name) =>
    name.endsWith('.sql'),
  );
  const database = await withTestDatabase({
    template: {
      name: `registry_${migrations.length}`,
      prepare: async (url) => {
        const registry = await openRegistry(url);
        await registry.close();
      },
    },
  });
  const registry = await openRegistry(database.url);
  return {
    ...registry,
    url: database.url,
    drop: async () => {
      await registry.close();
      await database.drop();
    },
  };
};
