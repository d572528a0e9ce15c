/** The browser's own database: what was typed and not yet confirmed by the server is there after a power cut. */
import type { Change } from './queue.ts';

const NAME = 'sohoa';
const CHANGES = 'changes';

export type ChangeStore = Readonly<{
  all: () => Promise<readonly Change[]>;
  /** In one transaction; resolves when it is on the disk. */
  write: (put: readonly Change[], remove: readonly string[]) => Promise<void>;
}>;

const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('indexeddb'));
  });

/** @throws DOMException where the browser has no database for us (private windows of old browsers) */
export const openChangeStore = async (): Promise<ChangeStore> => {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(CHANGES, { keyPath: 'key' });
  };
  const db = await answer(opening);
  return {
    all: () => answer<Change[]>(db.transaction(CHANGES).objectStore(CHANGES).getAll()),
    write: (put, remove) =>
      new Promise((resolve, reject) => {
        const transaction = db.transaction(CHANGES, 'readwrite', { durability: 'strict' });
        const changes = transaction.objectStore(CHANGES);
        for (const key of remove) changes.delete(key);
        for (const one of put) changes.put(one);
        transaction.oncomplete = () => resolve();
        transaction.onerror = () => reject(transaction.error ?? new Error('indexeddb'));
        transaction.onabort = () => reject(transaction.error ?? new Error('indexeddb'));
      }),
  };
};
