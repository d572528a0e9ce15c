/** What people call a part of a form: its class, and its side of a spread. */
import type { DraftPart } from '../../../forms/draft/draft.ts';
import type { Say } from '../../texts/texts.ts';

export const partTitle = (part: Pick<DraftPart, 'class' | 'side'>, say: Say): string =>
  part.side === 'single'
    ? say(`design-class-${part.class}`)
    : `${say(`design-class-${part.class}`)} · ${say(`design-side-${part.side}`)}`;
