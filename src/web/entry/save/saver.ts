/** Sends the queue: keeps it in the browser's database, tries again when the line is back, takes lost leases again. */
import { ApiProblem, call, hasCode, isPassing } from '../../api/client.ts';
import type { EntryView, FieldView, Saved, Statement } from '../../api/types.ts';
import { afterPaint } from '../../state/after-paint.ts';
import { uuid } from '../../state/random.ts';
import { createStore, type Store } from '../../state/store.ts';
import { isAlive, TAB } from '../../state/tabs.ts';
import { type ChangeStore, openChangeStore } from './database.ts';
import { type Change, type Queue, type QueueEvent, reduceQueue, sendable } from './queue.ts';
import { tellOtherTabs } from './telling.ts';

export type Line = 'up' | 'down' | 'logged-out';

export type Saver = Readonly<{
  queue: Store<Queue>;
  line: Store<Line>;
  /** False where the browser cannot keep anything: unsent changes then live only as long as the page. */
  isKept: Store<boolean>;
  save: (change: NewChange) => void;
  dispatch: (event: QueueEvent) => void;
  /** Looks for something to send now. */
  kick: () => void;
  /** After logging in again. */
  resume: () => void;
  /** Called with every answer, another tab's included, and with the entry when a lost lease was taken again. */
  onSaved: (listener: (entryId: number, saved: Saved) => void) => () => void;
  onRetaken: (listener: (entry: EntryView) => void) => () => void;
  /** What other accounts have left unsent in this browser. */
  foreign: Store<number>;
  stop: () => void;
}>;

export type NewChange = Readonly<{
  entryId: number;
  kind: string;
  number: string | null;
  field: string;
  fence: number;
  version: number;
  statement: Statement;
  reason: string | null;
  keys: number;
}>;

const AT_ONCE = 3;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 20_000;
const LOOK_FOR_ORPHANS_MS = 30_000;

