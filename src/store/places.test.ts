import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListedUnit } from '../domain/place-lists.ts';
import { findMoves, findUnits, placeSources, savePlaceList } from './places.ts';
import { openTestStore, type TestStore } from './test-store.ts';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(async () => store.drop());

const unit = (code: string, path: string, more: Partial<ListedUnit> = {}): ListedUnit => ({
  code,
  level: 'commune',
  name: path.split(',')[0] ?? '',
  path,
  from: null,
  until: null,
  ...more,
});

const OLD = { source: 'old', from: '2004-01-01', until: '2025-07-01' };
const NEW = { source: 'new', from: '2025-07-01', until: null };

describe('lists of units', () => {
  beforeAll(async () => {
    await savePlaceList(
      store.db,
      {
        units: [unit('24776', 'Xã An Nhơn, Huyện Đạ Tẻh, Tỉnh Lâm Đồng'), unit('1', 'Phường 100%, Tỉnh X')],
        moves: [],
      },
      OLD,
    );
    await savePlaceList(store.db, { units: [unit('24775', 'Xã Đạ Tẻh 2, Tỉnh Lâm Đồng')], moves: [] }, NEW);
    const moves = [
      {
        oldCode: '24776',
        oldPath: 'Xã An Nhơn, Huyện Đạ Tẻh, Tỉnh Lâm Đồng',
        newCode: '24775',
        newPath: 'Xã Đạ Tẻh 2, Tỉnh Lâm Đồng',
        partly: false,
      },
    ];
    await savePlaceList(store.db, { units: [], moves }, NEW);
  });

  it('are found without accents and types, in the time asked for', async () => {
    const paths = async (text: string, on?: string) =>
      (await findUnits(store.db, { text, limit: 5, ...(on === undefined ? {} : { on }) })).map(
        ({ code }) => code,
      );
    expect(await paths('xa an nhon')).toEqual(['24776']);
    expect(await paths('An Nhơn, Đạ Tẻh', '2018-01-01')).toEqual(['24776']);
    expect(await paths('An Nhơn', '2025-07-01')).toEqual([]);
    expect(await paths('Đạ Tẻh 2', '2026-01-01')).toEqual(['24775']);
    expect(await paths('1%')).toEqual([]);
    expect(await paths('phường 100%')).toEqual(['1']);
  });

  it('say what became of an old unit', async () => {
    const [move] = await findMoves(store.db, { text: 'xã An Nhơn, huyện Đạ Tẻh', limit: 5 });
    expect(move).toMatchObject({
      newPath: 'Xã Đạ Tẻh 2, Tỉnh Lâm Đồng',
      movedOn: '2025-07-01',
      partly: false,
    });
  });

  it.each([
    ['with the hamlet before it', 'Thôn 5, xã An Nhơn, huyện Đạ Tẻh, tỉnh Lâm Đồng'],
    ['in a district of another name', 'Xã An Nhơn, huyện Đạ Huoai, tỉnh Lâm Đồng'],
  ])('say what became of a unit written %s', async (_how, text) => {
    const moves = await findMoves(store.db, { text, limit: 5 });
    expect(moves.map(({ newPath }) => newPath)).toEqual(['Xã Đạ Tẻh 2, Tỉnh Lâm Đồng']);
  });

  it.each(['Xã An Nhơn, huyện Đạ Tẻh, tỉnh Đồng Nai', 'Bangkok, Thái Lan', ' , '])(
    'say nothing of "%s"',
    async (text) => {
      expect(await findMoves(store.db, { text, limit: 5 })).toEqual([]);
    },
  );

  it('can be imported again without being there twice', async () => {
    const again = await savePlaceList(
      store.db,
      { units: [unit('24776', 'Xã An Nhơn, Huyện Đạ Tẻh, Tỉnh Lâm Đồng')], moves: [] },
      OLD,
    );
    expect(again).toEqual({ units: 0, moves: 0 });
    expect(await placeSources(store.db)).toEqual([
      { source: 'new', units: 1, moves: 1 },
      { source: 'old', units: 2, moves: 0 },
    ]);
  });
});
