/** The entry on the screen and the next ones fetched ahead, with their leases: taken, kept, given back. */

import type { Lane } from '../../domain/work.ts';
import type { BodyIn } from '../../server/contract/contract.ts';
import { ApiProblem, call, isPassing } from '../api/client.ts';
import type { EntryView, Lease, Saved } from '../api/types.ts';
import { afterPaint } from '../state/after-paint.ts';
import { createStore, type Store } from '../state/store.ts';
import { entriesOfOtherTabs, holdEntries } from '../state/tabs.ts';
import { withChange } from './display.ts';
import { needsPerson } from './field-order.ts';
import type { Saver } from './save/saver.ts';

export type Filter = Omit<BodyIn<'work.claim'>, 'count' | 'have' | 'giveBack'>;
export type WorkState = Readonly<{
  phase: 'resting' | 'claiming' | 'working' | 'empty' | 'idle' | 'failed';
  current: EntryView | null;
  ahead: readonly EntryView[];
  /** The entry that was on the screen before, for going back. */
  last: Readonly<{ id: number; number: string | null }> | null;
  problem: ApiProblem | null;
}>;

export type Work = Readonly<{
  state: Store<WorkState>;
  /** Takes the next entries; what is held already comes first. */
  begin: (filter: Filter) => Promise<void>;
  /** Whether what is on the screen comes from this line of work. */
  isFor: (lanes: readonly Lane[]) => boolean;
  /** The next entry, at once when it is there already. */
  advance: () => void;
  /** Puts this entry on the screen, with a lease where that is possible. */
  openEntry: (id: number) => Promise<void>;
  /** Without the entry on the screen: it was skipped, asked about or held. */
  drop: () => void;
  refresh: () => Promise<void>;
  /** Gives everything back. */
  release: () => Promise<void>;
  /** Somebody is working. */
  touch: () => void;
  stop: () => void;
}>;

const AHEAD = 3;
const LOOK_AGAIN_MS = 5_000;
const RENEW_MS = 240_000;
const IDLE_MS = 600_000;
const AWAY_MS = 5_000;
const RESTING: WorkState = { phase: 'resting', current: null, ahead: [], last: null, problem: null };

const leaseOf = (entry: EntryView): Lease[] =>
  entry.lease === null ? [] : [{ entryId: entry.id, fence: entry.lease.fence }];

