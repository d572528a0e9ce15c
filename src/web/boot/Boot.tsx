/** Who is there? Log-in or first password when nobody is, the workstation otherwise. */
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { ApiProblem, call } from '../api/client.ts';
import type { Me } from '../api/types.ts';
import { useSay } from '../texts/texts.ts';
import { firstForm } from './first-form.ts';
import { LoginPage } from './LoginPage.tsx';

const loadApp = () => import('../shell/App.tsx');
const App = lazy(loadApp);

/** Whether somebody was logged in here: without it the log-in is shown at once, before the server has said anything. */
const WAS_HERE = 'sohoa-was-here';
const wasHere = (): boolean => localStorage.getItem(WAS_HERE) !== null;

type Known = 'asking' | 'nobody' | 'offline' | Me;

const SETUP = '#setup=';
/** `/#setup=<token>`: the token stands behind the hash so that it gets into no server's log. */
const setupToken = (): string | null =>
  location.hash.startsWith(SETUP) ? decodeURIComponent(location.hash.slice(SETUP.length)) : null;

export const Boot = () => {
  const say = useSay();
  // With a log-in in the document the server has said already that nobody is there.
  const [hasFirstForm] = useState(() => firstForm() !== null);
  const [known, setKnown] = useState<Known>(() => (wasHere() && !hasFirstForm ? 'asking' : 'nobody'));
  const [token, setToken] = useState(setupToken);
  const [asked, setAsked] = useState(0);

  const onLoggedOut = useCallback(() => {
    localStorage.removeItem(WAS_HERE);
    setKnown('nobody');
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asks again when `asked` goes up
  useEffect(() => {
    // Whoever has just logged in by the first form must not be told that nobody was there before.
    if (!wasHere() || (hasFirstForm && asked === 0)) {
      void loadApp();
      return;
    }
    let gone = false;
    call('session.me')
      .then((me) => {
        if (!gone) setKnown(me);
      })
      .catch((error: unknown) => {
        const isNobody = error instanceof ApiProblem && error.status === 401;
        if (!gone) setKnown(isNobody ? 'nobody' : 'offline');
        // The rest of the page comes while people type their password.
        if (isNobody) void loadApp();
      });
    return () => {
      gone = true;
    };
  }, [asked]);

  if (known === 'asking') return <Waiting />;
  if (known === 'offline') {
    return (
      <main className="boot">
        <div className="boot-card" role="alert">
          <h1>{say('web-offline-title')}</h1>
          <p>{say('web-offline-start')}</p>
          <button type="button" onClick={() => setAsked(asked + 1)}>
            {say('web-try-again')}
          </button>
        </div>
      </main>
    );
  }
  if (known === 'nobody' || token !== null) {
    return (
      <LoginPage
        setupToken={token}
        onDone={(me) => {
          if (token !== null) history.replaceState(null, '', '/');
          localStorage.setItem(WAS_HERE, 'yes');
          setToken(null);
          setKnown(me);
        }}
      />
    );
  }
  return (
    <Suspense fallback={<Waiting />}>
      <App me={known} onLoggedOut={onLoggedOut} />
    </Suspense>
  );
};

const Waiting = () => {
  const say = useSay();
  return (
    <main className="boot" aria-busy="true">
      <p className="boot-waiting">{say('web-loading')}</p>
    </main>
  );
};
