/** One entry on the desk: page at the left, form at the right, and every key. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { KINDS } from '../../domain/kinds.ts';
import type { SkipReason } from '../../domain/work.ts';
import { ApiProblem, call } from '../api/client.ts';
import type { EntryView, Hit, Statement } from '../api/types.ts';
import { Key } from '../keys/KeyTable.tsx';
import { isComposing, keysOf, type ShortcutId, shortcutFor } from '../keys/registry.ts';
import { useDesk } from '../shell/desk.ts';
import { uuid } from '../state/random.ts';
import { useStore } from '../state/store.ts';
import { type TextKey, useSay, useTexts } from '../texts/texts.ts';
import { DecisionPanel, History, optionsOf } from './DecisionPanel.tsx';
import { AskDialog, ReasonDialog, SkipDialog } from './dialogs.tsx';
import { alternativesOf, type Shown, specOf, textOf, withChange } from './display.ts';
import { type Draft, draftOf, isChanged, outcomeOf } from './draft.ts';
import { type EditorHandle, FieldEditor } from './FieldEditor.tsx';
import { FieldList } from './FieldList.tsx';
import { isAbsent, neighbour, nextNeeding, openCount } from './field-order.ts';
import { latestOf, type Queue } from './save/queue.ts';
import { useCheck } from './use-check.ts';
import { PageViewer, type ViewerHandle } from './viewer/PageViewer.tsx';

type Props = Readonly<{
  entry: EntryView;
  /** Opened by its address: nothing follows it. */
  isSingle: boolean;
  onFinished: () => void;
}>;

type Dialog = 'skip' | 'ask' | 'page-problem' | 'reason' | 'history' | null;
/** A statement that waits for a reason, and where to go afterwards. */
type Asked = Readonly<{ statement: Statement; codes: readonly string[]; then: Move }>;
type Move = 'next' | 'stay';

const shownFields = (entry: EntryView, queue: Queue): readonly Shown[] =>
  entry.fields.map((field) => withChange(field, latestOf(queue, entry.id, field.name)));

