/** What is said of the chosen place: its field, its words, how it is written at, where its lines are. */
import type { DraftPart, DraftPlace } from '../../../forms/draft/draft.ts';
import { useSay } from '../../texts/texts.ts';
import {
  asWriting,
  confirmed,
  joined,
  labelled,
  named,
  parted,
  withBox,
  withMore,
  without,
} from '../editing/edits.ts';
import { type Chosen, marksOfPlace, sameChoice } from '../editing/find.ts';
import type { Names } from '../editing/names.ts';
import type { Hand } from '../use-designer.ts';
import { FieldPicker } from './FieldPicker.tsx';
import { Millimetres } from './Millimetres.tsx';
import { TickEditor } from './TickEditor.tsx';

type Props = Readonly<{
  hand: Hand;
  part: DraftPart;
  place: DraftPlace;
  chosen: Chosen;
  names: Names;
  onNext: () => void;
}>;

const EDGES = ['x', 'y', 'width', 'height'] as const;

export const PlaceEditor = ({ hand, part, place, chosen, names, onNext }: Props) => {
  const say = useSay();
  const { draft, edit } = hand;
  const marks = marksOfPlace(place);
  const at = Math.max(
    0,
    marks.findIndex((mark) => sameChoice(mark, chosen)),
  );
  const box = marks[at]?.box ?? [0, 0, 1, 1];
  const index = part.places.indexOf(place);
  const before = part.places[index - 1];
  const isTicks = place.type === 'ticks';
  const canJoin = before !== undefined && before.type !== 'ticks' && !isTicks;
  const alter = (after: Readonly<{ draft: typeof draft; chosen: Chosen }>) =>
    edit(after.draft, { chosen: after.chosen });
  return (
    <div className="place-editor">
      <FieldPicker
        choices={names.places}
        current={names.idOf(place)}
        title={names.titleOf(place)}
        used={names.used}
        onTake={(choice) => {
          edit(named(draft, part.key, chosen, choice?.naming ?? null));
          if (choice !== null) onNext();
        }}
        onConfirm={() => {
          edit(confirmed(draft, part.key, chosen));
          onNext();
        }}
      />
      <div className="editor-line">
        <label className="grow">
          {say('design-label')}
          <input
            value={place.label}
            maxLength={500}
            onChange={(event) =>
              edit(labelled(draft, part.key, chosen, event.target.value), { grain: `label ${place.key}` })
            }
          />
        </label>
        <label>
          {say('design-writing')}
          <select
            value={isTicks ? 'ticks' : 'text'}
            onChange={(event) => {
              const after = asWriting(draft, part.key, chosen, event.target.value as 'text' | 'ticks');
              const now = after.parts
                .find(({ key }) => key === part.key)
                ?.places.find(({ key }) => key === place.key);
              const [first] = now === undefined ? [] : marksOfPlace(now);
              edit(after, { chosen: first === undefined ? null : { item: first.item, line: first.line } });
            }}
          >
            <option value="text">{say('design-writing-text')}</option>
            <option value="ticks">{say('design-writing-ticks')}</option>
          </select>
        </label>
      </div>
      {isTicks && <TickEditor hand={hand} part={part} place={place} chosen={chosen} names={names} />}
      <div className="editor-line">
        <span className="editor-which">
          {say(isTicks ? 'design-tick-of' : 'design-line-of', { at: at + 1, of: marks.length })}
        </span>
        {EDGES.map((edge, side) => (
          <Millimetres
            key={edge}
            label={say(`design-${edge}`)}
            value={box[side] ?? 0}
            onChange={(value) => {
              const next = box.map((old, i) => (i === side ? value : old)) as typeof box;
              edit(withBox(draft, part.key, chosen, next), { grain: `measure ${place.key} ${at} ${edge}` });
            }}
          />
        ))}
      </div>
      <div className="editor-line buttons">
        <button
          type="button"
          className="plain-button small"
          onClick={() => alter(withMore(draft, part.key, chosen))}
        >
          {say(isTicks ? 'design-more-ticks' : 'design-more-lines')}
        </button>
        {canJoin && (
          <button
            type="button"
            className="plain-button small"
            onClick={() => alter(joined(draft, part.key, chosen))}
          >
            {say('design-join')}
          </button>
        )}
        {!isTicks && chosen.line > 0 && (
          <button
            type="button"
            className="plain-button small"
            onClick={() => alter(parted(draft, part.key, chosen))}
          >
            {say('design-part')}
          </button>
        )}
        <button
          type="button"
          className="plain-button small bad-button"
          onClick={() => edit(without(draft, part.key, chosen), { chosen: null })}
        >
          {say(marks.length > 1 ? (isTicks ? 'design-remove-tick' : 'design-remove-line') : 'design-remove')}
        </button>
      </div>
    </div>
  );
};
