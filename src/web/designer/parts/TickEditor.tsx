/** What a tick in each box means. */
import type { DraftPart, DraftPlace } from '../../../forms/draft/draft.ts';
import { useSay } from '../../texts/texts.ts';
import { whenNone, withOption } from '../editing/edits.ts';
import type { Chosen } from '../editing/find.ts';
import { codesOf, type Names } from '../editing/names.ts';
import type { Hand } from '../use-designer.ts';

type Props = Readonly<{
  hand: Hand;
  part: DraftPart;
  place: Extract<DraftPlace, { type: 'ticks' }>;
  chosen: Chosen;
  names: Names;
}>;

export const TickEditor = ({ hand, part, place, chosen, names }: Props) => {
  const say = useSay();
  const { draft, edit, dispatch } = hand;
  const codes = codesOf(names, place.name);
  return (
    <div className="tick-editor">
      <ul>
        {place.options.map((option, index) => {
          const at = { item: option.key, line: 0 };
          const label = say('design-tick-value', { at: index + 1 });
          return (
            <li key={option.key} data-chosen={option.key === chosen.item || undefined}>
              <button
                type="button"
                className="plain-button small"
                aria-pressed={option.key === chosen.item}
                onClick={() => dispatch({ type: 'chose', chosen: at })}
              >
                {say('design-tick', { at: index + 1 })}
              </button>
              <input
                className="tick-words"
                aria-label={say('design-tick-label', { at: index + 1 })}
                value={option.label}
                maxLength={500}
                onChange={(event) =>
                  edit(withOption(draft, part.key, at, { label: event.target.value }), {
                    grain: `tick ${option.key}`,
                  })
                }
              />
              {codes.length > 0 ? (
                <select
                  aria-label={label}
                  value={option.code ?? ''}
                  onChange={(event) =>
                    edit(withOption(draft, part.key, at, { code: event.target.value || null }))
                  }
                >
                  <option value="">{say('design-tick-unsaid')}</option>
                  {codes.map((code) => (
                    <option key={code.code} value={code.code}>
                      {code.code} – {code.label}
                    </option>
                  ))}
                  {option.code !== null && !codes.some(({ code }) => code === option.code) && (
                    <option value={option.code}>{option.code}</option>
                  )}
                </select>
              ) : (
                <input
                  aria-label={label}
                  className="tick-code"
                  value={option.code ?? ''}
                  maxLength={80}
                  onChange={(event) =>
                    edit(withOption(draft, part.key, at, { code: event.target.value || null }), {
                      grain: `code ${option.key}`,
                    })
                  }
                />
              )}
            </li>
          );
        })}
      </ul>
      <label>
        {say('design-when-none')}{' '}
        <select
          value={place.whenNone ?? ''}
          onChange={(event) => edit(whenNone(draft, part.key, chosen, event.target.value || null))}
        >
          <option value="">{say('design-when-none-blank')}</option>
          {codes.map((code) => (
            <option key={code.code} value={code.code}>
              {code.label}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
};
