/**
 * Tabs of one browser know of each other through the local storage: which are alive, and which entries are on their
 * screens, so that two tabs are never given the same entry, say so when people open one twice, and a closed tab's unsent
 * changes find somebody to send them. (Web Locks would tell at once, but only over HTTPS or on the server's own machine.)
 */
import { uuid } from './random.ts';
import { createStore } from './store.ts';

const PREFIX = 'sohoa-tab-';
const BEAT_MS = 4_000;
/** Background tabs are slowed to one timer a minute. */
const DEAD_AFTER_MS = 90_000;

type Beat = Readonly<{ at: number; entries: readonly number[]; shown: number | null }>;

const beatOf = (name: string): Beat | null => {
  const said = JSON.parse(localStorage.getItem(name) ?? 'null') as Beat | null;
  return said !== null && Date.now() - said.at < DEAD_AFTER_MS ? said : null;
};

/** The same after a reload of this tab; a tab that was duplicated has a copy of the other one's and gets its own. */
export const TAB: string = (() => {
  const remembered = sessionStorage.getItem('sohoa-tab');
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const isCopy = remembered !== null && navigation?.type !== 'reload' && beatOf(PREFIX + remembered) !== null;
  const own = remembered === null || isCopy ? uuid() : remembered;
  sessionStorage.setItem('sohoa-tab', own);
  return own;
})();

let mine: Omit<Beat, 'at'> = { entries: [], shown: null };

const beat = (): void => {
  localStorage.setItem(PREFIX + TAB, JSON.stringify({ at: Date.now(), ...mine } satisfies Beat));
  lookAround();
};

/** The entries on the screens of other tabs. */
export const shownElsewhere = createStore<readonly number[]>([]);

const lookAround = (): void => {
  const now = [...others().values()].flatMap(({ shown }) => shown ?? []);
  if (now.join() !== shownElsewhere.get().join()) shownElsewhere.set(now);
};

const others = (): ReadonlyMap<string, Beat> => {
  const found = new Map<string, Beat>();
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(PREFIX) || name === PREFIX + TAB) continue;
    const said = beatOf(name);
    if (said !== null) found.set(name.slice(PREFIX.length), said);
    else localStorage.removeItem(name);
  }
  return found;
};

/** Tells the other tabs which entry is on this one's screen, and which are fetched ahead. */
export const holdEntries = (shown: number | null, ahead: readonly number[]): void => {
  const entries = [...(shown === null ? [] : [shown]), ...ahead];
  // Told with every save: writing it down and looking round is only for what has changed.
  if (mine.shown === shown && mine.entries.join() === entries.join()) return;
  mine = { shown, entries };
  beat();
};

export const entriesOfOtherTabs = (): readonly number[] =>
  [...others().values()].flatMap((one) => one.entries);

export const isAlive = (tab: string): boolean => tab === TAB || others().has(tab);

/** Begins to tell; a tab that closes properly says so at once. */
export const joinTabs = (): void => {
  beat();
  setInterval(beat, BEAT_MS);
  addEventListener('pagehide', () => localStorage.removeItem(PREFIX + TAB));
  addEventListener('pageshow', beat);
  addEventListener('storage', ({ key }) => {
    if (key?.startsWith(PREFIX)) lookAround();
  });
};
