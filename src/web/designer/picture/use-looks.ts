/** How each box is shown: its number in the list, and what is still to be done about it. */
import { useCallback, useMemo } from 'react';
import type { DraftPart } from '../../../forms/draft/draft.ts';
import type { Problem } from '../editing/designer.ts';
import { isGuessed, isUnnamed, type Mark } from '../editing/find.ts';
import type { Look } from './Boxes.tsx';

const NOTHING: Look = { tag: '', tone: 'named' };

export const useLooks = (
  part: DraftPart | undefined,
  problems: readonly Problem[],
): ((mark: Mark) => Look) => {
  const looks = useMemo(() => {
    const wrong = new Set(
      problems.flatMap(({ blocks, item }) => (blocks === 'nothing' || item === null ? [] : [item])),
    );
    const things = part === undefined ? [] : [...part.places, ...(part.table?.columns ?? [])];
    return {
      wrong,
      byKey: new Map(
        things.map((thing, index): [string, Look] => [
          thing.key,
          {
            tag: `${index + 1}`,
            tone: isUnnamed(thing) ? 'unnamed' : isGuessed(thing) ? 'guessed' : 'named',
          },
        ]),
      ),
    };
  }, [part, problems]);
  return useCallback(
    (mark) => {
      const look = looks.byKey.get(mark.owner) ?? NOTHING;
      // A place has its number once, at its first line.
      const tag = mark.line === 0 ? look.tag : '';
      const tone = looks.wrong.has(mark.item) || looks.wrong.has(mark.owner) ? 'wrong' : look.tone;
      return { tag, tone };
    },
    [looks],
  );
};
