/** The work on one entry: everything that keys and buttons do. */
import { type RefObject, useCallback, useRef, useState } from 'react';
import { problemText } from '../../api/problem-text.ts';
import type { EntryView } from '../../api/types.ts';
import type { ShortcutId } from '../../keys/registry.ts';
import { useDesk } from '../../shell/desk.ts';
import { useSay } from '../../texts/texts.ts';
import { optionsOf } from '../DecisionPanel.tsx';
import { alternativesOf, textOf } from '../display.ts';
import type { EditorHandle } from '../FieldEditor.tsx';
import { leastSure, neighbour, nextNeeding, openCount } from '../field-order.ts';
import type { ViewerHandle } from '../viewer/PageViewer.tsx';
import type { Asked, DialogName } from './DeskDialogs.tsx';
import { useOpenField } from './use-open-field.ts';
import { useStatements } from './use-statements.ts';

type Parts = Readonly<{
  entry: EntryView;
  isShown: boolean;
  /** Opened by its address: nothing follows it. */
  isSingle: boolean;
  onFinished: () => void;
  /** Other work is wanted; undefined where there is none to choose. */
  onChoose: (() => void) | undefined;
  editor: RefObject<EditorHandle | null>;
  viewer: RefObject<ViewerHandle | null>;
  /** The list of fields: what lies in its visible part has been seen. */
  list: RefObject<HTMLElement | null>;
}>;

export const useDeskWork = ({
  entry,
  isShown,
  isSingle,
  onFinished,
  onChoose,
  editor,
  viewer,
  list,
}: Parts) => {
  const say = useSay();
  const { work } = useDesk();
  const opened = useOpenField(entry, isShown);
  const { fields, listed, current, field, spec, draft, setDraft, setNotice, open } = opened;
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  /** Fields gone to because the machine is not sure. */
  const visited = useRef(new Set<string>());
  const canKey = entry.lease !== null && !entry.closed && (entry.canKey || entry.canAdjudicate);
  const statements = useStatements({
    entry,
    isShown,
    opened,
    canKey,
    list,
    onFinished,
    onAsk: (waiting) => {
      setAsked(waiting);
      setDialog('reason');
    },
  });
  const { put, leaveFor } = statements;
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

  /** Leaves the entry by a request that takes it off the desk. */
  const leaveEntry = async (request: Promise<unknown>): Promise<void> => {
    try {
      await request;
      statements.giveAway();
      setDialog(null);
      if (isSingle) onFinished();
      else work.drop();
    } catch (error) {
      setProblem(problemText(error, say));
    }
  };

  const choose = (id: ShortcutId): boolean => {
    const option = field === null ? undefined : optionsOf(field).find((one) => one.id === id);
    if (option !== undefined) put({ type: 'choose', reading: option.choice }, 'next');
    return option !== undefined;
  };
  const openDialog = (name: DialogName, isAllowed = canKey): void => {
    setProblem(null);
    if (isAllowed) setDialog(name);
  };
  const closeDialog = (): void => {
    setDialog(null);
    editor.current?.focus();
  };

  /** Everything that a key or a button can do here; false: it has no meaning at this moment. */
  const actions: Readonly<Partial<Record<ShortcutId, () => unknown>>> = {
    save: () => void (editor.current?.take() !== true && statements.onEnter()),
    'confirm-all': () => statements.confirmSeen(),
    finish: () => {
      statements.sayTyped();
      onFinished();
    },
    'choose-work': () => chooseWork(),
    next: () => void (editor.current?.take() !== true && leaveFor(nextNeeding(fields, current))),
    previous: () => leaveFor(nextNeeding(fields, current, -1)),
    down: () => step(1),
    up: () => step(-1),
    alternative: () => cycle(1),
    'alternative-back': () => cycle(-1),
    doubt: () => editor.current?.nextDoubt(),
    'least-sure': () => goToDoubtful(),
    ditto: () => ditto(),
    revert: () => void (editor.current?.close() !== true && open(current)),
    blank: () => put({ type: 'mark', state: 'blank' }, 'next'),
    illegible: () => put({ type: 'mark', state: 'illegible' }, 'next'),
    struck: () => put({ type: 'mark', state: 'struck' }, 'next'),
    skip: () => openDialog('skip'),
    ask: () => openDialog('ask'),
    'page-problem': () => openDialog('page-problem'),
    history: () => openDialog('history', true),
    undo: () => void statements.undo(),
    back: () => {
      const { last } = work.state.get();
      statements.sayTyped();
      if (last !== null) void work.openEntry(last.id);
    },
    absent: () => opened.toggleAbsent(),
    'choose-first': () => choose('choose-first'),
    'choose-second': () => choose('choose-second'),
    'choose-machine': () => choose('choose-machine'),
    'choose-other': () => opened.typeHere(),
  };
  const chooseWork = (): boolean => {
    statements.sayTyped();
    onChoose?.();
    return onChoose !== undefined;
  };
  const goToDoubtful = (): void => {
    const next = leastSure(fields, current, visited.current);
    // When all were gone to, the round begins anew.
    if (next !== null && visited.current.has(next)) visited.current.clear();
    if (next !== null) visited.current.add(next);
    leaveFor(next);
  };
  const step = (direction: 1 | -1): void => {
    if (editor.current?.move(direction) === true || current === null) return;
    leaveFor(neighbour(listed, current, direction));
  };
  const act = (id: ShortcutId): boolean => {
    if (viewer.current?.act(id) === true) return true;
    const action = actions[id];
    return action !== undefined && action() !== false;
  };

  return {
    opened,
    statements,
    canKey,
    left: openCount(fields),
    problem,
    dialog,
    asked,
    goTo,
    act,
    leaveEntry,
    closeDialog,
    onReason: (waiting: Asked, reason: string): void => {
      setDialog(null);
      statements.sayWithReason(waiting, reason);
    },
    refresh: () => void work.refresh(),
    touch: work.touch,
  };
};
