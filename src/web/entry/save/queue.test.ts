import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldView } from '../../api/types.ts';
import {
  type Change,
  latestOf,
  type Queue,
  type QueueEvent,
  reduceQueue,
  saveStateOf,
  sendable,
} from './queue.ts';

const change = (key: string, more: Partial<Change> = {}): Change => ({
  key,
  accountId: 1,
  tab: 'a',
  entryId: 1,
  kind: 'KS',
  number: null,
  field: 'nksHoTen',
  fence: 5,
  version: 1,
  statement: { type: 'text', text: key },
  reason: null,
  keys: 2,
  at: 0,
  state: 'waiting',
  uncertain: false,
  problem: null,
  theirs: null,
  ...more,
});
const play = (...events: QueueEvent[]): Queue => events.reduce(reduceQueue, [] as Queue);
const queued = (one: Change): QueueEvent => ({ type: 'queued', change: one });
const PROBLEM = { code: 'value-conflict', text: 'x' };
const theirs = { version: 7 } as FieldView;

describe('the queue of unsent changes', () => {
  it('replaces a change of the same field that was never sent, and counts its keys', () => {
    const queue = play(queued(change('a')), queued(change('b')));
    expect(queue.map((one) => [one.key, one.keys])).toEqual([['b', 4]]);
  });

  it('keeps a change that the server may have, sends it again first, and lets the next one follow on its version', () => {
    let queue = play(
      queued(change('a')),
      { type: 'sending', key: 'a' },
      { type: 'unanswered', key: 'a' },
      queued(change('b')),
    );
    expect(queue.map((one) => one.key)).toEqual(['a', 'b']);
    expect(sendable(queue).map((one) => one.key)).toEqual(['a']);
    queue = reduceQueue(queue, { type: 'accepted', key: 'a', version: 2, fence: 6 });
    expect(queue).toMatchObject([{ key: 'b', version: 2, fence: 6 }]);
  });

  it('sends one change of an entry at a time, of several entries side by side', () => {
    const queue = play(
      queued(change('a')),
      queued(change('b', { field: 'x' })),
      queued(change('c', { entryId: 2 })),
    );
    expect(sendable(queue).map((one) => one.key)).toEqual(['a', 'c']);
    expect(sendable(reduceQueue(queue, { type: 'sending', key: 'a' })).map((one) => one.key)).toEqual(['c']);
  });

  it('lets a conflict hold back its own field only', () => {
    const queue = play(
      queued(change('a')),
      { type: 'sending', key: 'a' },
      { type: 'conflicted', key: 'a', problem: PROBLEM, theirs },
      queued(change('b', { field: 'x' })),
    );
    expect(sendable(queue).map((one) => one.key)).toEqual(['b']);
    expect(saveStateOf(queue)).toEqual({ state: 'problem', waiting: 1, problems: 1 });
  });

  it('sends over what stands there when the person insists, under a new key', () => {
    const queue = play(
      queued(change('a')),
      { type: 'conflicted', key: 'a', problem: PROBLEM, theirs },
      { type: 'insisted', key: 'a', newKey: 'b', version: 7, fence: null },
    );
    expect(queue).toMatchObject([{ key: 'b', version: 7, fence: 5, state: 'waiting', problem: null }]);
  });

  it('takes a text typed over a conflict as an answer to it', () => {
    const queue = play(
      queued(change('a')),
      { type: 'conflicted', key: 'a', problem: PROBLEM, theirs },
      queued(change('b')),
    );
    expect(queue).toMatchObject([{ key: 'b', version: 7, state: 'waiting' }]);
  });

  it('goes under the new fence when a lost lease was taken again', () => {
    const queue = play(queued(change('a')), queued(change('b', { entryId: 2 })), {
      type: 'retaken',
      entryId: 1,
      fence: 9,
    });
    expect(queue.map((one) => one.fence)).toEqual([9, 5]);
  });

  it('takes what it finds after a power cut as perhaps sent', () => {
    const queue = play({
      type: 'found',
      tab: 'b',
      changes: [change('a', { state: 'sending', at: 2 }), change('c', { entryId: 2, at: 1 })],
    });
    expect(queue.map((one) => [one.key, one.state, one.uncertain, one.tab])).toEqual([
      ['c', 'waiting', false, 'b'],
      ['a', 'waiting', true, 'b'],
    ]);
  });

  it('shows the newest text of a field', () => {
    const queue = play(queued(change('a')), { type: 'sending', key: 'a' }, queued(change('b')));
    expect(latestOf(queue, 1, 'nksHoTen')?.key).toBe('b');
    expect(saveStateOf([])).toEqual({ state: 'saved', waiting: 0, problems: 0 });
  });
});

/** A server that may or may not answer, against which any order of events is played. */
it('loses no last word, whatever fails in between, and ends empty when the line is back', () => {
  const step = fc.oneof(
    fc.record({ type: fc.constant('say' as const), field: fc.constantFrom('x', 'y'), text: fc.string() }),
    fc.record({ type: fc.constantFrom('lost-before' as const, 'lost-after' as const, 'fine' as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const server = new Map<string, { version: number; text: string }>();
      const seen = new Map<string, number>();
      const known = new Map<string, number>();
      const said = new Map<string, string>();
      let queue: Queue = [];
      let serial = 0;
      const send = (way: 'lost-before' | 'lost-after' | 'fine'): void => {
        const [next] = sendable(queue);
        if (next === undefined) return;
        queue = reduceQueue(queue, { type: 'sending', key: next.key });
        if (way !== 'lost-before' && !seen.has(next.key)) {
          const version = (server.get(next.field)?.version ?? 0) + 1;
          expect(next.version, 'the version follows on').toBe(version - 1);
          server.set(next.field, {
            version,
            text: next.statement.type === 'text' ? next.statement.text : '',
          });
          seen.set(next.key, version);
        }
        const version = seen.get(next.key) ?? 0;
        if (way === 'fine') known.set(next.field, version);
        queue = reduceQueue(
          queue,
          way === 'fine'
            ? { type: 'accepted', key: next.key, version, fence: 1 }
            : { type: 'unanswered', key: next.key },
        );
      };
      for (const one of steps) {
        if (one.type === 'say') {
          serial += 1;
          said.set(one.field, one.text);
          queue = reduceQueue(
            queue,
            queued(
              change(`k${serial}`, {
                field: one.field,
                version: known.get(one.field) ?? 0,
                statement: { type: 'text', text: one.text },
              }),
            ),
          );
        } else send(one.type);
      }
      for (let turn = 0; turn < 100 && queue.length > 0; turn += 1) send('fine');
      expect(queue).toEqual([]);
      for (const [field, text] of said) expect(server.get(field)?.text).toBe(text);
    }),
  );
});
