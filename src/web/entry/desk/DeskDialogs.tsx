/** What opens over the entry screen: leaving it to others, asking, page problem, reason, history. */
import { useEffect } from 'react';
import { call } from '../../api/client.ts';
import type { EntryView, Statement } from '../../api/types.ts';
import { Key } from '../../keys/KeyTable.tsx';
import { useSay } from '../../texts/texts.ts';
import { History } from '../DecisionPanel.tsx';
import { AskDialog, ReasonDialog, SkipDialog } from '../dialogs.tsx';
import type { Shown, specOf } from '../display.ts';

export type DialogName = 'skip' | 'ask' | 'page-problem' | 'reason' | 'history';
/** Where to go after something was said. */
export type Then = 'next' | 'stay';
/** A statement that waits for a reason. */
export type Asked = Readonly<{ statement: Statement; codes: readonly string[]; then: Then }>;

type Props = Readonly<{
  entry: EntryView;
  field: Shown | null;
  spec: ReturnType<typeof specOf> | null;
  dialog: DialogName | null;
  asked: Asked | null;
  problem: string | null;
  onClose: () => void;
  /** The entry leaves the desk with this request. */
  onLeave: (request: Promise<unknown>) => void;
  onReason: (asked: Asked, reason: string) => void;
}>;

const PAGE_PROBLEMS = ['web-page-blurred', 'web-page-cut', 'web-page-wrong'] as const;
const REASONS = ['web-reason-as-written', 'web-reason-ledger-wrong', 'web-reason-checked'] as const;

export const DeskDialogs = ({
  entry,
  field,
  spec,
  dialog,
  asked,
  problem,
  onClose,
  onLeave,
  onReason,
}: Props) => {
  const params = { id: entry.id };
  const fence = entry.lease?.fence ?? 0;
  switch (dialog) {
    case 'skip':
      return (
        <SkipDialog
          problem={problem}
          onClose={onClose}
          onSkip={(reason) => onLeave(call('entries.skip', { params, body: { fence, reason, note: '' } }))}
        />
      );
    case 'ask':
      return (
        <AskDialog
          entryId={entry.id}
          problem={problem}
          onClose={onClose}
          onAsk={(text, to) =>
            onLeave(call('entries.ask', { params, body: { fence, field: field?.name ?? null, text, to } }))
          }
        />
      );
    case 'page-problem':
      return (
        <ReasonDialog
          title="web-key-page-problem"
          explained="web-page-problem-explained"
          ready={PAGE_PROBLEMS}
          problem={problem}
          onClose={onClose}
          onReason={(text) => onLeave(call('entries.pageProblem', { params, body: { fence, text } }))}
        />
      );
    case 'reason':
      return asked === null ? null : (
        <ReasonDialog
          title="web-reason-title"
          explained="web-reason-explained"
          ready={REASONS}
          problem={null}
          onClose={onClose}
          onReason={(reason) => onReason(asked, reason)}
        />
      );
    case 'history':
      return field === null || spec === null ? null : (
        <HistoryNote entryId={entry.id} field={field} spec={spec} onClose={onClose} />
      );
    case null:
      return null;
  }
};

const HistoryNote = ({
  entryId,
  field,
  spec,
  onClose,
}: Readonly<{ entryId: number; field: Shown; spec: ReturnType<typeof specOf>; onClose: () => void }>) => {
  const say = useSay();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onClose();
    };
    addEventListener('keydown', onKey, true);
    return () => removeEventListener('keydown', onKey, true);
  }, [onClose]);
  return (
    <div className="side-note" role="dialog" aria-label={say('web-history')}>
      <button type="button" className="plain-button" onClick={onClose}>
        {say('web-close')} <Key name="Escape" />
      </button>
      <History entryId={entryId} field={field} spec={spec} />
    </div>
  );
};
