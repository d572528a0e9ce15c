/** A migrated store in a database of its own, for tests. */
import { readdirSync } from 'node:fs';
import { packagePath } from '../config/root.ts';
import { openStore, type Store } from './database.ts';
import { withTestDatabase } from './testing.ts';

export type TestStore = Store & Readonly<{ url: string; drop: () => Promise<void> }>;

/** Call `drop` in `afterAll`; it closes the pool too. */
export const openTestStore = async (): Promise<TestStore> => {
  const migrations = readdirSync(packagePath('src/store/migrations')).filter((name) => name.endsWith('.sql'));
  const database = await withTestDatabase({
    template: {
      name: `sohoa_${migrations.length}`,
      prepare: async (url) => {
        const store = await openStore(url);
        await store.close();
      },
    },
  });
  const store = await openStore(database.url);
  return {
    ...store,
    url: database.url,
    drop: async () => {
      await store.close();
      await database.drop();
    },
  };
};
