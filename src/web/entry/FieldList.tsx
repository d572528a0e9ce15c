/** The form in the order of the paper: one line a field, the current one opened. */
import { Fragment, memo, type ReactNode, type Ref, useEffect, useRef } from 'react';
import type { KindCode } from '../../domain/kinds.ts';
import { useSay, useTexts } from '../texts/texts.ts';
import { type Shown, specOf, textOf } from './display.ts';
import { needsPerson } from './field-order.ts';
import { CROP_WIDTH, pictureUrl } from './work.ts';

type Props = Readonly<{
  kind: KindCode;
  fields: readonly Shown[];
  current: string | null;
  asked: ReadonlySet<string>;
  onGo: (field: string) => void;
  /** How many fields that are done are not in the list. */
  putAway: number;
  onSpread: () => void;
  /** The opened field: crop, input, what the machine thinks. */
  children: ReactNode;
  ref?: Ref<HTMLOListElement>;
}>;

export const FieldList = ({
  kind,
  fields,
  current,
  asked,
  onGo,
  putAway,
  onSpread,
  children,
  ref,
}: Props) => {
  const say = useSay();
  const { language } = useTexts();
  /** `Mẹ` of `Mẹ: dân tộc`: said once above the fields of that person. */
  const groupOf = (of: KindCode, field: Shown): string => {
    const label = specOf(of, field).label[language];
    return label.includes(': ') ? (label.split(': ')[0] ?? '') : '';
  };
  return (
    <ol ref={ref} className="fields" aria-label={say('web-fields')}>
      {putAway > 0 && (
        <li>
          <button type="button" className="put-away" onClick={onSpread}>
            {say('web-put-away', { count: putAway })}
          </button>
        </li>
      )}
      {fields.map((field, index) => {
        const group = groupOf(kind, field);
        const before = fields[index - 1];
        const isFirst = group !== '' && (before === undefined || groupOf(kind, before) !== group);
        return (
          <Fragment key={field.name}>
            {isFirst && (
              <li className="field-group" aria-hidden="true">
                {group}
              </li>
            )}
            {field.name === current ? (
              <Opened name={field.name}>{children}</Opened>
            ) : (
              <Row kind={kind} field={field} group={group} isAsked={asked.has(field.name)} onGo={onGo} />
            )}
          </Fragment>
        );
      })}
    </ol>
  );
};

/** Of the rows before the opened one, so much stays in sight. */
const ABOVE = 40;

/**
 * What lies below the fold comes to the top, so that a whole screen of new fields is there at once. Only the list is
 * scrolled: `scrollIntoView` would move the whole desk with it.
 */
const Opened = ({ name, children }: Readonly<{ name: string; children: ReactNode }>) => {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const list = row.current?.parentElement;
    if (row.current === null || list == null) return;
    const place = row.current.getBoundingClientRect();
    const frame = list.getBoundingClientRect();
    const toTop = place.top - frame.top - ABOVE;
    if (place.bottom > frame.bottom || toTop < 0) list.scrollTop += toTop;
  });
  return (
    <li ref={row} className="field-open" aria-current="true" data-field={name}>
      {children}
    </li>
  );
};

type RowProps = Readonly<{
  kind: KindCode;
  field: Shown;
  group: string;
  isAsked: boolean;
  onGo: (field: string) => void;
}>;

const Row = memo(({ kind, field, group, isAsked, onGo }: RowProps) => {
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
        {/* Said by the sign itself: words kept out of sight in every row take as long to lay out and paint as those in sight. */}
        <span
          className="field-sign"
          role="img"
          aria-label={[say(`web-standing-${standing}`), group].filter(Boolean).join(', ')}
        >
          {SIGNS[standing]}
        </span>
        <span className="field-label">
          {group === '' ? spec.label[language] : spec.label[language].slice(group.length + 2)}
        </span>
        <span className="field-value">
          {standing === 'open' && field.task?.kind === 'confirm' && field.crop !== null && (
            <img className="row-crop" src={pictureUrl(field.crop, CROP_WIDTH)} alt="" draggable={false} />
          )}
          <span>
            <SaidText field={field} text={textOf(spec, field.said)} />
          </span>
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
  if (field.hidden && field.said === null) {
    return <em>{say(field.task?.kind === 'key-twice' ? 'web-blind' : 'web-to-key')}</em>;
  }
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
