/**
 * Tabs of one browser know of each other through the local storage: which are alive, and which entries are on their
 * screens, so that two tabs never show the same entry and a closed tab's unsent changes find somebody to send them.
 */
import { uuid } from './random.ts';

const PREFIX = 'sohoa-tab-';
const BEAT_MS = 4_000;
/** Background tabs are slowed to one timer a minute. */
const DEAD_AFTER_MS = 90_000;

const remembered = sessionStorage.getItem('sohoa-tab');
/** The same after a reload of this tab. */
export const TAB: string = remembered ?? uuid();
sessionStorage.setItem('sohoa-tab', TAB);

type Beat = Readonly<{ at: number; entries: readonly number[] }>;

let mine: readonly number[] = [];

const beat = (): void => {
  localStorage.setItem(PREFIX + TAB, JSON.stringify({ at: Date.now(), entries: mine } satisfies Beat));
};

const others = (): ReadonlyMap<string, Beat> => {
  const found = new Map<string, Beat>();
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(PREFIX) || name === PREFIX + TAB) continue;
    const said = JSON.parse(localStorage.getItem(name) ?? 'null') as Beat | null;
    if (said !== null && Date.now() - said.at < DEAD_AFTER_MS) found.set(name.slice(PREFIX.length), said);
    else localStorage.removeItem(name);
  }
  return found;
};

/** Tells the other tabs which entries are on this one's screen or fetched ahead. */
export const holdEntries = (entries: readonly number[]): void => {
  mine = entries;
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
};
