/** The draft becomes a version of its form, for good; what keeps it from that is said first. */
import { Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Reply } from '../../server/contract/contract.ts';
import { call } from '../api/client.ts';
import { problemText } from '../api/problem-text.ts';
import { useSay } from '../texts/texts.ts';
import type { DraftView } from './editing/designer.ts';
import { exportForm } from './export-form.ts';
import type { Hand } from './use-designer.ts';

type Props = Readonly<{ view: DraftView; hand: Hand; onClose: () => void; onProblems: () => void }>;

export const SaveVersion = ({ view, hand, onClose, onProblems }: Props) => {
  const say = useSay();
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [saved, setSaved] = useState<Reply<'drafts.publish'> | null>(null);
  const { problems } = hand.state;
  const blocking = problems.filter(({ blocks }) => blocks !== 'nothing').length;
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(problemText(error, say));
    } finally {
      setBusy(false);
    }
  };
  const save = () =>
    attempt(async () => {
      const version = await hand.flush();
      if (version === null) {
        setProblem(say('design-unsaved'));
        return;
      }
      setSaved(await call('drafts.publish', { params: { id: view.id }, body: { version } }));
      await queries.invalidateQueries({ queryKey: ['forms.list'] });
    });
  const name = saved === null ? '' : `${saved.form}@${saved.version}`;
  return (
    <Modal opened onClose={onClose} title={say('design-save')} centered>
      {saved !== null ? (
        <>
          <p role="status">{say(saved.isNew ? 'design-save-done' : 'design-save-same', { name })}</p>
          <p className="quiet">{say('design-save-use', { id: saved.form })}</p>
          <div className="actions">
            <button
              type="button"
              className="plain-button"
              onClick={() => void attempt(() => exportForm(name))}
            >
              {say('design-export')}
            </button>
            <Link className="main-button" to="/forms">
              {say('design-to-list')}
            </Link>
          </div>
        </>
      ) : (
        <>
          <p>{say('design-save-explained', { id: hand.draft.id || '?' })}</p>
          {problems.length > 0 && (
            <p className={blocking > 0 ? 'note-bad' : 'note-warn'}>
              {blocking > 0
                ? say('design-save-blocked', { count: blocking })
                : say('design-save-open', { count: problems.length })}
            </p>
          )}
          <div className="actions">
            {problems.length > 0 && (
              <button type="button" className="plain-button" onClick={onProblems}>
                {say('design-show-problems')}
              </button>
            )}
            <button
              type="button"
              className="main-button"
              data-autofocus
              disabled={isBusy || (blocking > 0 && hand.look === 'saved')}
              onClick={() => void save()}
            >
              {say('design-save-do')}
            </button>
          </div>
        </>
      )}
      {problem !== null && (
        <p className="note-bad" role="alert">
          {problem}
        </p>
      )}
    </Modal>
  );
};
