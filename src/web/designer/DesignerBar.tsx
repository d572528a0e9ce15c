/** Over the designer: which form and part, whether it is saved, taking back, saving a version. */
import { Link } from 'react-router';
import type { DraftPart } from '../../forms/draft/draft.ts';
import { Key } from '../keys/KeyTable.tsx';
import { keysOf } from '../keys/registry.ts';
import { useSay, useTexts } from '../texts/texts.ts';
import { partTitle } from './parts/part-title.ts';
import type { Hand } from './use-designer.ts';

type Props = Readonly<{
  hand: Hand;
  part: DraftPart | undefined;
  onPart: (key: string) => void;
  onSample: () => void;
  onSave: () => void;
}>;

export const DesignerBar = ({ hand, part, onPart, onSample, onSave }: Props) => {
  const say = useSay();
  const { language } = useTexts();
  const { draft, state, dispatch } = hand;
  const { past, future } = state.history;
  const title = draft.title[language] || draft.title.vi || draft.id || say('design-untitled');
  return (
    <header className="designer-bar">
      <Link to="/forms">‹ {say('web-nav-forms')}</Link>
      <h1 title={title}>{title}</h1>
      <SaveLook hand={hand} />
      <span className="designer-space" />
      {draft.parts.length > 1 && (
        <select
          aria-label={say('design-part-shown')}
          value={part?.key ?? ''}
          onChange={(event) => onPart(event.target.value)}
        >
          {draft.parts.map((one) => (
            <option key={one.key} value={one.key}>
              {partTitle(one, say)}
            </option>
          ))}
        </select>
      )}
      {(['design-undo', 'design-redo'] as const).map((id) => (
        <button
          key={id}
          type="button"
          className="plain-button small"
          disabled={(id === 'design-undo' ? past : future).length === 0}
          title={say(`web-key-${id}`)}
          onClick={() => dispatch({ type: id === 'design-undo' ? 'undone' : 'redone' })}
        >
          <span className="visually-hidden">{say(`web-key-${id}`)}</span>
          <span aria-hidden="true">{id === 'design-undo' ? '↶' : '↷'}</span>{' '}
          <Key name={keysOf(id)[0] ?? ''} />
        </button>
      ))}
      {part !== undefined && (
        <button type="button" className="plain-button small" onClick={onSample}>
          {say('design-add-sample')}
        </button>
      )}
      <button type="button" className="main-button small" disabled={part === undefined} onClick={onSave}>
        {say('design-save')}
      </button>
    </header>
  );
};

/** Saved, waiting, or somebody must decide: words and a shape, not only a colour. */
const SaveLook = ({ hand }: Readonly<{ hand: Hand }>) => {
  const say = useSay();
  const { look, state } = hand;
  return (
    <div className="save-state" data-state={look} data-testid="design-save-state">
      <span role="status">
        {look === 'saved'
          ? say('design-saved')
          : look === 'waiting'
            ? say(state.saving.phase === 'unanswered' ? 'design-offline' : 'design-saving')
            : say('design-not-saved')}
      </span>
    </div>
  );
};
