/** The form in the order of the paper: one line a field, the current one opened. */
import { memo, type ReactNode, useEffect, useRef } from 'react';
import type { KindCode } from '../../domain/kinds.ts';
import { useSay, useTexts } from '../texts/texts.ts';
import { type Shown, specOf, textOf } from './display.ts';
import { needsPerson } from './field-order.ts';

type Props = Readonly<{
  kind: KindCode;
  fields: readonly Shown[];
  current: string | null;
  asked: ReadonlySet<string>;
  onGo: (field: string) => void;
  /** The opened field: crop, input, what the machine thinks. */
  children: ReactNode;
}>;

export const FieldList = ({ kind, fields, current, asked, onGo, children }: Props) => {
  const say = useSay();
  return (
    <ol className="fields" aria-label={say('web-fields')}>
      {fields.map((field) =>
        field.name === current ? (
          <Opened key={field.name}>{children}</Opened>
        ) : (
          <Row key={field.name} kind={kind} field={field} isAsked={asked.has(field.name)} onGo={onGo} />
        ),
      )}
    </ol>
  );
};

const Opened = ({ children }: Readonly<{ children: ReactNode }>) => {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    row.current?.scrollIntoView({ block: 'nearest' });
  });
  return (
    <li ref={row} className="field-open" aria-current="true">
      {children}
    </li>
  );
};

type RowProps = Readonly<{
  kind: KindCode;
  field: Shown;
  isAsked: boolean;
  onGo: (field: string) => void;
}>;

const Row = memo(({ kind, field, isAsked, onGo }: RowProps) => {
  const say = useSay();
  const { language } = useTexts();
  const spec = specOf(kind, field);
  const standing = standingOf(field);
  return (
    <li>
      <button
        type="button"
        className="field-row"
        data-standing={standing}
        data-field={field.name}
        onClick={() => onGo(field.name)}
      >
        <span className="field-sign" aria-hidden="true">
          {SIGNS[standing]}
        </span>
        <span className="visually-hidden">{say(`web-standing-${standing}`)}</span>
        <span className="field-label">{spec.label[language]}</span>
        <span className="field-value">
          <SaidText field={field} text={textOf(spec, field.said)} />
        </span>
        {isAsked && <span className="field-asked">{say('web-rule-sign')}</span>}
      </button>
    </li>
  );
});

const SIGNS = { open: '●', done: '✓', waiting: '↑', problem: '!', rest: '·' } as const;

const standingOf = (field: Shown): keyof typeof SIGNS => {
  if (field.pending !== null) {
    return field.pending.state === 'conflict' || field.pending.state === 'refused' ? 'problem' : 'waiting';
  }
  if (needsPerson(field)) return 'open';
  return field.settled || field.mine !== null ? 'done' : 'rest';
};

/** The text, or in words why there is none. */
export const SaidText = ({ field, text }: Readonly<{ field: Shown; text: string }>) => {
  const say = useSay();
  if (field.hidden && field.said === null) return <em>{say('web-blind')}</em>;
  const state = field.said?.state ?? null;
  if (state === 'struck') {
    return (
      <>
        <s>{text}</s> <em>{say('web-state-struck')}</em>
      </>
    );
  }
  if (text !== '') return <>{text}</>;
  return state === null ? <em>—</em> : <em>{say(`web-state-${state}`)}</em>;
};
