/** Why the draft could not be saved, and after somebody else's change whose is to stay. */
import { useState } from 'react';
import { problemText } from '../api/problem-text.ts';
import { useSay } from '../texts/texts.ts';
import type { Hand } from './use-designer.ts';

export const SaveNotice = ({ hand }: Readonly<{ hand: Hand }>) => {
  const say = useSay();
  const { phase, problem } = hand.state.saving;
  const [failed, setFailed] = useState<string | null>(null);
  if (hand.look !== 'problem') return null;
  const resolve = (way: 'theirs' | 'mine') => {
    setFailed(null);
    hand.resolve(way).catch((error: unknown) => setFailed(problemText(error, say)));
  };
  return (
    <div className="designer-notice" role="alert">
      <span>{failed ?? problem ?? say('design-unsaved')}</span>
      {phase === 'conflict' && (
        <>
          <button type="button" className="plain-button small" onClick={() => resolve('theirs')}>
            {say('design-take-theirs')}
          </button>
          <button type="button" className="plain-button small" onClick={() => resolve('mine')}>
            {say('design-keep-mine')}
          </button>
        </>
      )}
    </div>
  );
};
