/** The opened field: the strip of paper, the input right under it, the machine's reading, rules, choices. */
import { useQuery } from '@tanstack/react-query';
import { type Ref, useEffect, useId, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import type { KindCode } from '../../domain/kinds.ts';
import { call } from '../api/client.ts';
import type { Hit } from '../api/types.ts';
import { Key } from '../keys/KeyTable.tsx';
import { isComposing } from '../keys/registry.ts';
import { useSay, useTexts } from '../texts/texts.ts';
import { Crop } from './Crop.tsx';
import { alternativesOf, piecesOf, type Shown, type SpecOf } from './display.ts';
import type { Draft } from './draft.ts';
import { isChanged } from './draft.ts';
import { PlaceNow } from './PlaceNow.tsx';
import { whileTyping } from './typing/aids.ts';
import { type Choice, choicesFor } from './typing/choices.ts';
import { isImpossibleDate } from './typing/dates.ts';

export type EditorHandle = Readonly<{
  focus: () => void;
  /** Moves in the list of choices; false when none is open. */
  move: (direction: 1 | -1) => boolean;
  /** Takes the marked choice; false when none is marked. */
  take: () => boolean;
  close: () => boolean;
  nextDoubt: () => void;
}>;

type Props = Readonly<{
  /** False while the entry is only drawn ahead: then the focus is elsewhere. */
  isShown: boolean;
  kind: KindCode;
  field: Shown;
  spec: SpecOf;
  draft: Draft;
  officeId: number;
  year: number;
  hits: readonly Hit[];
  isInvalid: boolean;
  notice: string | null;
  canKey: boolean;
  onDraft: (draft: Draft) => void;
  ref?: Ref<EditorHandle>;
}>;

export const FieldEditor = (props: Props) => {
  const { isShown, field, spec, draft, hits, isInvalid, notice, canKey, onDraft, ref } = props;
  const say = useSay();
  const { language } = useTexts();
  const input = useRef<HTMLInputElement>(null);
  const ids = useId();
  const [marked, setMarked] = useState(-1);
  const [isClosed, setClosed] = useState(false);
  const choices = useChoices(props);
  const isListOpen = !isClosed && canKey && choices.length > 0 && (isChanged(draft) || draft.text === '');
  const alternatives = alternativesOf(spec, field.hidden ? null : field.machine);
  const isDateWrong = spec.type === 'date' && isImpossibleDate(draft.text);

  // A doubtful stretch is marked so that one letter typed replaces it; otherwise everything is.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another field is opened or the entry comes up
  useLayoutEffect(() => {
    const element = input.current;
    if (element === null || !isShown) return;
    element.focus({ preventScroll: true });
    const doubt = field.machine?.doubts[0];
    if (doubt !== undefined && !field.hidden && draft.text === field.machine?.verbatim) {
      element.setSelectionRange(doubt.at, doubt.at + doubt.length);
    } else element.select();
    setMarked(-1);
    setClosed(false);
  }, [field.name, isShown]);

  const put = (text: string) => {
    onDraft({ ...draft, text, alternative: -1 });
    setClosed(true);
    setMarked(-1);
    input.current?.focus();
  };

  useImperativeHandle(ref, () => ({
    focus: () => input.current?.focus(),
    move: (direction) => {
      if (!isListOpen) return false;
      setMarked(
        (now) => (now + direction + choices.length + (now < 0 && direction < 0 ? 1 : 0)) % choices.length,
      );
      return true;
    },
    take: () => {
      const choice = choices[marked];
      if (!isListOpen || choice === undefined) return false;
      put(choice.text);
      return true;
    },
    close: () => {
      if (!isListOpen) return false;
      setClosed(true);
      return true;
    },
    nextDoubt: () => {
      const element = input.current;
      if (element === null || field.machine === null || draft.text !== field.machine.verbatim) return;
      const at = element.selectionStart ?? 0;
      const doubts = [...field.machine.doubts].sort((a, b) => a.at - b.at);
      const next = doubts.find((one) => one.at > at) ?? doubts[0];
      if (next !== undefined) element.setSelectionRange(next.at, next.at + next.length);
    },
  }));

  const problems = [
    ...(isDateWrong ? [say('web-date-impossible')] : isInvalid ? [say('web-value-invalid')] : []),
    ...(field.pending?.problem?.text ? [field.pending.problem.text] : []),
  ];
  return (
    <>
      <div className="field-title">
        <label htmlFor={`${ids}-input`}>{spec.label[language]}</label>
        <Task field={field} />
      </div>
      <Crop key={field.name} crop={field.crop} label={spec.label[language]} />
      <div className="field-input">
        <input
          ref={input}
          id={`${ids}-input`}
          data-field-input={field.name}
          value={draft.text}
          readOnly={!canKey}
          placeholder={placeholderOf(field, say)}
          className={spec.type === 'person-name' ? 'capitals' : undefined}
          {...(choices.length > 0
            ? {
                role: 'combobox',
                'aria-expanded': isListOpen,
                ...(isListOpen ? { 'aria-controls': `${ids}-choices` } : {}),
                ...(isListOpen && marked >= 0 ? { 'aria-activedescendant': `${ids}-choice-${marked}` } : {}),
              }
            : {})}
          aria-describedby={`${ids}-notes`}
          aria-invalid={problems.length > 0}
          inputMode={spec.type === 'page-number' ? 'numeric' : 'text'}
          maxLength={4000}
          autoComplete="off"
          autoCorrect="off"
          autoCapitalize="none"
          spellCheck={false}
          onKeyDown={(event) => {
            const native = event.nativeEvent;
            if (!isComposing(native) && !['Alt', 'Control', 'Shift', 'Meta'].includes(event.key)) {
              onDraft({ ...draft, keys: draft.keys + 1 });
            }
          }}
          onChange={(event) => {
            const typed = event.target.value;
            const composing = 'isComposing' in event.nativeEvent && event.nativeEvent.isComposing === true;
            setClosed(false);
            setMarked(-1);
            onDraft({
              ...draft,
              text: composing ? typed : whileTyping(spec.type, draft.text, typed),
              alternative: -1,
            });
          }}
        />
        {isListOpen && (
          <Choices
            id={`${ids}-choice`}
            listId={`${ids}-choices`}
            choices={choices}
            marked={marked}
            onTake={put}
          />
        )}
      </div>
      <div id={`${ids}-notes`} className="field-notes" aria-live="polite">
        {field.machine !== null && !field.hidden && canKey && (
          <MachineReading
            field={field}
            alternatives={alternatives}
            current={draft.alternative}
            onTake={put}
          />
        )}
        {spec.type === 'place' && <PlaceNow text={field.hidden ? '' : (field.said?.verbatim ?? '')} />}
        {notice !== null && <p className="note-warn">{notice}</p>}
        {problems.map((text) => (
          <p key={text} className="note-bad">
            {text}
          </p>
        ))}
        {hits.map((hit) => (
          <p key={hit.code} className={hit.severity === 'question' ? 'note-warn' : 'note-soft'}>
            {hit.message}
          </p>
        ))}
      </div>
    </>
  );
};

type Words = ReturnType<typeof useSay>;

const placeholderOf = (field: Shown, say: Words): string => {
  if (field.hidden) return say('web-blind-placeholder');
  const state = field.said?.state;
  return state === undefined || state === 'read' || state === 'inferred' ? '' : say(`web-state-${state}`);
};

/** What is asked of the person here. */
const Task = ({ field }: Readonly<{ field: Shown }>) => {
  const say = useSay();
  const { texts } = useTexts();
  if (field.task === null) return null;
  return (
    <span className="field-task">
      {field.task.pass === null
        ? say(
            field.task.kind === 'key' || field.task.kind === 'key-twice'
              ? 'web-task-key'
              : 'web-task-confirm',
          )
        : say('web-task-pass', { pass: field.task.pass })}
      {field.task.rules.map((code) => (
        <em key={code}>{texts[`rule-${code}`] ?? code}</em>
      ))}
    </span>
  );
};

type MachineProps = Readonly<{
  field: Shown;
  alternatives: readonly string[];
  current: number;
  onTake: (text: string) => void;
}>;

const MachineReading = ({ field, alternatives, current, onTake }: MachineProps) => {
  const say = useSay();
  const { machine } = field;
  if (machine === null) return null;
  return (
    <div className="machine">
      <span className="machine-label">{say('web-machine')}</span>{' '}
      {machine.verbatim === null || machine.verbatim === '' ? (
        <em>{say(`web-state-${machine.state}`)}</em>
      ) : (
        <span className="machine-text" data-testid="machine">
          {piecesOf(machine).map((piece) =>
            piece.alternatives === null ? (
              <span key={piece.at}>{piece.text}</span>
            ) : (
              <mark key={piece.at} title={piece.alternatives.join('  ')}>
                {piece.text}
              </mark>
            ),
          )}
        </span>
      )}{' '}
      <span className="quiet">{Math.min(99, Math.round(machine.confidence * 100))} %</span>
      {alternatives.length > 0 && (
        <span className="machine-others">
          <Key name="F2" />
          {alternatives.slice(0, 5).map((text, index) => (
            <button
              key={text}
              type="button"
              tabIndex={-1}
              aria-pressed={index === current}
              onClick={() => onTake(text)}
            >
              {text}
            </button>
          ))}
        </span>
      )}
    </div>
  );
};

type ChoicesProps = Readonly<{
  id: string;
  listId: string;
  choices: readonly Choice[];
  marked: number;
  onTake: (text: string) => void;
}>;

const Choices = ({ id, listId, choices, marked, onTake }: ChoicesProps) => {
  const say = useSay();
  return (
    <div id={listId} role="listbox" className="choices" aria-label={say('web-choices')}>
      {choices.map((choice, index) => (
        <div
          key={choice.text + (choice.hint ?? '')}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === marked}
          onMouseDown={(event) => {
            event.preventDefault();
            onTake(choice.text);
          }}
        >
          {choice.hint !== null && <kbd>{choice.hint}</kbd>} {choice.text}
        </div>
      ))}
    </div>
  );
};

const PLACE_PAUSE_MS = 180;

/** Lists of the page itself, or places that the server knows. */
const useChoices = ({ spec, draft, officeId, year, field }: Props): readonly Choice[] => {
  const isPlace = spec.type === 'place';
  const [asked, setAsked] = useState('');
  const changed = isChanged(draft);
  useEffect(() => {
    if (!isPlace || !changed) {
      setAsked('');
      return;
    }
    const pause = setTimeout(() => setAsked(draft.text.trim()), PLACE_PAUSE_MS);
    return () => clearTimeout(pause);
  }, [isPlace, changed, draft.text]);
  const { data } = useQuery({
    queryKey: ['places', asked, officeId, year],
    queryFn: ({ signal }) =>
      call('places.complete', { query: { q: asked.slice(0, 120), officeId, year }, signal }),
    enabled: asked.length >= 2,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (!isPlace)
    return field.hidden && draft.text === '' ? choicesFor(spec, '') : choicesFor(spec, draft.text);
  return (data?.items ?? [])
    .filter((one) => one.text !== draft.text)
    .slice(0, 7)
    .map((one) => ({ text: one.text, hint: null }));
};
