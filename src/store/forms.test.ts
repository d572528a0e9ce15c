import { afterAll, beforeAll, expect, it } from 'vitest';
import { addFormVersion, formVersionsAfter } from './forms.ts';
import { formVersions } from './schema/index.ts';
import { makeAccount, stateOf } from './test-fixtures.ts';
import { openTestStore, type TestStore } from './test-store.ts';

let store: TestStore;
let accountId = 0;
beforeAll(async () => {
  store = await openTestStore();
  accountId = await makeAccount(store.db);
});
afterAll(async () => store.drop());

const save = (sha256: string, kind: 'KS' | 'KT' = 'KS', says: string = kind) =>
  addFormVersion(store.db, {
    formId: 'KS-OURS',
    kind,
    content: (version) => ({ id: 'KS-OURS', version, kind: says }),
    sha256,
    pictures: {},
    createdBy: accountId,
  });

it('saved at the same time, one content becomes one version and the next content the next', async () => {
  const saved = await Promise.all([save('a'), save('a'), save('a')]);
  expect(saved.map(({ version }) => version.version)).toEqual([1, 1, 1]);
  expect(saved.filter(({ isNew }) => isNew)).toHaveLength(1);
  expect((await save('b')).version.version).toBe(2);
  expect((await formVersionsAfter(store.db, saved[0]!.version.id)).map(({ version }) => version)).toEqual([
    2,
  ]);
});

it('versions are never changed or deleted, keep their kind, and say of themselves what their row says', async () => {
  await save('a');
  expect(await stateOf(store.db.update(formVersions).set({ content: {} }))).toBe('SH001');
  expect(await stateOf(store.db.delete(formVersions))).toBe('SH001');
  expect(await stateOf(save('c', 'KT'))).toBe('form-kind-differs');
  expect(await stateOf(save('d', 'KS', 'KT'))).toBe('23514');
});
