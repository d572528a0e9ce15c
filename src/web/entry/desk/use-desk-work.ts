/** The work on one entry: which field is open, what stands in it, and everything that keys and buttons do. */
import { type RefObject, useCallback, useMemo, useRef, useState } from 'react';
import { call } from '../../api/client.ts';
import { problemText } from '../../api/problem-text.ts';
import type { EntryView, Hit, Statement } from '../../api/types.ts';
import type { ShortcutId } from '../../keys/registry.ts';
import { useDesk } from '../../shell/desk.ts';
import { uuid } from '../../state/random.ts';
import { useStore } from '../../state/store.ts';
import { useSay } from '../../texts/texts.ts';
import { optionsOf } from '../DecisionPanel.tsx';
import { alternativesOf, type Shown, specOf, textOf, withChange } from '../display.ts';
import { type Draft, draftOf, outcomeOf } from '../draft.ts';
import type { EditorHandle } from '../FieldEditor.tsx';
import { isAbsent, leastSure, neighbour, nextNeeding, openCount } from '../field-order.ts';
import { latestOf, type Queue } from '../save/queue.ts';
import { useCheck } from '../use-check.ts';
import type { ViewerHandle } from '../viewer/PageViewer.tsx';
import type { Asked, DialogName, Then } from './DeskDialogs.tsx';
import { fieldsAsked, isSure } from './sure-fields.ts';

const shownFields = (entry: EntryView, queue: Queue): readonly Shown[] =>
  entry.fields.map((field) => withChange(field, latestOf(queue, entry.id, field.name)));

type Parts = Readonly<{
  entry: EntryView;
  /** Opened by its address: nothing follows it. */
  isSingle: boolean;
  onFinished: () => void;
  editor: RefObject<EditorHandle | null>;
  viewer: RefObject<ViewerHandle | null>;
}>;

export const useDeskWork = ({ entry, isSingle, onFinished, editor, viewer }: Parts) => {
  const say = useSay();
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
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [notice, setNotice] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  /** The field where a checker types instead of choosing. */
  const [typing, setTyping] = useState<string | null>(null);
  /** Fields gone to because the machine is not sure. */
  const visited = useRef(new Set<string>());
  const [acknowledged, setAcknowledged] = useState<ReadonlySet<string>>(new Set());

  const canKey = entry.lease !== null && !entry.closed && (entry.canKey || entry.canAdjudicate);
  const isDeciding =
    field?.readings != null && field.task !== null && !field.settled && typing !== field.name;
  const check = useCheck(entry, fields, draft);
  const hits: readonly Hit[] = useMemo(
    () => (check.rules ?? entry.rules).filter((hit) => current !== null && hit.fields.includes(current)),
    [check.rules, entry.rules, current],
  );
  const askedFields = useMemo(() => fieldsAsked(entry.rules), [entry.rules]);
  const sure = useMemo(
    () => (canKey ? fields.filter((one) => isSure(entry.kind, one, askedFields)) : []),
    [canKey, fields, entry.kind, askedFields],
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

  const send = (about: Shown, statement: Statement, reason: string | null, keys: number): void => {
    if (entry.lease === null) return;
    saver.save({
      entryId: entry.id,
      kind: entry.kind,
      number: entry.number,
      field: about.name,
      fence: entry.lease.fence,
      version: about.version,
      statement,
      reason,
      keys,
    });
    work.touch();
  };
  /** A decision or a button is one press, too. */
  const sayHere = (statement: Statement, reason: string | null): void => {
    if (field !== null && draft !== null) send(field, statement, reason, Math.max(1, draft.keys));
  };

  const goOn = (then: Then): void => {
    if (then === 'stay') return;
    const now = shownFields(entry, saver.queue.get());
    const next = nextNeeding(now, current);
    if (next !== null) open(next);
    else if (openCount(now) === 0) onFinished();
  };

  /** Says it, unless a rule asks for a reason first. */
  const put = (statement: Statement, then: Then, codes: readonly string[] = []): void => {
    if (!canKey) {
      setNotice(say('web-only-looking'));
      return;
    }
    if (codes.length > 0) {
      setAsked({ statement, codes, then });
      setDialog('reason');
      return;
    }
    sayHere(statement, null);
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

  /** What was typed here is said, and all that only wants a look is confirmed. A rule that asks here comes first. */
  const confirmAll = (): void => {
    if (field !== null && spec !== null && draft !== null && !isDeciding) {
      const outcome = outcomeOf(draft, field, spec, 'leave');
      if (outcome.type === 'say') {
        const codes = questions();
        if (codes.length > 0 || !canKey) {
          put(outcome.statement, 'stay', codes);
          return;
        }
        sayHere(outcome.statement, null);
      }
    }
    const now = shownFields(entry, saver.queue.get());
    for (const one of now.filter((other) => isSure(entry.kind, other, askedFields))) {
      send(one, { type: 'confirm' }, null, one.name === current ? 1 : 0);
    }
    goOn('next');
  };

  /** What was typed is said when the field is left, whichever way. */
  const leaveFor = (name: string | null): void => {
    if (name === null || name === current) return;
    if (field !== null && spec !== null && draft !== null && !isDeciding) {
      const outcome = outcomeOf(draft, field, spec, 'leave');
      if (outcome.type === 'say' && canKey) sayHere(outcome.statement, null);
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
    save: () => void (editor.current?.take() !== true && onEnter()),
    'confirm-all': () => confirmAll(),
    finish: () => onFinished(),
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
    undo: () => void undo(),
    back: () => void (last !== null && work.openEntry(last.id)),
    absent: () => setWithAbsent((now) => !now),
    'choose-first': () => choose('choose-first'),
    'choose-second': () => choose('choose-second'),
    'choose-machine': () => choose('choose-machine'),
    'choose-other': () => setTyping(current),
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
    fields,
    listed,
    current,
    field,
    spec,
    draft,
    setDraft,
    sure,
    askedFields,
    hits,
    isDeciding,
    isInvalid: current !== null && check.invalid.includes(current),
    canKey,
    left: openCount(fields),
    notice,
    problem,
    dialog,
    asked,
    put,
    goTo,
    act,
    leaveEntry,
    closeDialog,
    onReason: (waiting: Asked, reason: string): void => {
      setDialog(null);
      setAcknowledged(new Set([...acknowledged, ...waiting.codes]));
      sayHere(waiting.statement, reason);
      goOn(waiting.then);
    },
    refresh: () => void work.refresh(),
    touch: work.touch,
  };
};
