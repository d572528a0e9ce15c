/** A scan becomes the sample of a form: handed in, its page chosen, looked at by the system, put into the draft. */
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { Reply } from '../../../server/contract/contract.ts';
import { call } from '../../api/client.ts';
import { problemText } from '../../api/problem-text.ts';
import { pictureUrl } from '../../entry/work.ts';
import { useSay } from '../../texts/texts.ts';
import { handIn } from '../hand-in.ts';
import type { Hand } from '../use-designer.ts';
import { FilePick } from './FilePick.tsx';

type FileView = Reply<'drafts.upload'>;
type Props = Readonly<{ draftId: number; hand: Hand; onDone: () => void }>;

const CLASSES = ['entry', 'cover', 'closing'] as const;
const SPREADS = ['auto', 'never', 'always'] as const;
const THUMBNAIL = 240;
const POLL_MS = 1_000;
/** More are not shown: a sample is chosen among the first pages. */
const MOST_FRAMES = 60;

export const SamplePanel = ({ draftId, hand, onDone }: Props) => {
  const say = useSay();
  const ids = useId();
  const [file, setFile] = useState<FileView | null>(null);
  const [frame, setFrame] = useState(0);
  const [pageClass, setClass] = useState<(typeof CLASSES)[number]>('entry');
  const [spread, setSpread] = useState<(typeof SPREADS)[number]>('auto');
  const [asked, setAsked] = useState<number | null>(null);
  const [phase, setPhase] = useState<'resting' | 'uploading' | 'looking'>('resting');
  const [problem, setProblem] = useState<string | null>(null);
  const params = { id: draftId };

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setAsked(null);
      setPhase('resting');
      setProblem(problemText(error, say));
    }
  };

  useQuery({
    queryKey: ['drafts.pages', draftId, 'sample', asked],
    queryFn: async () => {
      const { items } = await call('drafts.pages', { params });
      const page = items.find(({ id }) => id === asked);
      if (page?.state === 'failed') {
        setAsked(null);
        setPhase('resting');
        setProblem(page.failure?.message ?? say('design-failed'));
      } else if (page?.state === 'done') {
        setAsked(null);
        await attempt(() => take(page.id));
      }
      return items;
    },
    enabled: asked !== null,
    refetchInterval: POLL_MS,
    staleTime: 0,
  });

  const take = async (page: number): Promise<void> => {
    const version = await hand.flush();
    if (version === null) {
      setPhase('resting');
      setProblem(say('design-unsaved'));
      return;
    }
    const view = await call('drafts.take', { params: { ...params, page }, body: { version } });
    hand.dispatch({ type: 'taken', view });
    setPhase('resting');
    onDone();
  };
  const onFile = (picked: File) =>
    attempt(async () => {
      setPhase('uploading');
      setFile(null);
      setFrame(0);
      setFile(await handIn(params, picked, say));
      setPhase('resting');
    });
  const look = () =>
    attempt(async () => {
      if (file === null) return;
      setPhase('looking');
      const body = { fileId: file.id, frame, class: pageClass, spread };
      setAsked((await call('drafts.propose', { params, body })).id);
    });

  const isReplacing = hand.draft.parts.some((part) => part.class === pageClass);
  const isBusy = phase !== 'resting';
  return (
    <div className="form sample-panel">
      <p>{say('design-sample-explained')}</p>
      <FilePick
        label={say('design-sample-file')}
        isMany={false}
        disabled={isBusy}
        onPick={([picked]) => {
          if (picked !== undefined) void onFile(picked);
        }}
      />
      {file !== null && (
        <>
          {file.frames > 1 && (
            <fieldset className="frames">
              <legend>{say('design-sample-page', { count: file.frames })}</legend>
              {Array.from({ length: Math.min(file.frames, MOST_FRAMES) }, (_, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: pages of a file have no other name
                <label key={index} data-chosen={index === frame || undefined}>
                  <input
                    type="radio"
                    name={`${ids}-frame`}
                    checked={index === frame}
                    onChange={() => setFrame(index)}
                  />
                  <img
                    loading="lazy"
                    src={pictureUrl(file.image.replace(':frame', `${index}`), THUMBNAIL)}
                    alt=""
                  />
                  {index + 1}
                </label>
              ))}
            </fieldset>
          )}
          {file.frames === 1 && (
            <img
              className="sample-preview"
              src={pictureUrl(file.image.replace(':frame', '0'), THUMBNAIL)}
              alt={file.name}
            />
          )}
          <div className="editor-line">
            <label>
              {say('design-sample-class')}
              <select
                value={pageClass}
                onChange={(event) => setClass(event.target.value as typeof pageClass)}
              >
                {CLASSES.map((one) => (
                  <option key={one} value={one}>
                    {say(`design-class-${one}`)}
                  </option>
                ))}
              </select>
            </label>
            <label>
              {say('design-spread')}
              <select value={spread} onChange={(event) => setSpread(event.target.value as typeof spread)}>
                {SPREADS.map((one) => (
                  <option key={one} value={one}>
                    {say(`design-spread-${one}`)}
                  </option>
                ))}
              </select>
            </label>
          </div>
          {isReplacing && <p className="note-warn">{say('design-sample-replaces')}</p>}
          <button type="button" className="main-button" disabled={isBusy} onClick={() => void look()}>
            {say('design-look')}
          </button>
        </>
      )}
      <p role="status" className="quiet" aria-busy={isBusy}>
        {phase === 'uploading' ? say('design-uploading') : phase === 'looking' ? say('design-looking') : ''}
      </p>
      {problem !== null && (
        <p className="note-bad" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
};
