/** Which field of the entry is open, and what stands in its input before it is said. */
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { EntryView, FieldView } from '../../api/types.ts';
import { useDesk } from '../../shell/desk.ts';
import type { Store } from '../../state/store.ts';
import { useSay } from '../../texts/texts.ts';
import { type Shown, specOf, textOf, withChange } from '../display.ts';
import { type Draft, draftOf, isChanged } from '../draft.ts';
import { isAbsent, isLeft, nextNeeding } from '../field-order.ts';
import { type Change, latestOf, type Queue } from '../save/queue.ts';

/** The fields as they stand with what is said and not sent yet. */
export const shownFields = (entry: EntryView, queue: Queue): readonly Shown[] =>
  entry.fields.map((field) => shownField(field, latestOf(queue, entry.id, field.name)));

/** A field about which nothing new is said stays the same object: its row is not drawn again with every key. */
const shownField = (field: FieldView, change: Change | undefined): Shown => {
  const before = lastShown.get(field);
  if (before !== undefined && before.change === change) return before.shown;
  const shown = withChange(field, change);
  lastShown.set(field, { change, shown });
  return shown;
};
const lastShown = new WeakMap<FieldView, Readonly<{ change: Change | undefined; shown: Shown }>>();

export type OpenField = ReturnType<typeof useOpenField>;

/**
 * What is said of this entry and not sent yet. The same list as long as nothing of it changes, so that a save of another
 * entry draws nothing here; and not looked at while the entry is out of sight.
 */
const useOwnChanges = (queue: Store<Queue>, entryId: number, isShown: boolean): Queue => {
  const kept = useRef<Queue | null>(null);
  const look = useCallback((): Queue => {
    const before = kept.current;
    if (before !== null && !isShown) return before;
    const own = queue.get().filter((one) => one.entryId === entryId);
    const isSame = before?.length === own.length && own.every((one, place) => one === before[place]);
    kept.current = before !== null && isSame ? before : own;
    return kept.current;
  }, [queue, entryId, isShown]);
  return useSyncExternalStore(queue.subscribe, look);
};

export const useOpenField = (entry: EntryView, isShown: boolean) => {
  const say = useSay();
  const { saver } = useDesk();
  const queue = useOwnChanges(saver.queue, entry.id, isShown);
  const fields = useMemo(() => shownFields(entry, queue), [entry, queue]);
  const [withAbsent, setWithAbsent] = useState(false);
  /** Only what is left is listed, so that a screen holds as much of it as it can. */
  const [isGathered, setGathered] = useState(false);
  const [current, setCurrent] = useState<string | null>(
    () => nextNeeding(fields, null) ?? fields.find((one) => !isAbsent(one))?.name ?? null,
  );
  const onForm = useMemo(
    () => (withAbsent ? fields : fields.filter((one) => !isAbsent(one))),
    [fields, withAbsent],
  );
  const listed = useMemo(
    () => (isGathered ? onForm.filter((one) => isLeft(one, current)) : onForm),
    [onForm, isGathered, current],
  );
  const field = fields.find((one) => one.name === current) ?? null;
  const spec = field === null ? null : specOf(entry.kind, field);
  const [draft, setDraft] = useState<Draft | null>(() =>
    field === null || spec === null ? null : draftOf(field, spec),
  );
  const [notice, setNotice] = useState<string | null>(null);
  /** The field where a checker types instead of choosing. */
  const [typing, setTyping] = useState<string | null>(null);

  const show = useCallback(
    (now: Shown | undefined, name: string | null) => {
      setTyping(null);
      setCurrent(name);
      setDraft(now === undefined ? null : draftOf(now, specOf(entry.kind, now)));
    },
    [entry.kind],
  );
  const open = useCallback(
    (name: string | null) => {
      setNotice(null);
      show(
        shownFields(entry, saver.queue.get()).find((one) => one.name === name),
        name,
      );
    },
    [entry, saver, show],
  );

  // Another tab of this person has said something here: it stands in the input, unless something else was typed there.
  const standing = field === null || spec === null ? '' : textOf(spec, field.said);
  const isOwn = field?.pending != null;
  const seen = useRef({ current, standing, isOwn });
  useEffect(() => {
    const before = seen.current;
    seen.current = { current, standing, isOwn };
    if (before.current !== current || before.standing === standing) return;
    if (field === null || spec === null || draft === null || draft.field !== field.name) return;
    if (isChanged(draft) && !isOwn && !before.isOwn)
      setNotice(say('web-changed-elsewhere', { text: standing }));
    else setDraft(draftOf(field, spec));
  }, [current, standing, isOwn, field, spec, draft, say]);

  return {
    fields,
    listed,
    /** Fields that are not listed because they are done. */
    putAway: onForm.length - listed.length,
    gather: () => setGathered(true),
    spread: () => setGathered(false),
    current,
    field,
    spec,
    draft,
    setDraft,
    notice,
    setNotice,
    open,
    /** Opens a field as the server has just told it, whatever the entry on the screen still says. */
    openAs: (now: Shown) => show(now, now.name),
    isDeciding: field?.readings != null && field.task !== null && !field.settled && typing !== field.name,
    typeHere: () => setTyping(current),
    toggleAbsent: () => setWithAbsent((now) => !now),
  };
};
