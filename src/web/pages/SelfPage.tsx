/** My account: password, and the computers where I am logged in. */
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call } from '../api/client.ts';
import { NewPassword } from '../parts/NewPassword.tsx';
import { Loaded, useAct, useFormat } from '../parts/parts.tsx';
import { useDesk } from '../shell/desk.ts';
import { useSay } from '../texts/texts.ts';

export default function SelfPage() {
  const say = useSay();
  const format = useFormat();
  const { me } = useDesk();
  const sessions = useQuery({ queryKey: ['session.list'], queryFn: () => call('session.list') });
  const others = useAct();
  const change = useAct();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [isChanged, setChanged] = useState(false);
  const send = (event: FormEvent) => {
    event.preventDefault();
    void change
      .run(() => call('session.password', { body: { current, next } }))
      .then((done) => {
        setChanged(done);
        if (done) {
          setCurrent('');
          setNext('');
        }
      });
  };
  return (
    <div className="page narrow">
      <header className="page-head">
        <h1>{me.account.displayName}</h1>
        <p className="quiet">{me.account.username}</p>
      </header>
      <ul>
        {me.grants.map((grant) => (
          <li key={`${grant.role} ${grant.office?.id}`}>
            {say(`web-role-${grant.role}`)} · {grant.office?.name ?? say('web-all-offices')}
          </li>
        ))}
      </ul>
      <h2>{say('web-password-change')}</h2>
      <form className="form card" onSubmit={send}>
        <label>
          {say('web-password-current')}
          <input
            type="password"
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
            required
          />
        </label>
        <NewPassword value={next} onChange={setNext} isRequired />
        {change.shown}
        {isChanged && <p className="note-good">{say('web-password-changed')}</p>}
        <button type="submit" className="main-button" disabled={change.busy}>
          {say('web-password-change')}
        </button>
      </form>
      <h2>{say('web-sessions')}</h2>
      <Loaded query={sessions}>
        {(data) => (
          <div className="table-box">
            <table className="table">
              <tbody>
                {data.items.map((one) => (
                  <tr key={one.id}>
                    <td>
                      {one.device} {one.isThis && <span className="badge">{say('web-session-this')}</span>}
                    </td>
                    <td className="quiet">
                      {say('web-session-seen', { time: format.time(one.lastSeenAt) })}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
      <p className="actions">
        <button
          type="button"
          className="plain-button"
          disabled={others.busy}
          onClick={() => void others.run(() => call('session.endOthers'))}
        >
          {say('web-sessions-end')}
        </button>
      </p>
      {others.shown}
    </div>
  );
}
