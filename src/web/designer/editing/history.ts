/**
 * Undo and redo of anything that is replaced whole. Steps of one hand movement (a drag, arrow keys pressed again, letters
 * typed into one input) are one step back: they share a grain. Pure.
 */
export type History<T> = Readonly<{
  past: readonly T[];
  now: T;
  future: readonly T[];
  /** What the last step belongs to; null: the next step is one of its own. */
  grain: string | null;
}>;

/** Enough for an afternoon; a draft is some ten kilobytes. */
const LONGEST = 200;

export const begin = <T>(now: T): History<T> => ({ past: [], now, future: [], grain: null });

/** The next state; one that is the same object changes nothing. */
export const step = <T>(history: History<T>, next: T, grain: string | null = null): History<T> => {
  if (Object.is(next, history.now)) return history;
  const joins = grain !== null && grain === history.grain && history.past.length > 0;
  return {
    past: joins ? history.past : [...history.past, history.now].slice(-LONGEST),
    now: next,
    future: [],
    grain,
  };
};

/** The movement is over: the next step does not join the last one. */
export const settle = <T>(history: History<T>): History<T> =>
  history.grain === null ? history : { ...history, grain: null };

export const undo = <T>(history: History<T>): History<T> => {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    now: before,
    future: [history.now, ...history.future],
    grain: null,
  };
};

export const redo = <T>(history: History<T>): History<T> => {
  const [after, ...future] = history.future;
  if (after === undefined) return history;
  return { past: [...history.past, history.now], now: after, future, grain: null };
};
