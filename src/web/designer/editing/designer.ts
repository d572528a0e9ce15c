/** Everything the designer knows of one draft, and what may happen to it. Pure. */
import type { FormDraft } from '../../../forms/draft/draft.ts';
import type { Reply } from '../../../server/contract/contract.ts';
import { type Chosen, ownerOf, partOf, sameChoice } from './find.ts';
import { begin, type History, redo, settle, step, undo } from './history.ts';
import { fresh, reduceSaving, type Saving, type SavingEvent } from './saving.ts';

export type DraftView = Reply<'drafts.get'>;
export type Problem = DraftView['problems'][number];

export type Designer = Readonly<{
  history: History<FormDraft>;
  saving: Saving;
  /** As the server last told them. */
  problems: readonly Problem[];
  /** The part on the screen; '' when there is none. */
  part: string;
  chosen: Chosen | null;
}>;

export type DesignerEvent =
  | Readonly<{ type: 'edited'; draft: FormDraft; grain?: string; chosen?: Chosen | null }>
  | Readonly<{ type: 'chose'; chosen: Chosen | null; part?: string }>
  | Readonly<{ type: 'settled' }>
  | Readonly<{ type: 'undone' }>
  | Readonly<{ type: 'redone' }>
  /** The server's draft takes the place of this one. */
  | Readonly<{ type: 'taken'; view: DraftView }>
  | Readonly<{ type: 'problems'; problems: readonly Problem[] }>
  | Readonly<{ type: 'saving'; event: SavingEvent }>;

export const opened = (view: DraftView, unsent: FormDraft | null = null): Designer => {
  const history = begin<FormDraft>(view.draft);
  return {
    history: unsent === null ? history : step(history, unsent),
    saving: fresh(view.version, view.draft),
    problems: view.problems,
    part: (unsent ?? view.draft).parts[0]?.key ?? '',
    chosen: null,
  };
};

/** What was chosen may be gone, and so may the part. */
const onScreen = (state: Designer): Designer => {
  const draft = state.history.now;
  const part = partOf(draft, state.part) ?? draft.parts[0];
  if (part === undefined) return { ...state, part: '', chosen: null };
  const { chosen } = state;
  const owner = chosen === null ? null : ownerOf(part, chosen);
  const isThere =
    owner !== null &&
    (!('place' in owner) ||
      owner.place.type === 'ticks' ||
      owner.place.lines[chosen?.line ?? 0] !== undefined);
  return { ...state, part: part.key, chosen: isThere ? chosen : null };
};

export const reduceDesigner = (state: Designer, event: DesignerEvent): Designer => {
  switch (event.type) {
    case 'edited':
      return onScreen({
        ...state,
        history: step(state.history, event.draft, event.grain ?? null),
        chosen: event.chosen === undefined ? state.chosen : event.chosen,
      });
    case 'chose': {
      const part = event.part ?? state.part;
      if (part === state.part && sameChoice(event.chosen, state.chosen)) return state;
      return onScreen({ ...state, history: settle(state.history), part, chosen: event.chosen });
    }
    case 'settled':
      return { ...state, history: settle(state.history) };
    case 'undone':
      return onScreen({ ...state, history: undo(state.history) });
    case 'redone':
      return onScreen({ ...state, history: redo(state.history) });
    case 'taken':
      return onScreen({
        ...state,
        history: step(state.history, event.view.draft),
        saving: fresh(event.view.version, event.view.draft),
        problems: event.view.problems,
      });
    case 'problems':
      return { ...state, problems: event.problems };
    case 'saving':
      return { ...state, saving: reduceSaving(state.saving, event.event) };
  }
};

/** Those that keep it from being tried or saved come first. */
const WEIGHT = { trial: 0, save: 1, nothing: 2 } as const;
export const inWeight = (problems: readonly Problem[]): readonly Problem[] =>
  [...problems].sort((a, b) => WEIGHT[a.blocks] - WEIGHT[b.blocks]);

/** Problems of a thing: its tick options belong to it. */
export const problemsOf = (problems: readonly Problem[], keys: readonly string[]): readonly Problem[] =>
  problems.filter(
    ({ item, other }) =>
      (item !== null && keys.includes(item)) || (other !== null && keys.includes(other.item)),
  );
