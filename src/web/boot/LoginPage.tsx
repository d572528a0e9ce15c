/** Log-in, and the first password with the one-time token that the server shows. Plain elements: loaded before the kit. */
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { ApiProblem, call } from '../api/client.ts';
import type { Me } from '../api/types.ts';
import { speak, useSay, useTexts } from '../texts/texts.ts';
import { firstForm } from './first-form.ts';

type Props = Readonly<{ setupToken: string | null; onDone: (me: Me) => void }>;

export const LoginPage = ({ setupToken, onDone }: Props) => {
  const say = useSay();
  return (
    <main className="boot">
      <div className="boot-card">
        <header className="boot-head">
          <img src="/icon.svg" alt="" width="40" height="40" />
          <div>
            <h1>sohoa</h1>
            <p>{say('web-tagline')}</p>
          </div>
        </header>
        <LoginForm setupToken={setupToken} onDone={onDone} />
        <LanguageChoice />
      </div>
    </main>
  );
};

/** Also shown over the page when a session has expired: nothing behind it is lost. */
export const LoginForm = ({
  setupToken,
  onDone,
  username: known,
}: Props & Readonly<{ username?: string }>) => {
  const say = useSay();
  const ids = useId();
  const [first] = useState(() => (known === undefined && setupToken === null ? firstForm() : null));
  const [username, setUsername] = useState(known ?? first?.username ?? '');
  const [password, setPassword] = useState(first?.password ?? '');
  const [again, setAgain] = useState('');
  const [token, setToken] = useState(setupToken ?? '');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const isSetup = setupToken !== null;

  // Sent from the document before this was here: the answer is for the page.
  const done = useRef(onDone);
  done.current = onDone;
  useEffect(() => {
    const sent = first?.answer ?? null;
    if (sent === null) return;
    let gone = false;
    setBusy(true);
    void sent.then((said) => {
      if (gone) return;
      setBusy(false);
      if ('me' in said) done.current(said.me);
      else setProblem(said.text || say('web-offline-title'));
    });
    return () => {
      gone = true;
    };
  }, [first, say]);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isSetup && password !== again) {
      setProblem(say('web-passwords-differ'));
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      onDone(
        isSetup
          ? await call('session.setup', { body: { token, password } })
          : await call('session.start', { body: { username: username.normalize('NFC'), password } }),
      );
    } catch (error) {
      setProblem(error instanceof ApiProblem && error.text !== '' ? error.text : say('web-offline-title'));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className="boot-form" onSubmit={(event) => void send(event)}>
      {isSetup ? (
        <>
          <p>{say('web-setup-explained')}</p>
          <label htmlFor={`${ids}-token`}>{say('web-setup-token')}</label>
          <input
            id={`${ids}-token`}
            value={token}
            onChange={(event) => setToken(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            required
          />
        </>
      ) : (
        <>
          <label htmlFor={`${ids}-user`}>{say('web-username')}</label>
          <input
            id={`${ids}-user`}
            value={username}
            onChange={(event) => setUsername(event.target.value)}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            readOnly={known !== undefined}
            // biome-ignore lint/a11y/noAutofocus: the one thing to do here
            autoFocus={known === undefined && first?.at !== 'password'}
            required
          />
        </>
      )}
      <label htmlFor={`${ids}-password`}>{say(isSetup ? 'web-new-password' : 'web-password')}</label>
      <input
        id={`${ids}-password`}
        type="password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        autoComplete={isSetup ? 'new-password' : 'current-password'}
        // biome-ignore lint/a11y/noAutofocus: the name is known already, or they are typing here
        autoFocus={known !== undefined || isSetup || first?.at === 'password'}
        required
      />
      {isSetup && (
        <>
          <label htmlFor={`${ids}-again`}>{say('web-password-again')}</label>
          <input
            id={`${ids}-again`}
            type="password"
            value={again}
            onChange={(event) => setAgain(event.target.value)}
            autoComplete="new-password"
            required
          />
        </>
      )}
      <p className="boot-problem" role="alert">
        {problem}
      </p>
      <button type="submit" disabled={busy}>
        {say(busy ? 'web-logging-in' : isSetup ? 'web-setup-do' : 'web-log-in')}
      </button>
    </form>
  );
};

const LanguageChoice = () => {
  const { language } = useTexts();
  const say = useSay();
  return (
    <fieldset className="boot-languages">
      <legend className="visually-hidden">{say('web-language')}</legend>
      {(['vi', 'en'] as const).map((one) => (
        <button
          key={one}
          type="button"
          lang={one}
          aria-pressed={language === one}
          onClick={() => void speak(one)}
        >
          {one === 'vi' ? 'Tiếng Việt' : 'English'}
        </button>
      ))}
    </fieldset>
  );
};
