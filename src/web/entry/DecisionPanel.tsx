/** Two readings that differ, the machine's, the paper: one key decides. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { call } from '../api/client.ts';
import type { Said, Statement } from '../api/types.ts';
import { Key } from '../keys/KeyTable.tsx';
import { keysOf, type ShortcutId } from '../keys/registry.ts';
import { type TextKey, useSay, useTexts } from '../texts/texts.ts';
import { Crop } from './Crop.tsx';
import { partingOf, type Shown, type SpecOf, textOf } from './display.ts';

export type Choice = 'first' | 'second' | 'machine';

type Props = Readonly<{
  isShown: boolean;
  entryId: number;
  field: Shown;
  spec: SpecOf;
  canDecide: boolean;
  onChoose: (statement: Statement) => void;
  onType: () => void;
}>;

type Option = Readonly<{ id: ShortcutId; who: TextKey; by: string | null; said: Said; choice: Choice }>;

export const optionsOf = (field: Shown): readonly Option[] => {
  const read = (which: 'first' | 'second') => field.readings?.find((one) => one.who === which);
  const first = read('first');
  const second = read('second');
  return [
    ...(first === undefined
      ? []
      : [
          {
            id: 'choose-first',
            who: 'web-reading-first',
            by: first.by,
            said: first,
            choice: 'first',
          } as const,
        ]),
    ...(second === undefined
      ? []
      : [
          {
            id: 'choose-second',
            who: 'web-reading-second',
            by: second.by,
            said: second,
            choice: 'second',
          } as const,
        ]),
    ...(field.machine === null
      ? []
      : [
          {
            id: 'choose-machine',
            who: 'web-reading-machine',
            by: null,
            said: field.machine,
            choice: 'machine',
          } as const,
        ]),
  ];
};

export const DecisionPanel = ({ isShown, entryId, field, spec, canDecide, onChoose, onType }: Props) => {
  const say = useSay();
  const { language } = useTexts();
  const panel = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: focus when another field is opened or the entry comes up
  useEffect(() => {
    if (isShown) panel.current?.focus({ preventScroll: true });
  }, [field.name, isShown]);
  const options = optionsOf(field);
  const keyed = options.filter((one) => one.choice !== 'machine').map((one) => textOf(spec, one.said));
  const longest = Math.max(0, ...options.map((one) => textOf(spec, one.said).length));
  return (
    <div ref={panel} className="decision" tabIndex={-1} data-testid="decision">
      <div className="field-title">
        <strong>{spec.label[language]}</strong>
        <span className="field-task">{say('web-task-decide')}</span>
      </div>
      <Crop key={field.name} crop={field.crop} label={spec.label[language]} />
      <div className="decision-options">
        {options.map((option) => (
          <button
            key={option.choice}
            type="button"
            disabled={!canDecide}
            onClick={() => onChoose({ type: 'choose', reading: option.choice })}
          >
            <Key name={keysOf(option.id)[0] ?? ''} />
            <span className="decision-who">
              {say(option.who)}
              {option.by !== null && ` · ${option.by}`}
            </span>
            <span className="decision-text">
              <Differing text={textOf(spec, option.said)} others={option.choice === 'machine' ? [] : keyed} />
              {textOf(spec, option.said) === '' && <em>{say(`web-state-${option.said.state}`)}</em>}
            </span>
          </button>
        ))}
        <button type="button" disabled={!canDecide} onClick={onType}>
          <Key name={keysOf('choose-other')[0] ?? ''} />
          <span className="decision-who">{say('web-key-choose-other')}</span>
        </button>
      </div>
      {longest > 0 && <History entryId={entryId} field={field} spec={spec} />}
    </div>
  );
};

/** Marks where the two keyed readings part: all between what they have in common at both ends. */
const Differing = ({ text, others }: Readonly<{ text: string; others: readonly string[] }>) => {
  const { from, end } = partingOf(text, others);
  return (
    <>
      {text.slice(0, from)}
      {end > from && <mark>{text.slice(from, end)}</mark>}
      {text.slice(end)}
    </>
  );
};

export const History = ({
  entryId,
  field,
  spec,
}: Readonly<{ entryId: number; field: Shown; spec: SpecOf }>) => {
  const say = useSay();
  const { language } = useTexts();
  const { data, error } = useQuery({
    queryKey: ['history', entryId, field.name, field.version],
    queryFn: () => call('entries.history', { params: { id: entryId, field: field.name } }),
    retry: false,
  });
  if (error !== null) return <p className="quiet">{say('web-history-none')}</p>;
  return (
    <section className="history">
      <h3>{say('web-history')}</h3>
      <ol>
        {(data?.items ?? []).map((value) => (
          <li key={value.id}>
            <time dateTime={value.at}>{new Date(value.at).toLocaleString(language)}</time>{' '}
            <span className="quiet">{value.by ?? say('web-reading-machine')}</span>{' '}
            {textOf(spec, value) || <em>{say(`web-state-${value.state}`)}</em>}
          </li>
        ))}
      </ol>
    </section>
  );
};
