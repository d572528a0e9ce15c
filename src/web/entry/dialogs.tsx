/** Small dialogs of the entry screen: skip, ask, page problem, why it is right against a rule. */
import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { SKIP_REASONS, type SkipReason } from '../../domain/work.ts';
import { call } from '../api/client.ts';
import { type TextKey, useSay } from '../texts/texts.ts';

type DialogProps = Readonly<{ onClose: () => void; problem: string | null }>;

export const SkipDialog = ({
  onClose,
  problem,
  onSkip,
}: DialogProps & Readonly<{ onSkip: (reason: SkipReason) => void }>) => {
  const say = useSay();
  return (
    <Modal opened onClose={onClose} title={say('web-key-skip')} returnFocus={false}>
      <fieldset
        aria-label={say('web-skip-why')}
        className="pick"
        onKeyDown={(event) => {
          const reason = SKIP_REASONS[Number(event.key) - 1];
          if (reason !== undefined) {
            event.preventDefault();
            onSkip(reason);
          }
        }}
      >
        {SKIP_REASONS.map((reason, index) => (
          <button
            key={reason}
            type="button"
            onClick={() => onSkip(reason)}
            data-autofocus={index === 0 ? true : undefined}
          >
            <kbd>{index + 1}</kbd> {say(`web-skip-${reason}`)}
          </button>
        ))}
      </fieldset>
      <Problem text={problem} />
    </Modal>
  );
};

export const AskDialog = ({
  entryId,
  onClose,
  problem,
  onAsk,
}: DialogProps & Readonly<{ entryId: number; onAsk: (text: string, to: string | null) => void }>) => {
  const say = useSay();
  const [text, setText] = useState('');
  const [to, setTo] = useState('');
  const colleagues = useQuery({
    queryKey: ['entries.colleagues', entryId],
    queryFn: () => call('entries.colleagues', { params: { id: entryId } }),
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '') onAsk(text.trim(), to === '' ? null : to);
  };
  return (
    <Modal opened onClose={onClose} title={say('web-key-ask')} returnFocus={false}>
      <form className="form" onSubmit={send}>
        <label>
          {say('web-ask-text')}
          <textarea
            value={text}
            onChange={(event) => setText(event.target.value)}
            maxLength={500}
            rows={3}
            data-autofocus
            required
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) send(event);
            }}
          />
        </label>
        <label>
          {say('web-ask-to')}
          <select value={to} onChange={(event) => setTo(event.target.value)}>
            <option value="">{say('web-ask-anybody')}</option>
            {(colleagues.data?.items ?? []).map(({ username, name }) => (
              <option key={username} value={username}>
                {name} ({username})
              </option>
            ))}
          </select>
        </label>
        <p className="quiet">{say('web-ask-explained')}</p>
        <Problem text={problem} />
        <button type="submit" className="main-button">
          {say('web-ask-do')}
        </button>
      </form>
    </Modal>
  );
};

type ReasonProps = DialogProps &
  Readonly<{
    title: TextKey;
    explained: TextKey;
    ready: readonly TextKey[];
    onReason: (reason: string) => void;
  }>;

/** A reason in words: ready ones to pick by number, or one's own. Enter takes the first. */
export const ReasonDialog = ({ onClose, problem, title, explained, ready, onReason }: ReasonProps) => {
  const say = useSay();
  const [text, setText] = useState('');
  const send = (event: FormEvent) => {
    event.preventDefault();
    const [first] = ready;
    const reason = text.trim() === '' && first !== undefined ? say(first) : text.trim();
    const picked = ready[Number(reason) - 1];
    onReason(picked === undefined ? reason : say(picked));
  };
  return (
    <Modal opened onClose={onClose} title={say(title)} returnFocus={false}>
      <form className="form" onSubmit={send}>
        <p className="quiet">{say(explained)}</p>
        <div className="pick">
          {ready.map((one, index) => (
            <button key={one} type="button" onClick={() => onReason(say(one))}>
              <kbd>{index + 1}</kbd> {say(one)}
            </button>
          ))}
        </div>
        <label>
          {say('web-reason')}
          <input
            value={text}
            onChange={(event) => setText(event.target.value)}
            maxLength={500}
            placeholder={ready[0] === undefined ? '' : say(ready[0])}
            data-autofocus
          />
        </label>
        <Problem text={problem} />
        <button type="submit" className="main-button">
          {say('web-reason-do')}
        </button>
      </form>
    </Modal>
  );
};

const Problem = ({ text }: Readonly<{ text: string | null }>) =>
  text === null ? null : (
    <p className="note-bad" role="alert">
      {text}
    </p>
  );
