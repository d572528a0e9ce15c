/** What is said about fields: confirmed, typed, marked, decided, taken back; and where it goes on from there. */
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { ApiProblem, call } from '../../api/client.ts';
import { problemText } from '../../api/problem-text.ts';
import type { EntryView, Hit, Statement } from '../../api/types.ts';
import { useDesk } from '../../shell/desk.ts';
import { uuid } from '../../state/random.ts';
import { useSay } from '../../texts/texts.ts';
import { type Shown, withChange } from '../display.ts';
import { outcomeOf } from '../draft.ts';
import { nextNeeding, openCount } from '../field-order.ts';
import { latestOf } from '../save/queue.ts';
import { isImpossibleDate } from '../typing/dates.ts';
import { useCheck } from '../use-check.ts';
import type { Asked, Then } from './DeskDialogs.tsx';
import { fieldsOnScreen } from './on-screen.ts';
import { fieldsAsked, isSure } from './sure-fields.ts';
import { type OpenField, shownFields } from './use-open-field.ts';

type Parts = Readonly<{
  entry: EntryView;
  isShown: boolean;
  opened: OpenField;
  canKey: boolean;
  list: RefObject<HTMLElement | null>;
  onFinished: () => void;
  /** A rule wants a reason before it is said. */
  onAsk: (asked: Asked) => void;
}>;

export const useStatements = ({ entry, isShown, opened, canKey, list, onFinished, onAsk }: Parts) => {
  const say = useSay();
  const { saver, work } = useDesk();
  const { fields, current, field, spec, draft, isDeciding, open, setNotice } = opened;
  const [acknowledged, setAcknowledged] = useState<ReadonlySet<string>>(new Set());
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
    if (!canKey) setNotice(say('web-only-looking'));
    else if (codes.length > 0) onAsk({ statement, codes, then });
    else {
      sayHere(statement, null);
      goOn(then);
    }
  };

  const questions = (): readonly string[] =>
    hits.filter((hit) => hit.severity === 'question' && !acknowledged.has(hit.code)).map((hit) => hit.code);

  /** What no calendar has or the field cannot hold stays where it can be mended; `=` in front keeps it as it stands. */
  const isRefused = (statement: Statement): boolean => {
    if (statement.type !== 'text' || statement.text.startsWith('=') || current === null) return false;
    const isWrong =
      check.invalid.includes(current) || (spec?.type === 'date' && isImpossibleDate(statement.text));
    if (isWrong) setNotice(say('web-mend-first'));
    return isWrong;
  };

  const onEnter = (): void => {
    if (field === null || spec === null || draft === null) {
      onFinished();
      return;
    }
    const outcome = outcomeOf(draft, field, spec, 'enter');
    if (outcome.type === 'empty') setNotice(say('web-empty-field'));
    else if (outcome.type === 'unread') setNotice(say('web-unread-field'));
    else if (outcome.type !== 'say') goOn('next');
    else if (!isRefused(outcome.statement)) put(outcome.statement, 'next', questions());
  };

  /** What was typed here and not said yet. */
  const typedHere = (): Statement | null => {
    if (field === null || spec === null || draft === null || isDeciding) return null;
    const outcome = outcomeOf(draft, field, spec, 'leave');
    return outcome.type === 'say' ? outcome.statement : null;
  };

  /**
   * What was typed here is said, and of what only wants a look all is confirmed that stands on the screen; the rest is
   * gathered into view next. A rule that asks here comes first.
   */
  const confirmSeen = (): void => {
    const typed = typedHere();
    if (typed !== null) {
      if (isRefused(typed)) return;
      const codes = questions();
      if (codes.length > 0 || !canKey) {
        put(typed, 'stay', codes);
        return;
      }
      sayHere(typed, null);
    }
    const seen = list.current === null ? new Set<string>() : fieldsOnScreen(list.current);
    const isStillSure = (one: Shown): boolean => isSure(entry.kind, one, askedFields);
    for (const one of shownFields(entry, saver.queue.get()).filter(isStillSure)) {
      if (seen.has(one.name)) send(one, { type: 'confirm' }, null, one.name === current ? 1 : 0);
    }
    const unseen = shownFields(entry, saver.queue.get()).filter(isStillSure).length;
    goOn('next');
    if (unseen === 0) return;
    opened.gather();
    setNotice(say('web-confirm-rest', { count: unseen }));
  };

  /** What was typed is said when the field is left, whichever way; once. */
  const sayTyped = (): void => {
    const typed = typedHere();
    if (typed?.type !== 'text' || !canKey || field === null) return;
    const said = latestOf(saver.queue.get(), entry.id, field.name)?.statement;
    if (said?.type !== 'text' || said.text !== typed.text) sayHere(typed, null);
  };
  const leaveFor = (name: string | null): void => {
    if (name === null || name === current) return;
    sayTyped();
    open(name);
  };
  /** The entry was given away with what was typed in it: skipped, asked about, held. */
  const isGivenAway = useRef(false);
  const latestTyped = useRef(sayTyped);
  latestTyped.current = () => {
    if (isShown && !isGivenAway.current) sayTyped();
  };
  // Another screen of the menu is a way of leaving the field, too.
  useEffect(() => () => latestTyped.current(), []);

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
      opened.openAs(withChange(undone.field, undefined));
      setNotice(say('web-undone'));
    } catch (error) {
      const isNothing = error instanceof ApiProblem && error.code === 'nothing-to-undo';
      const { last } = work.state.get();
      setNotice(
        isNothing && last !== null
          ? say('web-undo-before', { number: last.number ?? say('web-no-number') })
          : problemText(error, say),
      );
    }
  };

  return {
    hits,
    askedFields,
    sure,
    isInvalid: current !== null && check.invalid.includes(current),
    put,
    onEnter,
    confirmSeen,
    leaveFor,
    sayTyped,
    giveAway: () => {
      isGivenAway.current = true;
    },
    undo,
    /** The reason that a rule asked for is given. */
    sayWithReason: (waiting: Asked, reason: string): void => {
      setAcknowledged(new Set([...acknowledged, ...waiting.codes]));
      sayHere(waiting.statement, reason);
      goOn(waiting.then);
    },
  };
};
