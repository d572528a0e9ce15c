/** The places and columns of a part in order; arrow keys choose, Enter names, Delete removes. */
import { type KeyboardEvent, memo, useEffect, useId, useRef } from 'react';
import type { DraftColumn, DraftPart, DraftPlace } from '../../../forms/draft/draft.ts';
import { useSay } from '../../texts/texts.ts';
import type { Problem } from '../editing/designer.ts';
import { type Chosen, firstMark, isGuessed, isUnnamed, marksOfPlace, ownerOf } from '../editing/find.ts';
import type { Names } from '../editing/names.ts';

type Props = Readonly<{
  part: DraftPart;
  chosen: Chosen | null;
  names: Names;
  problems: readonly Problem[];
  onChoose: (chosen: Chosen) => void;
  onName: () => void;
  onRemove: () => void;
}>;

type Thing = DraftPlace | DraftColumn;
const atOf = (thing: Thing): Chosen => ('holds' in thing ? { item: thing.key, line: 0 } : firstMark(thing));

export const PlaceList = ({ part, chosen, names, problems, onChoose, onName, onRemove }: Props) => {
  const say = useSay();
  const ids = useId();
  const list = useRef<HTMLDivElement>(null);
  const things: readonly Thing[] = [...part.places, ...(part.table?.columns ?? [])];
  const owner = chosen === null ? null : ownerOf(part, chosen);
  const current = owner === null ? undefined : 'place' in owner ? owner.place : owner.column;
  const here = current === undefined ? -1 : things.indexOf(current);
  useEffect(() => {
    list.current?.children[here]?.scrollIntoView({ block: 'nearest' });
  }, [here]);
  const wrong = new Map<string, Problem['blocks']>();
  for (const { item, blocks } of problems) {
    if (item !== null && blocks !== 'nothing') wrong.set(item, blocks);
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.shiftKey) return;
    const go = (index: number) => {
      const thing = things[Math.min(Math.max(0, index), things.length - 1)];
      if (thing !== undefined) onChoose(atOf(thing));
    };
    if (event.key === 'ArrowDown') go(here + 1);
    else if (event.key === 'ArrowUp') go(here < 0 ? 0 : here - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(things.length - 1);
    else if (event.key === 'Enter' && here >= 0) onName();
    else if (event.key === 'Delete' && here >= 0) onRemove();
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={list}
      role="listbox"
      tabIndex={0}
      className="places"
      data-places=""
      aria-label={say('design-places')}
      {...(here < 0 ? {} : { 'aria-activedescendant': `${ids}-${here}` })}
      onKeyDown={onKeyDown}
    >
      {things.map((thing, index) => (
        <Row
          key={thing.key}
          id={`${ids}-${index}`}
          thing={thing}
          number={index + 1}
          isChosen={index === here}
          title={names.titleOf(thing)}
          isWrong={keysOf(thing).some((key) => wrong.has(key))}
          onChoose={onChoose}
        />
      ))}
    </div>
  );
};

/** A place and its tick options. */
const keysOf = (thing: Thing): readonly string[] =>
  'type' in thing && thing.type === 'ticks'
    ? [thing.key, ...thing.options.map(({ key }) => key)]
    : [thing.key];

type RowProps = Readonly<{
  id: string;
  thing: Thing;
  number: number;
  isChosen: boolean;
  title: string;
  isWrong: boolean;
  onChoose: (chosen: Chosen) => void;
}>;

const Row = memo(({ id, thing, number, isChosen, title, isWrong, onChoose }: RowProps) => {
  const say = useSay();
  const isColumn = 'holds' in thing;
  const count = isColumn ? 1 : marksOfPlace(thing).length;
  const label = isColumn ? thing.heading : thing.label;
  const state = isWrong ? 'wrong' : isUnnamed(thing) ? 'unnamed' : isGuessed(thing) ? 'guessed' : 'named';
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      data-place={thing.key}
      data-tone={state}
      onMouseDown={() => onChoose(atOf(thing))}
    >
      <span className="place-number">{number}</span>
      <span className="place-title">
        {title === '' ? <em>{say(isUnnamed(thing) ? 'design-unnamed' : 'design-not-read')}</em> : title}
        {label !== '' && <span className="quiet"> {label}</span>}
      </span>
      <span className="place-more">
        {isColumn
          ? say('design-column')
          : thing.type === 'ticks'
            ? say('design-boxes', { count })
            : count > 1
              ? say('design-lines', { count })
              : ''}
      </span>
      <span className="place-state">
        {state === 'guessed' && !isWrong
          ? `${Math.round((thing.confidence ?? 0) * 100)} %`
          : state === 'named'
            ? '✓'
            : state === 'wrong'
              ? '!'
              : '?'}
        <span className="visually-hidden">{say(`design-state-${state}`)}</span>
      </span>
    </div>
  );
});
