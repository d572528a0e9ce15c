import { describe, expect, it } from 'vitest';
import { emptyDraft, type FormDraft } from '../../../forms/draft/draft.ts';
import { type Designer, type DesignerEvent, type DraftView, opened, reduceDesigner } from './designer.ts';
import { labelled, withNewPlace, without } from './edits.ts';

const DRAFT: FormDraft = withNewPlace(
  {
    ...emptyDraft({ id: 'KS-THU-1', kind: 'KS' }),
    parts: [
      {
        key: 'left',
        class: 'entry',
        side: 'left',
        texts: [],
        rules: [],
        places: [],
        table: null,
        signatures: [],
      },
      {
        key: 'right',
        class: 'entry',
        side: 'right',
        texts: [],
        rules: [],
        places: [],
        table: null,
        signatures: [],
      },
    ],
  },
  'left',
  [20, 20, 60, 7],
).draft;
const VIEW: DraftView = {
  id: 1,
  office: { id: 1, code: 'tay-giang', name: 'UBND xã Tây Giang' },
  formId: 'KS-THU-1',
  kind: 'KS',
  title: { vi: '', en: '' },
  version: 4,
  by: 'son',
  at: '2026-01-01T00:00:00Z',
  saved: null,
  draft: DRAFT,
  base: null,
  backgrounds: [],
  files: [],
  problems: [],
};
const PLACE = { item: 'place1', line: 0 };
const following = (state: Designer, ...events: DesignerEvent[]): Designer =>
  events.reduce(reduceDesigner, state);
const label = (state: Designer, text: string): DesignerEvent => ({
  type: 'edited',
  draft: labelled(state.history.now, 'left', PLACE, text),
  grain: 'label',
});

describe('the designer', () => {
  it('has nothing chosen any more when it is gone, and it is there again when it is taken back', () => {
    const chosen = following(opened(VIEW), { type: 'chose', chosen: PLACE });
    const gone = following(chosen, { type: 'edited', draft: without(DRAFT, 'left', PLACE) });
    expect(gone.chosen).toBeNull();
    expect(following(gone, { type: 'undone' }).history.now).toBe(DRAFT);
  });

  it('goes to another part, with nothing of the first one chosen', () => {
    const state = following(
      opened(VIEW),
      { type: 'chose', chosen: PLACE },
      { type: 'chose', chosen: null, part: 'right' },
    );
    expect(state).toMatchObject({ part: 'right', chosen: null });
    expect(following(state, { type: 'chose', chosen: PLACE }).chosen).toBeNull();
  });

  it('takes typing in one field back at once, but not what was typed after something else was chosen', () => {
    let state = opened(VIEW);
    for (const text of ['H', 'Họ', 'Họ tên']) state = following(state, label(state, text));
    state = following(state, { type: 'chose', chosen: PLACE });
    state = following(state, label(state, 'Họ tên mẹ'));
    state = following(state, { type: 'undone' });
    expect(state.history.now.parts[0]?.places[0]?.label).toBe('Họ tên');
    expect(following(state, { type: 'undone' }).history.now).toBe(DRAFT);
  });

  it('goes on with what was unsent, as a change that can be taken back', () => {
    const unsent = labelled(DRAFT, 'left', PLACE, 'gõ khi mất mạng');
    const state = opened(VIEW, unsent);
    expect(state.history.now).toBe(unsent);
    expect(following(state, { type: 'undone' }).history.now).toBe(DRAFT);
  });

  it('takes the server’s draft over its own, and its own can be brought back', () => {
    let state = opened(VIEW);
    state = following(state, label(state, 'mine'));
    const mine = state.history.now;
    const theirs = labelled(DRAFT, 'left', PLACE, 'theirs');
    state = following(state, { type: 'taken', view: { ...VIEW, version: 9, draft: theirs } });
    expect(state.saving).toMatchObject({ version: 9, phase: 'resting' });
    expect(state.history.now).toBe(theirs);
    expect(following(state, { type: 'undone' }).history.now).toBe(mine);
  });
});
