import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSohoaError } from '../src/domain/errors.ts';
import { placeSources } from '../src/store/places.ts';
import { openTestStore, type TestStore } from '../src/store/test-store.ts';
import { importPlaceList } from './place-lists.ts';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(async () => store.drop());

const bring = (content: string | Uint8Array) =>
  importPlaceList(store.db, typeof content === 'string' ? new TextEncoder().encode(content) : content, {
    file: 'list.csv',
    source: 'list',
    from: null,
    until: null,
  });

describe('files of places', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'place-list-empty'],
    ['blank lines only', '\ufeff \n\n', 'place-list-empty'],
    ['a header only', 'code,full_name\n', 'place-list-empty'],
    ['bytes of another encoding', new Uint8Array([0x54, 0xd8, 0x6e, 0x68]), 'place-list-encoding-file'],
    ['a quote that never ends', 'code,full_name\n01,"Thành phố Hà Nội\n', 'place-list-unreadable'],
    ['one bad row after a good one', 'code,full_name\n01,Thành phố Hà Nội\n02,\n', 'place-list-cell-missing'],
  ])('with %s are refused with their name, and nothing of them is kept', async (_what, content, code) => {
    const error: unknown = await bring(content).then(
      () => null,
      (caught: unknown) => caught,
    );
    expect(isSohoaError(error, code) && error.params.file).toBe('list.csv');
    expect(await placeSources(store.db)).toEqual([]);
  });
});