export const EntryDesk = ({ entry, isSingle, onFinished }: Props) => {
  const say = useSay();
  const { language } = useTexts();
  const { saver, work } = useDesk();
  const queue = useStore(saver.queue);
  const { last } = useStore(work.state);
  const fields = useMemo(() => shownFields(entry, queue), [entry, queue]);
  const [withAbsent, setWithAbsent] = useState(false);
  const listed = useMemo(
    () => (withAbsent ? fields : fields.filter((one) => !isAbsent(one))),
    [fields, withAbsent],
  );
  const [current, setCurrent] = useState<string | null>(
    () => nextNeeding(fields, null) ?? listed[0]?.name ?? null,
  );
  const field = fields.find((one) => one.name === current) ?? null;
  const spec = field === null ? null : specOf(entry.kind, field);
  const [draft, setDraft] = useState<Draft | null>(() =>
    field === null || spec === null ? null : draftOf(field, spec),
  );
  const [dialog, setDialog] = useState<Dialog>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [notice, setNotice] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  /** Fields where a checker types instead of choosing. */
  const [typing, setTyping] = useState<string | null>(null);
  const [acknowledged, setAcknowledged] = useState<ReadonlySet<string>>(new Set());
  const editor = useRef<EditorHandle>(null);
  const viewer = useRef<ViewerHandle>(null);

  const canKey = entry.lease !== null && !entry.closed && (entry.canKey || entry.canAdjudicate);
  const isDeciding =
    field?.readings != null && field.task !== null && !field.settled && typing !== field.name;
  const check = useCheck(entry, fields, draft);
  const hits: readonly Hit[] = useMemo(
    () => (check.rules ?? entry.rules).filter((hit) => current !== null && hit.fields.includes(current)),
    [check.rules, entry.rules, current],
  );
  const askedFields = useMemo(
    () => new Set(entry.rules.filter((hit) => hit.severity === 'question').flatMap((hit) => [...hit.fields])),
    [entry.rules],
  );

  const open = useCallback(
    (name: string | null) => {
      setNotice(null);
      setTyping(null);
      setCurrent(name);
      const now = shownFields(entry, saver.queue.get()).find((one) => one.name === name);
      setDraft(now === undefined ? null : draftOf(now, specOf(entry.kind, now)));
    },
    [entry, saver],
  );

  const say_ = (statement: Statement, reason: string | null): void => {
    if (field === null || draft === null || entry.lease === null) return;
    saver.save({
      entryId: entry.id,
      kind: entry.kind,
      number: entry.number,
      field: field.name,
      fence: entry.lease.fence,
      version: field.version,
      statement,
      reason,
      // A decision or a button is one press, too.
      keys: Math.max(1, draft.keys),
    });
    work.touch();
  };

  const goOn = (move: Move): void => {
    if (move === 'stay') return;
    const now = shownFields(entry, saver.queue.get());
    const next = nextNeeding(now, current);
    if (next !== null) open(next);
    else if (openCount(now) === 0) onFinished();
  };

  /** Says it, unless a rule asks for a reason first. */
  const put = (statement: Statement, then: Move, codes: readonly string[] = []): void => {
    if (!canKey) {
      setNotice(say('web-only-looking'));
      return;
    }
    if (codes.length > 0) {
      setAsked({ statement, codes, then });
      setDialog('reason');
      return;
    }
    say_(statement, null);
    goOn(then);
  };

  const questions = (): readonly string[] =>
    hits.filter((hit) => hit.severity === 'question' && !acknowledged.has(hit.code)).map((hit) => hit.code);

  const onEnter = (): void => {
    if (field === null || spec === null || draft === null) {
      onFinished();
      return;
    }
    const outcome = outcomeOf(draft, field, spec, 'enter');
    if (outcome.type === 'empty') setNotice(say('web-empty-field'));
    else if (outcome.type === 'unread') setNotice(say('web-unread-field'));
    else if (outcome.type === 'say') put(outcome.statement, 'next', questions());
    else goOn('next');
  };

  /** What was typed is said when the field is left, whichever way. */
  const leaveFor = (name: string | null): void => {
    if (name === null || name === current) return;
    if (field !== null && spec !== null && draft !== null && !isDeciding) {
      const outcome = outcomeOf(draft, field, spec, 'leave');
      if (outcome.type === 'say' && canKey) say_(outcome.statement, null);
    }
    open(name);
  };
  const latestLeave = useRef(leaveFor);
  latestLeave.current = leaveFor;
  const goTo = useCallback((name: string) => latestLeave.current(name), []);

  const cycle = (direction: 1 | -1): void => {
    if (field === null || spec === null || draft === null) return;
    const others = [draft.initial, ...alternativesOf(spec, field.hidden ? null : field.machine)];
    if (others.length < 2) return;
    const next = (draft.alternative + 1 + direction + others.length) % others.length;
    setDraft({ ...draft, text: others[next] ?? draft.initial, alternative: next - 1 });
  };

  const ditto = (): void => {
    if (field === null || spec === null || draft === null) return;
    const above = entry.previous?.values[field.name];
    if (above === undefined) setNotice(say('web-no-ditto'));
    else setDraft({ ...draft, text: textOf(spec, above) });
  };

  const undo = async (): Promise<void> => {
    const unsent = saver.queue.get().findLast((one) => one.entryId === entry.id);
    if (unsent !== undefined && unsent.state !== 'sending' && !unsent.uncertain) {
      saver.dispatch({ type: 'dropped', key: unsent.key });
      setCurrent(unsent.field);
      open(unsent.field);
      return;
    }
    if (entry.lease === null) return;
    try {
      const undone = await call('entries.undo', {
        params: { id: entry.id },
        body: { key: uuid(), fence: entry.lease.fence },
      });
      await work.refresh();
      setCurrent(undone.field.name);
      setDraft(draftOf(withChange(undone.field, undefined), specOf(entry.kind, undone.field)));
      setNotice(say('web-undone'));
    } catch (error) {
      setNotice(problemText(error, say));
    }
  };

  /** Leaves the entry by a request that takes it off the desk. */
  const leaveEntry = async (request: Promise<unknown>): Promise<void> => {
    try {
      await request;
      setDialog(null);
      if (isSingle) onFinished();
      else work.drop();
    } catch (error) {
      setProblem(problemText(error, say));
    }
  };
  const fence = entry.lease?.fence ?? 0;

  const act = (id: ShortcutId): boolean => {
    if (viewer.current?.act(id) === true) return true;
    switch (id) {
      case 'save':
        if (editor.current?.take() !== true) onEnter();
        return true;
      case 'finish':
        onFinished();
        return true;
      case 'next':
        if (editor.current?.take() === true) return true;
        leaveFor(nextNeeding(fields, current));
        return true;
      case 'previous':
        leaveFor(nextNeeding(fields, current, -1));
        return true;
      case 'down':
        if (editor.current?.move(1) !== true && current !== null) leaveFor(neighbour(listed, current, 1));
        return true;
      case 'up':
        if (editor.current?.move(-1) !== true && current !== null) leaveFor(neighbour(listed, current, -1));
        return true;
      case 'alternative':
        cycle(1);
        return true;
      case 'alternative-back':
        cycle(-1);
        return true;
      case 'doubt':
        editor.current?.nextDoubt();
        return true;
      case 'ditto':
        ditto();
        return true;
      case 'revert':
        if (editor.current?.close() !== true) open(current);
        return true;
      case 'blank':
      case 'illegible':
      case 'struck':
        put({ type: 'mark', state: id }, 'next');
        return true;
      case 'skip':
      case 'ask':
      case 'page-problem':
        if (canKey) setDialog(id);
        return true;
      case 'history':
        setDialog('history');
        return true;
      case 'undo':
        void undo();
        return true;
      case 'back':
        if (last !== null) void work.openEntry(last.id);
        return true;
      case 'absent':
        setWithAbsent((now) => !now);
        return true;
      case 'choose-first':
      case 'choose-second':
      case 'choose-machine': {
        const option = field === null ? undefined : optionsOf(field).find((one) => one.id === id);
        if (option !== undefined) put({ type: 'choose', reading: option.choice }, 'next');
        return option !== undefined;
      }
      case 'choose-other':
        setTyping(current);
        return true;
      default:
        return false;
    }
  };
  const latest = useRef({ act, isDeciding, dialog });
  latest.current = { act, isDeciding, dialog };

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      work.touch();
      if (event.defaultPrevented || isComposing(event) || latest.current.dialog !== null) return;
      const isTyping = isText(event.target);
      const isDecisionHere = latest.current.isDeciding && !isTyping;
      const id = shortcutFor(event, isDecisionHere ? ['entry', 'decide'] : ['entry']);
      if (
        id === undefined ||
        (event.target instanceof HTMLElement && event.target.closest('[role="dialog"]'))
      )
        return;
      // On a button these keys are the button's own; only the field's input and the bare desk give them a meaning.
      if (FIELD_KEYS.has(id) && !isOnDesk(event.target)) return;
      if (latest.current.act(id)) event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [work]);

  const left = openCount(fields);
  return (
    <div className="desk" data-entry={entry.id} data-testid="desk">
      <PageViewer
        ref={viewer}
        image={entry.page.image}
        page={entry.page}
        box={field?.box ?? null}
        label={say('web-page-of', { file: entry.page.file, frame: entry.page.frame + 1 })}
      />
      <section className="form-side" aria-label={say('web-form')}>
        <header className="entry-head" data-tour="head">
          <div>
            <h1>
              {KINDS[entry.kind].title[language]} {entry.number ?? say('web-no-number')}
            </h1>
            <p className="quiet">
              {entry.office.name} · {say('web-book', { year: entry.book.year, volume: entry.book.volume })} ·{' '}
              {entry.batch.name}
            </p>
          </div>
          <p className="entry-left" data-testid="left">
            {left === 0 ? say('web-all-done') : say('web-fields-left', { count: left })}
          </p>
        </header>
        {!canKey && <p className="banner">{say(entry.closed ? 'web-closed' : 'web-only-looking')}</p>}
        {entry.questions
          .filter((one) => one.answer === null)
          .map((one) => (
            <Question key={one.id} question={one} onAnswered={() => void work.refresh()} />
          ))}
        <FieldList kind={entry.kind} fields={listed} current={current} asked={askedFields} onGo={goTo}>
          {field !== null && spec !== null && draft !== null && !isDeciding && (
            <FieldEditor
              ref={editor}
              kind={entry.kind}
              field={field}
              spec={spec}
              draft={draft}
              officeId={entry.office.id}
              year={entry.book.year}
              hits={hits}
              isInvalid={isChanged(draft) && check.invalid.includes(field.name)}
              notice={notice}
              canKey={canKey}
              onDraft={setDraft}
            />
          )}
          {field !== null && spec !== null && isDeciding && (
            <DecisionPanel
              entryId={entry.id}
              field={field}
              spec={spec}
              canDecide={canKey && entry.canAdjudicate}
              onChoose={(statement) => put(statement, 'next')}
              onType={() => act('choose-other')}
            />
          )}
        </FieldList>
        {left === 0 && (
          <button type="button" className="main-button finish" onClick={onFinished}>
            {say(isSingle ? 'web-back' : 'web-next-entry')} <Key name="Alt+Enter" />
          </button>
        )}
        <footer className="entry-tools" role="toolbar" aria-label={say('web-entry-tools')} data-tour="tools">
          <span className="quiet">Alt +</span>
          {TOOLS.map((tool) => (
            <button
              key={tool.id}
              type="button"
              disabled={!canKey && tool.id !== 'history'}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => act(tool.id)}
            >
              <Key name={(keysOf(tool.id)[0] ?? '').replace('Alt+', '')} /> {say(tool.text)}
            </button>
          ))}
        </footer>
      </section>
      {dialog === 'skip' && (
        <SkipDialog
          problem={problem}
          onClose={() => setDialog(null)}
          onSkip={(reason: SkipReason) =>
            void leaveEntry(
              call('entries.skip', { params: { id: entry.id }, body: { fence, reason, note: '' } }),
            )
          }
        />
      )}
      {dialog === 'ask' && (
        <AskDialog
          problem={problem}
          onClose={() => setDialog(null)}
          onAsk={(text, to) =>
            void leaveEntry(
              call('entries.ask', { params: { id: entry.id }, body: { fence, field: current, text, to } }),
            )
          }
        />
      )}
      {dialog === 'page-problem' && (
        <ReasonDialog
          title="web-key-page-problem"
          explained="web-page-problem-explained"
          ready={PAGE_PROBLEMS}
          problem={problem}
          onClose={() => setDialog(null)}
          onReason={(text) =>
            void leaveEntry(call('entries.pageProblem', { params: { id: entry.id }, body: { fence, text } }))
          }
        />
      )}
      {dialog === 'reason' && asked !== null && (
        <ReasonDialog
          title="web-reason-title"
          explained="web-reason-explained"
          ready={REASONS}
          problem={null}
          onClose={() => {
            setDialog(null);
            editor.current?.focus();
          }}
          onReason={(reason) => {
            setDialog(null);
            setAcknowledged(new Set([...acknowledged, ...asked.codes]));
            say_(asked.statement, reason);
            goOn(asked.then);
          }}
        />
      )}
      {dialog === 'history' && field !== null && spec !== null && (
        <HistoryDialog entryId={entry.id} field={field} spec={spec} onClose={() => setDialog(null)} />
      )}
    </div>
  );
};

