/** The pages the draft was tried on, and how it lies on each. */
import { useFormat } from '../../parts/parts.tsx';
import { useSay } from '../../texts/texts.ts';
import { FilePick } from '../parts/FilePick.tsx';
import { MOST_TRIALS, type TrialLine, type Trials } from './use-trials.ts';

type Props = Readonly<{
  trials: Trials;
  /** Version of the draft that is on the screen: older trials say less. */
  version: number;
  chosen: number | null;
  onChoose: (page: number) => void;
}>;

/** From here on a page is surely of the form. */
const SURE = 0.9;
/** A line of writing is about six millimetres high: further off, crops lose letters. */
const FAR_MM = 1.5;

export const TryPanel = ({ trials, version, chosen, onChoose }: Props) => {
  const say = useSay();
  const { lines, progress } = trials;
  return (
    <div className="try-panel">
      <p className="quiet">{say('design-try-explained', { most: MOST_TRIALS })}</p>
      <FilePick
        label={say('design-try-files')}
        isMany
        disabled={progress !== null || lines.length >= MOST_TRIALS}
        onPick={trials.tryFiles}
      />
      <p role="status" className="quiet">
        {progress !== null && say('design-try-uploading', { at: progress.done + 1, of: progress.of })}
      </p>
      {trials.problem !== null && (
        <p className="note-bad" role="alert">
          {trials.problem}
        </p>
      )}
      {lines.length > 0 && (
        <>
          <ul className="trials" aria-label={say('design-tried')}>
            {lines.map((line) => (
              <li
                key={line.id}
                data-trial={line.id}
                data-state={line.state}
                data-chosen={line.id === chosen || undefined}
              >
                <button
                  type="button"
                  className="trial"
                  aria-pressed={line.id === chosen}
                  onClick={() => onChoose(line.id)}
                >
                  <strong>
                    {trials.nameOf(line)}
                    {line.frame > 0 && ` · ${line.frame + 1}`}
                  </strong>
                  <Outcome line={line} isOld={line.draftVersion !== version} />
                </button>
                <button
                  type="button"
                  className="plain-button small"
                  aria-label={say('design-try-remove', { name: trials.nameOf(line) })}
                  onClick={() => trials.remove(line.id)}
                >
                  ×
                </button>
              </li>
            ))}
          </ul>
          <button type="button" className="plain-button" disabled={trials.isBusy} onClick={trials.tryAgain}>
            {say('design-try-again')}
          </button>
        </>
      )}
    </div>
  );
};

const Outcome = ({ line, isOld }: Readonly<{ line: TrialLine; isOld: boolean }>) => {
  const say = useSay();
  const format = useFormat();
  const { fitErrorMm, confidence } = line;
  if (line.state === 'failed')
    return <span className="note-bad">{line.failure?.message ?? say('design-failed')}</span>;
  if (line.state !== 'done') {
    return (
      <span className="quiet" aria-busy="true">
        {say('design-try-working')}
      </span>
    );
  }
  return (
    <span>
      {fitErrorMm === null || confidence === null ? (
        <span className="badge" data-tone="bad">
          {say('design-not-found')}
        </span>
      ) : (
        <>
          <span className="badge" data-tone={confidence >= SURE && fitErrorMm < FAR_MM ? 'good' : 'warn'}>
            {say('design-found', { percent: format.percent(confidence, 1) })}
          </span>{' '}
          <span className="quiet">
            {say('design-fit', { mm: fitErrorMm.toLocaleString(undefined, { maximumFractionDigits: 2 }) })}
            {line.rows > 0 && ` · ${say('design-rows', { count: line.rows })}`}
          </span>
        </>
      )}
      {isOld && (
        <>
          {' '}
          <span className="badge" data-tone="warn">
            {say('design-try-old')}
          </span>
        </>
      )}
    </span>
  );
};