export const startSaver = (accountId: number): Saver => {
  const queue = createStore<Queue>([]);
  const line = createStore<Line>('up');
  const isKept = createStore(true);
  const foreign = createStore(0);
  const savedListeners = new Set<(entryId: number, saved: Saved) => void>();
  const retakenListeners = new Set<(entry: EntryView) => void>();
  const onAnswer = (entryId: number, saved: Saved): void => {
    for (const listener of savedListeners) listener(entryId, saved);
  };
  const telling = tellOtherTabs(accountId, onAnswer);
  let store: ChangeStore | null = null;
  let writing: Promise<void> = Promise.resolve();
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  const keep = (before: Queue, after: Queue): void => {
    const put = after.filter((one) => !before.includes(one));
    const keys = new Set(after.map((one) => one.key));
    const remove = before.filter((one) => !keys.has(one.key)).map((one) => one.key);
    if (store === null || (put.length === 0 && remove.length === 0)) return;
    const target = store;
    // Begun at once: transactions of one store come in the order they are begun, and a page may be gone the next moment.
    const written = target.write(put, remove).catch(() => isKept.set(false));
    writing = Promise.all([writing, written]).then(() => undefined);
  };

  const dispatch = (event: QueueEvent): void => {
    const before = queue.get();
    const after = reduceQueue(before, event);
    queue.set(after);
    keep(before, after);
  };

  const later = (): void => {
    clearTimeout(timer);
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 6));
    timer = setTimeout(kick, wait);
  };

  const kick = (): void => {
    if (stopped || line.get() === 'logged-out') return;
    const underWay = queue.get().filter((one) => one.state === 'sending').length;
    for (const one of sendable(queue.get()).slice(0, Math.max(0, AT_ONCE - underWay))) void send(one);
  };

  const send = async (change: Change): Promise<void> => {
    dispatch({ type: 'sending', key: change.key });
    try {
      const saved = await call('entries.save', {
        params: { id: change.entryId, field: change.field },
        body: {
          key: change.key,
          fence: change.fence,
          version: change.version,
          statement: change.statement,
          keys: change.keys,
          ...(change.reason === null ? {} : { reason: change.reason }),
        },
      });
      failures = 0;
      line.set('up');
      dispatch({
        type: 'accepted',
        key: change.key,
        version: saved.field.version,
        fence: saved.lease.fence,
      });
      onAnswer(change.entryId, saved);
      telling.tell(change.entryId, saved);
    } catch (error) {
      await handle(change, error);
      // Without an answer the next try comes by the clock: at once would be hundreds a second on a PC that has no line.
      if (line.get() === 'down') return;
    }
    kick();
  };

  const handle = async (change: Change, error: unknown): Promise<void> => {
    // A refusal is an answer: there is a line.
    if (error instanceof ApiProblem && !isPassing(error) && error.status !== 401) {
      failures = 0;
      line.set('up');
    }
    if (hasCode(error, 'lease-lost')) return retake(change, error);
    if (hasCode(error, 'value-conflict')) {
      dispatch({
        type: 'conflicted',
        key: change.key,
        problem: { code: error.code, text: error.text },
        theirs: error.current ?? null,
      });
    } else if (error instanceof ApiProblem && error.status === 401) {
      dispatch({ type: 'unanswered', key: change.key });
      line.set('logged-out');
    } else if (isPassing(error) || !(error instanceof ApiProblem)) {
      failures += 1;
      line.set('down');
      dispatch({ type: 'unanswered', key: change.key });
      later();
    } else {
      dispatch({ type: 'refused', key: change.key, problem: { code: error.code, text: error.text } });
    }
  };

  /** The lease ran out while the line was down: take the entry again, and go on if nobody has touched the field. */
  const retake = async (change: Change, lost: ApiProblem): Promise<void> => {
    try {
      const entry = await call('entries.open', { params: { id: change.entryId } });
      const field: FieldView | undefined = entry.fields.find((one) => one.name === change.field);
      const fence = entry.lease?.fence;
      if (field === undefined || fence === undefined) {
        dispatch({ type: 'refused', key: change.key, problem: { code: lost.code, text: lost.text } });
        return;
      }
      dispatch({ type: 'retaken', entryId: entry.id, fence });
      for (const listener of retakenListeners) listener(entry);
      if (field.version === change.version) {
        dispatch({ type: 'insisted', key: change.key, newKey: uuid(), version: field.version, fence });
      } else {
        dispatch({
          type: 'conflicted',
          key: change.key,
          problem: { code: 'value-conflict', text: lost.text },
          theirs: field,
        });
      }
    } catch (error) {
      if (hasCode(error, 'lease-lost')) {
        dispatch({ type: 'refused', key: change.key, problem: { code: error.code, text: error.text } });
      } else await handle(change, error);
    }
  };

  const adopt = async (): Promise<void> => {
    if (store === null) return;
    await writing;
    const all = await store.all();
    foreign.set(all.filter((one) => one.accountId !== accountId).length);
    const orphans = all.filter(
      (one) => one.accountId === accountId && (one.tab === TAB || !isAlive(one.tab)),
    );
    dispatch({ type: 'found', changes: orphans, tab: TAB });
    // Without a line the next try is the clock's, or the browser says that the line is back.
    if (line.get() !== 'down') kick();
  };

  const open = openChangeStore().then(
    (opened) => {
      if (stopped) return;
      store = opened;
      keep([], queue.get());
      return adopt();
    },
    () => isKept.set(false),
  );
  const orphans = setInterval(() => void open.then(adopt), LOOK_FOR_ORPHANS_MS);
  const onOnline = (): void => {
    failures = 0;
    // With nothing to send, nothing else would say that the line is back.
    if (line.get() === 'down') line.set('up');
    kick();
  };
  const onOffline = (): void => line.set(line.get() === 'logged-out' ? 'logged-out' : 'down');
  addEventListener('online', onOnline);
  addEventListener('offline', onOffline);

  return {
    queue,
    line,
    isKept,
    foreign,
    dispatch,
    kick,
    save: (change) => {
      const key = uuid();
      dispatch({
        type: 'queued',
        change: {
          ...change,
          key,
          accountId,
          tab: TAB,
          at: Date.now(),
          state: 'waiting',
          uncertain: false,
          problem: null,
          theirs: null,
        },
      });
      // It is in the browser's database; the key that said it shows what it does before anything is sent. What was tried
      // meanwhile, with the changes of other tabs, and got no answer is the clock's.
      afterPaint(() => {
        if (queue.get().some((one) => one.key === key && !one.uncertain)) kick();
      });
    },
    resume: () => {
      failures = 0;
      line.set('up');
      kick();
    },
    onSaved: (listener) => {
      savedListeners.add(listener);
      return () => savedListeners.delete(listener);
    },
    onRetaken: (listener) => {
      retakenListeners.add(listener);
      return () => retakenListeners.delete(listener);
    },
    stop: () => {
      stopped = true;
      telling.stop();
      clearTimeout(timer);
      clearInterval(orphans);
      removeEventListener('online', onOnline);
      removeEventListener('offline', onOffline);
    },
  };
};
