/** A random sample beside the paper; its number makes it the same sample again. */
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { KINDS } from '../../domain/kinds.ts';
import { call } from '../api/client.ts';
import { specOf, textOf } from '../entry/display.ts';
import { pictureUrl } from '../entry/work.ts';
import { Loaded } from '../parts/parts.tsx';
import { useSay, useTexts } from '../texts/texts.ts';

const LARGEST_SEED = 2_147_483_647;
const CROP_WIDTH = 800;
const newSeed = (): number => Math.floor(Math.random() * 1_000_000);

export const Sample = ({ batchId }: Readonly<{ batchId: number }>) => {
  const say = useSay();
  const { language } = useTexts();
  const [wanted, setWanted] = useState(() => ({ seed: newSeed(), size: 5 }));
  const [typed, setTyped] = useState(String(wanted.seed));
  const [size, setSize] = useState('5');
  const sample = useQuery({
    queryKey: ['supervision.sample', batchId, wanted],
    queryFn: () => call('supervision.sample', { params: { id: batchId }, query: wanted }),
  });
  const draw = (event: FormEvent) => {
    event.preventDefault();
    setWanted({
      seed: Math.min(LARGEST_SEED, Math.max(0, Math.floor(Number(typed) || 0))),
      size: Math.min(100, Math.max(1, Number(size) || 5)),
    });
  };
  return (
    <section>
      <h2>{say('web-sample')}</h2>
      <form className="toolbar" onSubmit={draw}>
        <label>
          {say('web-sample-seed')}
          <input
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            inputMode="numeric"
            size={10}
          />
        </label>
        <label>
          {say('web-sample-size')}
          <input
            value={size}
            onChange={(event) => setSize(event.target.value)}
            inputMode="numeric"
            size={4}
          />
        </label>
        <button type="submit" className="main-button">
          {say('web-sample-draw')}
        </button>
        <button
          type="button"
          className="plain-button"
          onClick={() => {
            const seed = newSeed();
            setTyped(String(seed));
            setWanted({ ...wanted, seed });
          }}
        >
          {say('web-sample-new')}
        </button>
      </form>
      <Loaded query={sample}>
        {(data) => (
          <>
            <p className="quiet">{say('web-sample-of', { count: data.items.length, of: data.of })}</p>
            {data.items.map((entry) => (
              <article key={entry.id} className="card sample">
                <h3>
                  {KINDS[entry.kind].title[language]}{' '}
                  <Link to={`/entry/${entry.id}`}>{entry.number ?? say('web-no-number')}</Link>
                </h3>
                <dl>
                  {entry.fields
                    .filter((field) => field.state !== 'absent-in-edition')
                    .map((field) => {
                      const spec = specOf(entry.kind, { ...field, type: 'text' });
                      return (
                        <div key={field.name}>
                          <dt>
                            {spec.label[language]} · {say(`web-source-${field.source}`)}
                          </dt>
                          <dd>
                            {field.crop !== null && (
                              <img
                                loading="lazy"
                                src={pictureUrl(field.crop, CROP_WIDTH)}
                                alt={say('web-crop-of', { field: spec.label[language] })}
                              />
                            )}
                            {textOf(spec, field) || <em>{say(`web-state-${field.state}`)}</em>}
                          </dd>
                        </div>
                      );
                    })}
                </dl>
              </article>
            ))}
          </>
        )}
      </Loaded>
    </section>
  );
};
