/** One entry on the desk: pages at the left, form at the right. What keys and buttons do is in desk/use-desk-work.ts. */
import { memo, useRef } from 'react';
import { KINDS } from '../../domain/kinds.ts';
import type { EntryView } from '../api/types.ts';
import { Key } from '../keys/KeyTable.tsx';
import { keysOf, type ShortcutId } from '../keys/registry.ts';
import { useStore } from '../state/store.ts';
import { shownElsewhere } from '../state/tabs.ts';
import { type TextKey, useSay, useTexts } from '../texts/texts.ts';
import { DecisionPanel } from './DecisionPanel.tsx';
import { DeskDialogs } from './desk/DeskDialogs.tsx';
import { type KeyTarget, useDeskKeys } from './desk/keys.ts';
import { Question } from './desk/Question.tsx';
import { useDeskWork } from './desk/use-desk-work.ts';
import { isChanged } from './draft.ts';
import { type EditorHandle, FieldEditor } from './FieldEditor.tsx';
import { FieldList } from './FieldList.tsx';
import { EntryPages } from './viewer/EntryPages.tsx';
import type { ViewerHandle } from './viewer/PageViewer.tsx';

type Props = Readonly<{
  entry: EntryView;
  /** False while it is only drawn ahead. */
  isShown: boolean;
  /** Opened by its address: nothing follows it. */
  isSingle: boolean;
  onFinished: () => void;
  /** Other work is wanted; undefined where there is none to choose. */
  onChoose?: (() => void) | undefined;
}>;

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

export const EntryDesk = memo(({ entry, isShown, isSingle, onFinished, onChoose }: Props) => {
  const say = useSay();
  const { language } = useTexts();
  const editor = useRef<EditorHandle>(null);
  const viewer = useRef<ViewerHandle>(null);
  const list = useRef<HTMLOListElement>(null);
  const desk = useDeskWork({ entry, isShown, isSingle, onFinished, onChoose, editor, viewer, list });
  const { opened, statements, left, act } = desk;
  const { field, spec, draft, isDeciding } = opened;
  const { sure } = statements;
  const isElsewhere = useStore(shownElsewhere).includes(entry.id);
  const target: KeyTarget = { isShown, act, isDeciding, hasDialog: desk.dialog !== null };
  const latest = useRef(target);
  latest.current = target;
  useDeskKeys(latest, desk.touch);
  return (
    <div
      className="desk"
      {...(isShown ? { 'data-entry': entry.id, 'data-testid': 'desk' } : { 'data-ahead': entry.id })}
    >
      <EntryPages ref={viewer} entry={entry} field={field} />
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
          {onChoose !== undefined && (
            <button
              type="button"
              className="entry-choose"
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => act('choose-work')}
            >
              {say('web-choose-work')} <Key name={keysOf('choose-work')[0] ?? ''} />
            </button>
          )}
          <p className="entry-left" data-testid="left">
            {left === 0 ? say('web-all-done') : say('web-fields-left', { count: left })}
          </p>
        </header>
        {isElsewhere && (
          <p className="banner" role="status" data-testid="elsewhere">
            {say('web-elsewhere')}
          </p>
        )}
        {!desk.canKey && <p className="banner">{say(entry.closed ? 'web-closed' : 'web-only-looking')}</p>}
        {entry.questions
          .filter((one) => one.answer === null)
          .map((one) => (
            <Question key={one.id} question={one} onAnswered={desk.refresh} />
          ))}
        <FieldList
          ref={list}
          kind={entry.kind}
          fields={opened.listed}
          current={opened.current}
          asked={statements.askedFields}
          onGo={desk.goTo}
          putAway={opened.putAway}
          onSpread={opened.spread}
        >
          {field !== null && spec !== null && draft !== null && !isDeciding && (
            <FieldEditor
              ref={editor}
              isShown={isShown}
              kind={entry.kind}
              field={field}
              spec={spec}
              draft={draft}
              officeId={entry.office.id}
              year={entry.book.year}
              hits={statements.hits}
              isInvalid={isChanged(draft) && statements.isInvalid}
              notice={opened.notice}
              canKey={desk.canKey}
              onDraft={opened.setDraft}
            />
          )}
          {field !== null && spec !== null && isDeciding && (
            <DecisionPanel
              isShown={isShown}
              entryId={entry.id}
              field={field}
              spec={spec}
              canDecide={desk.canKey && entry.canAdjudicate}
              onChoose={(statement) => statements.put(statement, 'next')}
              onType={() => act('choose-other')}
            />
          )}
        </FieldList>
        {sure.length > 0 && (
          <button
            type="button"
            className="main-button finish"
            title={say('web-confirm-all-explained')}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => act('confirm-all')}
          >
            {say('web-confirm-all', { count: sure.length })} <Key name={keysOf('confirm-all')[0] ?? ''} />
          </button>
        )}
        {left === 0 && (
          <button type="button" className="main-button finish" onClick={() => act('finish')}>
            {say(isSingle ? 'web-back' : 'web-next-entry')} <Key name="Alt+Enter" />
          </button>
        )}
        <footer className="entry-tools" role="toolbar" aria-label={say('web-entry-tools')} data-tour="tools">
          <span className="quiet">Alt +</span>
          {TOOLS.map((tool) => (
            <button
              key={tool.id}
              type="button"
              disabled={!desk.canKey && tool.id !== 'history'}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => act(tool.id)}
            >
              <Key name={(keysOf(tool.id)[0] ?? '').replace('Alt+', '')} /> {say(tool.text)}
            </button>
          ))}
        </footer>
      </section>
      <DeskDialogs
        entry={entry}
        field={field}
        spec={spec}
        dialog={desk.dialog}
        asked={desk.asked}
        problem={desk.problem}
        onClose={desk.closeDialog}
        onLeave={(request) => void desk.leaveEntry(request)}
        onReason={desk.onReason}
      />
    </div>
  );
});
