/** Changes that need a decision: somebody else was faster, or the server refused them. Nothing is thrown away unasked. */
import './entry.css';
import { Link, useNavigate } from 'react-router';
import type { KindCode } from '../../domain/kinds.ts';
import { KINDS } from '../../domain/kinds.ts';
import { useDesk } from '../shell/desk.ts';
import { uuid } from '../state/random.ts';
import { useStore } from '../state/store.ts';
import { useSay, useTexts } from '../texts/texts.ts';
import { saidBy, specOf, textOf } from './display.ts';
import type { Change } from './save/queue.ts';

export default function ConflictsPage() {
  const say = useSay();
  const { saver } = useDesk();
  const queue = useStore(saver.queue);
  const open = queue.filter((one) => one.state === 'conflict' || one.state === 'refused');
  const waiting = queue.filter((one) => one.state === 'waiting' || one.state === 'sending');
  return (
    <div className="page narrow">
      <header className="page-head">
        <h1>{say('web-conflicts-title')}</h1>
      </header>
      {open.length === 0 && <p className="quiet">{say('web-conflicts-none')}</p>}
      {open.map((change) => (
        <ConflictCard key={change.key} change={change} />
      ))}
      {waiting.length > 0 && (
        <section>
          <h2>{say('web-conflicts-waiting', { count: waiting.length })}</h2>
          <ul>
            {waiting.map((one) => (
              <li key={one.key}>
                <What change={one} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <Link to="/work">{say('web-back-to-work')}</Link>
    </div>
  );
}

const What = ({ change }: Readonly<{ change: Change }>) => {
  const say = useSay();
  const { language } = useTexts();
  const kind = change.kind as KindCode;
  const spec = specOf(kind, change.theirs ?? { name: change.field, type: 'text', critical: false });
  return (
    <>
      {KINDS[kind].title[language]} {change.number ?? say('web-no-number')} · {spec.label[language]}
    </>
  );
};

const ConflictCard = ({ change }: Readonly<{ change: Change }>) => {
  const say = useSay();
  const { saver } = useDesk();
  const go = useNavigate();
  const { theirs } = change;
  const spec = specOf(
    change.kind as KindCode,
    theirs ?? { name: change.field, type: 'text', critical: false },
  );
  const mine = theirs === null ? null : saidBy(change.statement, theirs);
  const typed = change.statement.type === 'text' ? change.statement.text : null;
  const insist = () => {
    saver.dispatch({
      type: 'insisted',
      key: change.key,
      newKey: uuid(),
      version: theirs?.version ?? change.version,
      fence: null,
    });
    saver.kick();
  };
  return (
    <article className="conflict" data-testid="conflict">
      <h2>
        <What change={change} />
      </h2>
      <p className="note-warn">
        {change.state === 'conflict' ? say('web-conflict-explained') : change.problem?.text}
      </p>
      <dl>
        <div>
          <dt>{say('web-conflict-mine')}</dt>
          <dd>
            {typed ?? ((mine !== null && textOf(spec, mine)) || say(`web-said-${change.statement.type}`))}
          </dd>
        </div>
        {theirs !== null && (
          <div>
            <dt>
              {say('web-conflict-theirs')}
              {theirs.value?.by != null && ` (${theirs.value.by})`}
            </dt>
            <dd>{textOf(spec, theirs.value) || say(`web-state-${theirs.value?.state ?? 'blank'}`)}</dd>
          </div>
        )}
      </dl>
      <div className="actions">
        {/* What was refused is mended in its field; sending the same again seldom helps. */}
        <button
          type="button"
          className={change.state === 'conflict' ? 'main-button' : 'plain-button'}
          onClick={insist}
        >
          {say(change.state === 'conflict' ? 'web-conflict-keep-mine' : 'web-try-again')}
        </button>
        <button
          type="button"
          className="plain-button"
          onClick={() => saver.dispatch({ type: 'dropped', key: change.key })}
        >
          {say(change.state === 'conflict' ? 'web-conflict-take-theirs' : 'web-conflict-drop')}
        </button>
        <button
          type="button"
          className={change.state === 'conflict' ? 'plain-button' : 'main-button'}
          onClick={() => void go(`/entry/${change.entryId}`)}
        >
          {say('web-conflict-open')}
        </button>
      </div>
    </article>
  );
};