export const startWork = (saver: Saver): Work => {
  const state = createStore<WorkState>(RESTING);
  let filter: Filter = {};
  let finished: readonly Lease[] = [];
  let touched = Date.now();
  let claiming: Promise<void> | null = null;
  /** Goes up when everything is given back: what an older claim brings then is not wanted any more. */
  let round = 0;

  const unsent = (id: number): boolean => saver.queue.get().some((one) => one.entryId === id);
  /** Not given back: something of it is still to be sent, or another tab of this person is at it. */
  const isNeeded = ({ entryId }: Lease): boolean => unsent(entryId) || entriesOfOtherTabs().includes(entryId);
  const replace = (id: number, make: (entry: EntryView) => EntryView): void =>
    state.set((now) => ({
      ...now,
      current: now.current?.id === id ? make(now.current) : now.current,
      ahead: now.ahead.map((one) => (one.id === id ? make(one) : one)),
    }));

  state.subscribe(() => {
    const { current, ahead } = state.get();
    holdEntries(
      current?.id ?? null,
      ahead.map((one) => one.id),
    );
  });
  const stopSaved = saver.onSaved((entryId, saved) => replace(entryId, (entry) => withSaved(entry, saved)));
  const stopRetaken = saver.onRetaken((entry) => replace(entry.id, () => entry));

  /** Fetches until three wait behind the one on the screen. */
  const topUp = (): Promise<void> => {
    if (claiming !== null) return claiming;
    const begun = claim().finally(() => {
      if (claiming === begun) claiming = null;
    });
    claiming = begun;
    return begun;
  };

  const claim = async (): Promise<void> => {
    const { current, ahead } = state.get();
    const mine = round;
    const wanted = (current === null ? 1 : 0) + AHEAD - ahead.length;
    if (wanted <= 0) return;
    const giveBack = finished.filter((lease) => !isNeeded(lease)).slice(0, 10);
    const have = [...(current === null ? [] : [current]), ...ahead].map((one) => one.id);
    const elsewhere = [...entriesOfOtherTabs(), ...finished.map((lease) => lease.entryId)];
    try {
      const { entries } = await call('work.claim', {
        body: {
          ...filter,
          count: Math.min(4, wanted),
          have: [...new Set([...have, ...elsewhere])].slice(0, 10),
          giveBack,
        },
      });
      finished = finished.filter((lease) => !giveBack.includes(lease));
      if (mine !== round) {
        const unwanted = entries.flatMap(leaseOf);
        if (unwanted.length > 0) await call('work.return', { body: { leases: unwanted } });
        return;
      }
      state.set((now) => {
        const known = new Set([now.current?.id, ...now.ahead.map((one) => one.id)]);
        const fresh = entries.filter((one) => !known.has(one.id));
        const line = [...now.ahead, ...fresh];
        const first = now.current ?? line[0] ?? null;
        return {
          ...now,
          current: first,
          ahead: now.current === null ? line.slice(1) : line,
          phase: first === null ? 'empty' : 'working',
          problem: null,
        };
      });
      prefetch();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (mine === round && state.get().current === null)
        state.set((now) => ({ ...now, phase: 'failed', problem: error }));
    }
  };

  const pictures = new Map<string, HTMLImageElement>();
  const fetchPicture = (url: string): void => {
    if (pictures.has(url)) return;
    const picture = new Image();
    picture.src = url;
    pictures.set(url, picture);
  };
  /** Crops first: they are small and what people look at. Then pages, coarse before fine. */
  const prefetch = (): void => {
    const { ahead, current } = state.get();
    for (const url of [...pictures.keys()].slice(0, Math.max(0, pictures.size - 120))) pictures.delete(url);
    for (const entry of current === null ? ahead : [current, ...ahead]) {
      for (const field of entry.fields) {
        if (field.crop !== null && needsPerson(withChange(field, undefined))) {
          fetchPicture(pictureUrl(field.crop, CROP_WIDTH));
        }
      }
    }
    for (const entry of ahead) fetchPicture(pictureUrl(entry.page.image, COARSE_WIDTH));
    const [next] = ahead;
    if (next !== undefined) fetchPicture(pictureUrl(next.page.image, FINE_WIDTH));
  };

  const renew = async (): Promise<void> => {
    const { current, ahead, phase } = state.get();
    if (phase !== 'working') return;
    if (Date.now() - touched > IDLE_MS) {
      await release();
      state.set((now) => ({ ...now, phase: 'idle' }));
      return;
    }
    const waiting = finished.filter((lease) => unsent(lease.entryId));
    const leases = [...(current === null ? [] : leaseOf(current)), ...ahead.flatMap(leaseOf), ...waiting];
    if (leases.length === 0) return;
    try {
      const { lost } = await call('work.renew', { body: { leases: leases.slice(0, 10) } });
      state.set((now) => ({ ...now, ahead: now.ahead.filter((one) => !lost.includes(one.id)) }));
      if (current !== null && lost.includes(current.id)) await openEntry(current.id);
    } catch (error) {
      if (!isPassing(error) && !(error instanceof ApiProblem)) throw error;
    }
  };
  const renewing = setInterval(() => void renew(), RENEW_MS);
  /** Work comes at any time, and what somebody else was just looking at is passed over: nothing now may be something soon. */
  const looking = setInterval(() => {
    if (state.get().phase === 'empty') void topUp();
  }, LOOK_AGAIN_MS);

  /** Back at this tab after a while: what was done elsewhere meanwhile is shown before anything is said. */
  let hiddenSince: number | null = null;
  const onVisibility = (): void => {
    if (document.hidden) hiddenSince = Date.now();
    else if (hiddenSince !== null && Date.now() - hiddenSince > AWAY_MS) {
      const { phase, current } = state.get();
      if (phase === 'working' && current !== null && !unsent(current.id)) void openEntry(current.id);
    }
  };
  addEventListener('visibilitychange', onVisibility);

  const leave = (entry: EntryView | null): void => {
    if (entry !== null) finished = [...finished, ...leaseOf(entry)];
  };

  /** Gives back what nobody has on a screen (left by a tab that died, or fetched ahead); false when there is nothing. */
  const makeRoom = async (): Promise<boolean> => {
    const kept = new Set([...entriesOfOtherTabs(), state.get().current?.id]);
    const { leases } = await call('work.mine');
    const back = leases
      .filter((lease) => !kept.has(lease.entryId) && !unsent(lease.entryId))
      .map(({ entryId, fence }) => ({ entryId, fence }))
      .slice(0, 10);
    if (back.length === 0) return false;
    state.set((now) => ({ ...now, ahead: [] }));
    finished = finished.filter((lease) => unsent(lease.entryId));
    await call('work.return', { body: { leases: back } });
    return true;
  };

  const openEntry = async (id: number): Promise<void> => {
    const look = async (): Promise<EntryView> => {
      try {
        return await call('entries.open', { params: { id } });
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.status === 0 || error.status === 401) throw error;
        if (error.code === 'too-many-leases' && (await makeRoom())) {
          return await call('entries.open', { params: { id } });
        }
        return await call('entries.get', { params: { id } });
      }
    };
    try {
      const entry = await look();
      state.set((now) => {
        const others = now.ahead.filter((one) => one.id !== id);
        const before = now.current !== null && now.current.id !== id ? [now.current] : [];
        return {
          ...now,
          current: entry,
          ahead: [...before.filter((one) => one.lease !== null), ...others],
          phase: 'working',
          problem: null,
        };
      });
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      state.set((now) => ({ ...now, problem: error, phase: now.current === null ? 'failed' : now.phase }));
    }
  };

  const release = async (): Promise<void> => {
    const { current, ahead } = state.get();
    const underWay = claiming;
    round += 1;
    claiming = null;
    const leases = [...(current === null ? [] : leaseOf(current)), ...ahead.flatMap(leaseOf), ...finished];
    finished = leases.filter((lease) => unsent(lease.entryId));
    const back = leases.filter((lease) => !isNeeded(lease)).slice(0, 10);
    state.set(RESTING);
    if (back.length > 0) await call('work.return', { body: { leases: back } }).catch(() => undefined);
    // What a claim under way brings goes back before anything new is asked for: the server would offer the same again.
    await underWay?.catch(() => undefined);
  };

  const next = (): void => {
    state.set((now) => {
      const [first = null, ...rest] = now.ahead;
      return {
        ...now,
        current: first,
        ahead: rest,
        last: now.current === null ? now.last : { id: now.current.id, number: now.current.number },
        phase: first === null ? 'claiming' : 'working',
      };
    });
    const mine = round;
    afterPaint(() => {
      if (mine === round) void topUp();
    });
  };

  return {
    state,
    begin: (wanted) => {
      filter = wanted;
      state.set((now) => ({ ...now, phase: now.current === null ? 'claiming' : 'working', problem: null }));
      return topUp();
    },
    isFor: (lanes) => filter.lanes?.join() === lanes.join(),
    advance: () => {
      leave(state.get().current);
      next();
    },
    drop: () => next(),
    openEntry,
    refresh: async () => {
      const { current } = state.get();
      if (current !== null) await openEntry(current.id);
    },
    release,
    touch: () => {
      touched = Date.now();
    },
    stop: () => {
      clearInterval(renewing);
      clearInterval(looking);
      removeEventListener('visibilitychange', onVisibility);
      stopSaved();
      stopRetaken();
    },
  };
};

export const CROP_WIDTH = 800;
export const COARSE_WIDTH = 800;
export const FINE_WIDTH = 1800;
export const pictureUrl = (url: string, width: number): string =>
  `${url}${url.includes('?') ? '&' : '?'}width=${width}`;

const withSaved = (entry: EntryView, saved: Saved): EntryView => ({
  ...entry,
  number: saved.entry.number,
  lane: saved.entry.lane,
  rules: saved.entry.rules,
  lease: saved.lease,
  fields: entry.fields.map((one) => (one.name === saved.field.name ? saved.field : one)),
});
