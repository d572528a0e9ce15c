/**
 * The queue of changes that the server has not confirmed yet. Pure: the sender and the browser's database do what it says.
 * A change leaves the queue only when the server has it, or when the person throws it away.
 */
import type { FieldView, Statement } from '../../api/types.ts';

export type ChangeProblem = Readonly<{ code: string; text: string }>;

export type Change = Readonly<{
  /** Idempotency key of the save, and the key in the browser's database. */
  key: string;
  accountId: number;
  /** The tab that made it and sends it. */
  tab: string;
  entryId: number;
  /** For people, on the conflict screen. */
  kind: string;
  number: string | null;
  field: string;
  fence: number;
  version: number;
  statement: Statement;
  reason: string | null;
  keys: number;
  at: number;
  state: 'waiting' | 'sending' | 'conflict' | 'refused';
  /** It was sent once and no answer came: the server may have it, so it is sent again before anything else. */
  uncertain: boolean;
  problem: ChangeProblem | null;
  /** What stands there now, when somebody else was faster. */
  theirs: FieldView | null;
}>;

/** Oldest first. */
export type Queue = readonly Change[];

export type QueueEvent =
  | Readonly<{ type: 'queued'; change: Change }>
  | Readonly<{ type: 'sending'; key: string }>
  | Readonly<{ type: 'accepted'; key: string; version: number; fence: number }>
  | Readonly<{ type: 'unanswered'; key: string }>
  | Readonly<{ type: 'conflicted'; key: string; problem: ChangeProblem; theirs: FieldView | null }>
  | Readonly<{ type: 'refused'; key: string; problem: ChangeProblem }>
  /** The lease was lost and taken again: everything of that entry goes under the new fence. */
  | Readonly<{ type: 'retaken'; entryId: number; fence: number }>
  /** Send it again over what stands there, as a new save. */
  | Readonly<{ type: 'insisted'; key: string; newKey: string; version: number; fence: number | null }>
  | Readonly<{ type: 'dropped'; key: string }>
  /** Found in the browser's database: of this tab before a reload, or of a tab that is gone. */
  | Readonly<{ type: 'found'; changes: readonly Change[]; tab: string }>;

const isSame = (a: Change, b: Change): boolean => a.entryId === b.entryId && a.field === b.field;

const change = (queue: Queue, key: string, make: (one: Change) => Change): Queue =>
  queue.map((one) => (one.key === key ? make(one) : one));

export const reduceQueue = (queue: Queue, event: QueueEvent): Queue => {
  switch (event.type) {
    case 'queued': {
      const { change: added } = event;
      // What has never been sent is replaced; what may have arrived goes first, so that versions follow on.
      const replaced = queue.filter((one) => isSame(one, added) && one.state !== 'sending' && !one.uncertain);
      const keys = replaced.reduce((sum, one) => sum + one.keys, added.keys);
      const before = queue.filter((one) => !replaced.includes(one));
      const reached = replaced.map((one) => one.theirs?.version ?? 0);
      return [...before, { ...added, keys, version: Math.max(added.version, ...reached) }];
    }
    case 'sending':
      return change(queue, event.key, (one) => ({ ...one, state: 'sending' }));
    case 'accepted': {
      const done = queue.find((one) => one.key === event.key);
      if (done === undefined) return queue;
      return queue
        .filter((one) => one !== done)
        .map((one) => {
          if (one.entryId !== done.entryId) return one;
          const next = isSame(one, done) ? { ...one, version: event.version } : one;
          return { ...next, fence: event.fence };
        });
    }
    case 'unanswered':
      return change(queue, event.key, (one) => ({ ...one, state: 'waiting', uncertain: true }));
    case 'conflicted':
      return change(queue, event.key, (one) => ({
        ...one,
        state: 'conflict',
        uncertain: false,
        problem: event.problem,
        theirs: event.theirs,
      }));
    case 'refused':
      return change(queue, event.key, (one) => ({
        ...one,
        state: 'refused',
        uncertain: false,
        problem: event.problem,
      }));
    case 'retaken':
      return queue.map((one) => (one.entryId === event.entryId ? { ...one, fence: event.fence } : one));
    case 'insisted':
      return change(queue, event.key, (one) => ({
        ...one,
        key: event.newKey,
        version: event.version,
        fence: event.fence ?? one.fence,
        state: 'waiting',
        uncertain: false,
        problem: null,
        theirs: null,
      }));
    case 'dropped':
      return queue.filter((one) => one.key !== event.key);
    case 'found': {
      const known = new Set(queue.map((one) => one.key));
      const fresh = event.changes
        .filter((one) => !known.has(one.key))
        .map((one) => ({
          ...one,
          tab: event.tab,
          ...(one.state === 'sending' ? { state: 'waiting' as const, uncertain: true } : {}),
        }));
      return [...fresh, ...queue].sort((a, b) => a.at - b.at);
    }
  }
};

/**
 * What may be sent now: the oldest of each entry that has nothing under way. A change that waits for a decision holds
 * back only later changes of the same field.
 */
export const sendable = (queue: Queue): readonly Change[] => {
  const busy = new Set(queue.filter((one) => one.state === 'sending').map((one) => one.entryId));
  const stuck = new Set<string>();
  const found: Change[] = [];
  for (const one of queue) {
    const field = `${one.entryId} ${one.field}`;
    if (one.state === 'conflict' || one.state === 'refused') stuck.add(field);
    if (one.state !== 'waiting' || busy.has(one.entryId) || stuck.has(field)) continue;
    busy.add(one.entryId);
    found.push(one);
  }
  return found;
};

/** The newest change of a field: what people see there until the server has it. */
export const latestOf = (queue: Queue, entryId: number, field: string): Change | undefined =>
  queue.findLast((one) => one.entryId === entryId && one.field === field);

export type SaveState = Readonly<{
  state: 'saved' | 'waiting' | 'problem';
  waiting: number;
  problems: number;
}>;

export const saveStateOf = (queue: Queue): SaveState => {
  const problems = queue.filter((one) => one.state === 'conflict' || one.state === 'refused').length;
  const waiting = queue.length - problems;
  return { state: problems > 0 ? 'problem' : waiting > 0 ? 'waiting' : 'saved', waiting, problems };
};
