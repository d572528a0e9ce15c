/** What was found on a tried page, in words. */
import { useFormat } from '../../parts/parts.tsx';
import { useSay } from '../../texts/texts.ts';
import type { Trial } from './TrialView.tsx';

export const TrialFacts = ({ trial }: Readonly<{ trial: Trial }>) => {
  const say = useSay();
  const format = useFormat();
  const own = Math.min(
    ...trial.sides.map(({ confidence, fitErrorMm }) => (fitErrorMm === null ? 0 : confidence)),
  );
  return (
    <div className="trial-facts">
      {trial.sides.map((side) => (
        <p key={side.side}>
          {side.side !== 'single' && <strong>{say(`design-side-${side.side}`)}: </strong>}
          {say(`design-seen-${side.class}`)}
          {side.fitErrorMm === null
            ? ` · ${say('design-not-found')}`
            : ` · ${say('design-found', { percent: format.percent(side.confidence, 1) })} · ${say(
                'design-fit',
                {
                  mm: format.count(Math.round(side.fitErrorMm * 100) / 100),
                },
              )}`}
          {side.columns.length > 0 &&
            ` · ${say('design-columns', { count: side.columns.length })} · ${say('design-rows', {
              count: side.rows.filter(({ kind }) => kind === 'entry').length,
            })}`}
          {side.rotation !== 0 && ` · ${say('design-rotation', { degrees: side.rotation })}`}
        </p>
      ))}
      {trial.rival !== null && (
        <p>
          {say(trial.rival.confidence > own ? 'design-rival' : 'design-rival-less', {
            edition: `${trial.rival.edition}@${trial.rival.version}`,
            percent: format.percent(trial.rival.confidence, 1),
          })}
        </p>
      )}
    </div>
  );
};
