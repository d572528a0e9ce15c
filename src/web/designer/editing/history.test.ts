import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { begin, type History, redo, settle, step, undo } from './history.ts';

const walked = (states: readonly Readonly<{ value: string }>[]): History<Readonly<{ value: string }>> =>
  states.reduce((history, state) => step(history, state), begin<Readonly<{ value: string }>>({ value: '' }));
const states = fc.array(fc.record({ value: fc.string() }), { minLength: 1, maxLength: 20 });

describe('the history of a draft', () => {
  it('goes back to where it began, and forward to where it was, whatever was done', () => {
    fc.assert(
      fc.property(states, (done) => {
        const end = walked(done);
        const back = done.reduce(undo, end);
        expect(back.now).toEqual({ value: '' });
        expect(back.past).toEqual([]);
        expect(done.reduce(redo, back).now).toBe(end.now);
      }),
    );
  });

  it('has nothing to do again after a new step', () => {
    const history = step(undo(walked([{ value: 'a' }, { value: 'b' }])), { value: 'c' });
    expect(redo(history)).toBe(history);
    expect(undo(history).now).toEqual({ value: 'a' });
  });

  it('takes a whole movement back at once, and two movements one after the other', () => {
    let history = begin(0);
    for (const next of [1, 2, 3]) history = step(history, next, 'move a');
    history = settle(history);
    for (const next of [4, 5]) history = step(history, next, 'move a');
    expect(undo(history).now).toBe(3);
    expect(undo(undo(history)).now).toBe(0);
  });

  it('is unmoved by a step that changes nothing, and by going back before its beginning', () => {
    const history = begin('x');
    expect(step(history, 'x')).toBe(history);
    expect(undo(history)).toBe(history);
    expect(redo(history)).toBe(history);
  });
});