const PAGE_PROBLEMS = ['web-page-blurred', 'web-page-cut', 'web-page-wrong'] as const;
const REASONS = ['web-reason-as-written', 'web-reason-ledger-wrong', 'web-reason-checked'] as const;
const TOOLS: readonly Readonly<{ id: ShortcutId; text: TextKey }>[] = [
  { id: 'blank', text: 'web-tool-blank' },
  { id: 'illegible', text: 'web-tool-illegible' },
  { id: 'struck', text: 'web-tool-struck' },
  { id: 'undo', text: 'web-tool-undo' },
  { id: 'history', text: 'web-tool-history' },
  { id: 'ask', text: 'web-tool-ask' },
  { id: 'skip', text: 'web-tool-skip' },
  { id: 'page-problem', text: 'web-tool-page-problem' },
];

const FIELD_KEYS: ReadonlySet<ShortcutId> = new Set<ShortcutId>([
  'save',
  'next',
  'previous',
  'down',
  'up',
  'revert',
]);

const isText = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

const isOnDesk = (target: EventTarget | null): boolean =>
  target === document.body ||
  (target instanceof HTMLElement &&
    (target.dataset.fieldInput !== undefined || target.classList.contains('decision')));

const problemText = (error: unknown, say: ReturnType<typeof useSay>): string =>
  error instanceof ApiProblem && error.text !== '' ? error.text : say('web-offline-title');

const HistoryDialog = ({
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

const Question = ({
  question,
  onAnswered,
}: Readonly<{ question: EntryView['questions'][number]; onAnswered: () => void }>) => {
  const say = useSay();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const send = async () => {
    try {
      await call('entries.answer', { params: { id: question.id }, body: { text: text.trim() } });
      onAnswered();
    } catch (error) {
      setProblem(problemText(error, say));
    }
  };
  return (
    <form
      className="banner question"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') void send();
      }}
    >
      <p>
        <strong>{say('web-question-from', { name: question.by })}</strong> {question.text}
      </p>
      <input
        value={text}
        onChange={(event) => setText(event.target.value)}
        maxLength={500}
        aria-label={say('web-answer')}
        placeholder={say('web-answer')}
      />
      <button type="submit" className="plain-button">
        {say('web-answer-do')}
      </button>
      {problem !== null && <p className="note-bad">{problem}</p>}
    </form>
  );
};
