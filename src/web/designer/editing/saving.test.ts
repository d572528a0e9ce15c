import { describe, expect, it } from 'vitest';
import { emptyDraft } from '../../../forms/draft/draft.ts';
import { fresh, isDue, lookOf, reduceSaving, type Saving, type SavingEvent } from './saving.ts';

const OLD = emptyDraft({ id: 'KS-A-1', kind: 'KS' });
const NEW = { ...OLD, id: 'KS-B-1' };
const NEWEST = { ...OLD, id: 'KS-C-1' };
const following = (...events: SavingEvent[]): Saving => events.reduce(reduceSaving, fresh(3, OLD));

describe('the saving of a draft', () => {
  it('is due when something changed, and once only while it is under way', () => {
    expect(isDue(following(), OLD)).toBe(false);
    expect(isDue(following(), NEW)).toBe(true);
    expect(isDue(following({ type: 'sending' }), NEW)).toBe(false);
    expect(lookOf(following({ type: 'sending' }), NEW)).toBe('waiting');
  });

  it('goes on with what was changed while it was under way, from the version that came back', () => {
    const saving = following({ type: 'sending' }, { type: 'answered', version: 4, draft: NEW });
    expect(saving.version).toBe(4);
    expect(lookOf(saving, NEW)).toBe('saved');
    expect(isDue(saving, NEWEST)).toBe(true);
  });

  it('tries again what got no answer', () => {
    const saving = following({ type: 'sending' }, { type: 'unanswered' });
    expect(isDue(saving, NEW)).toBe(true);
    expect(lookOf(saving, NEW)).toBe('waiting');
  });

  it('sends nothing over a conflict until somebody has decided', () => {
    const saving = following({ type: 'sending' }, { type: 'conflicted', problem: 'x' });
    expect(isDue(saving, NEWEST)).toBe(false);
    expect(lookOf(saving, NEWEST)).toBe('problem');
    const insisted = reduceSaving(saving, { type: 'insisted', version: 7 });
    expect(isDue(insisted, NEWEST)).toBe(true);
    expect(insisted.version).toBe(7);
  });

  it('does not send again what was refused, but what was mended', () => {
    const saving = following({ type: 'sending' }, { type: 'refused', draft: NEW, problem: 'x' });
    expect(isDue(saving, NEW)).toBe(false);
    expect(lookOf(saving, NEW)).toBe('problem');
    expect(isDue(saving, NEWEST)).toBe(true);
  });
});
