/** What the keys of the designer do, by where the focus is. */
import type { DraftPart } from '../../forms/draft/draft.ts';
import type { BoxMm } from '../../forms/edition.ts';
import type { ShortcutId } from '../keys/registry.ts';
import { moved, resized, STEP_MM } from './editing/boxes.ts';
import { withBox, withNewPlace, without } from './editing/edits.ts';
import { marksOf, sameChoice } from './editing/find.ts';
import { useShortcuts } from './parts/use-shortcuts.ts';
import type { Hand } from './use-designer.ts';

type Ways = Readonly<{
  goNext: () => boolean;
  name: () => void;
  /** To the picture, or back from it. */
  picture: (isThere: boolean) => void;
  stopDrawing: () => void;
  tryIt: () => void;
  saveIt: () => void;
}>;

const MOVES: Readonly<Partial<Record<ShortcutId, readonly [number, number]>>> = {
  'design-left': [-STEP_MM, 0],
  'design-right': [STEP_MM, 0],
  'design-up': [0, -STEP_MM],
  'design-down': [0, STEP_MM],
};
const SIZES: Readonly<Partial<Record<ShortcutId, readonly [number, number]>>> = {
  'design-narrower': [-STEP_MM, 0],
  'design-wider': [STEP_MM, 0],
  'design-lower': [0, -STEP_MM],
  'design-higher': [0, STEP_MM],
};
/** A new place where nothing is chosen, and between a place and the new one below it. */
const FIRST_BOX: BoxMm = [30, 30, 80, 6.6];
const GAP_MM = 2;

export const useDesignerKeys = (hand: Hand, part: DraftPart | undefined, ways: Ways): void => {
  const { state, draft, dispatch, edit } = hand;
  const { chosen } = state;
  useShortcuts((id, target) => {
    if (id === 'design-undo' || id === 'design-redo') {
      dispatch({ type: id === 'design-undo' ? 'undone' : 'redone' });
      return true;
    }
    if (id === 'design-save') {
      ways.saveIt();
      return true;
    }
    if (part === undefined) return false;
    if (id === 'design-try') {
      ways.tryIt();
      return true;
    }
    const isPicture = target?.closest('[data-picture]') != null;
    if (id === 'design-picture') {
      ways.picture(isPicture);
      return true;
    }
    if (id === 'design-next')
      return (isPicture || target?.matches('[data-name-input]') === true) && ways.goNext();
    const current = marksOf(part).find((mark) => sameChoice(mark, chosen));
    if (id === 'design-add') {
      const [x, y, width, height] = current?.box ?? FIRST_BOX;
      const box = moved([x, y, width, height], 0, height + GAP_MM, draft.paper);
      const after = withNewPlace(
        draft,
        part.key,
        current === undefined || current.type === 'column' ? FIRST_BOX : box,
      );
      edit(after.draft, { chosen: after.chosen });
      return true;
    }
    if (!isPicture) return false;
    if (id === 'design-leave') {
      ways.stopDrawing();
      dispatch({ type: 'chose', chosen: null });
      return true;
    }
    if (current === undefined) return false;
    const move = MOVES[id];
    const size = SIZES[id];
    if (move !== undefined || size !== undefined) {
      const [dx, dy] = move ?? size ?? [0, 0];
      const box =
        move !== undefined
          ? moved(current.box, dx, dy, draft.paper)
          : resized(current.box, 'se', dx, dy, draft.paper);
      edit(withBox(draft, part.key, current, box), { grain: `keys ${current.item} ${current.line}` });
      return true;
    }
    if (id === 'design-name') {
      ways.name();
      return true;
    }
    if (id === 'design-remove') {
      edit(without(draft, part.key, current), { chosen: null });
      return true;
    }
    return false;
  });
};
