/** Offices, accounts and rights: make, move, lock. */
import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ROLES, type Role } from '../../domain/roles.ts';
import { call } from '../api/client.ts';
import type { Account } from '../api/types.ts';
import { Loaded, useAct, usePaged } from '../parts/parts.tsx';
import { useSay } from '../texts/texts.ts';

type Office = Readonly<{ id: number; code: string; name: string }>;

export default function AccountsPage() {
  const say = useSay();
  const [find, setFind] = useState('');
  const { query, pager } = usePaged('accounts.list', { query: find === '' ? {} : { find } });
  const offices = useQuery({ queryKey: ['offices.list'], queryFn: () => call('offices.list') });
  const [isNew, setNew] = useState(false);
  const [chosen, setChosen] = useState<number | null>(null);
  const all: readonly Office[] = offices.data?.items ?? [];
  const account = query.data?.items.find((one) => one.id === chosen);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{say('web-accounts-title')}</h1>
        <button type="button" className="main-button" onClick={() => setNew(true)}>
          {say('web-account-new')}
        </button>
      </header>
      <div className="toolbar">
        <label>
          {say('web-find')}
          <input value={find} onChange={(event) => setFind(event.target.value)} maxLength={100} />
        </label>
      </div>
      <Loaded query={query}>
        {(data) => (
          <div className="table-box">
            <table className="table">
              <thead>
                <tr>
                  <th>{say('web-username')}</th>
                  <th>{say('web-display-name')}</th>
                  <th>{say('web-col-roles')}</th>
                  <th>{say('web-col-state')}</th>
                  <th>
                    <span className="visually-hidden">{say('web-col-action')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.items.map((one) => (
                  <tr key={one.id}>
                    <td>{one.username}</td>
                    <td>{one.displayName}</td>
                    <td>
                      {one.grants.map((grant) => (
                        <div key={`${grant.role} ${grant.office?.id}`}>
                          {say(`web-role-${grant.role}`)}{' '}
                          <span className="quiet">{grant.office?.name ?? say('web-all-offices')}</span>
                        </div>
                      ))}
                    </td>
                    <td>
                      {one.locked ? (
                        <span className="badge" data-tone="bad">
                          {say('web-locked')}
                        </span>
                      ) : one.canLogIn ? (
                        <span className="badge" data-tone="good">
                          {say('web-active')}
                        </span>
                      ) : (
                        <span className="badge">{say('web-no-password')}</span>
                      )}
                    </td>
                    <td>
                      <button type="button" className="plain-button" onClick={() => setChosen(one.id)}>
                        {say('web-change')}
                      </button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
      {pager}
      <Offices offices={all} />
      {isNew && <NewAccount offices={all} onClose={() => setNew(false)} />}
      {account !== undefined && (
        <ChangeAccount account={account} offices={all} onClose={() => setChosen(null)} />
      )}
    </div>
  );
}

const Offices = ({ offices }: Readonly<{ offices: readonly Office[] }>) => {
  const say = useSay();
  const { run, busy, shown } = useAct();
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const save = (event: FormEvent) => {
    event.preventDefault();
    void run(() => call('offices.save', { params: { code: code.trim() }, body: { name: name.trim() } })).then(
      (done) => {
        if (done) {
          setCode('');
          setName('');
        }
      },
    );
  };
  return (
    <section>
      <h2>{say('web-offices')}</h2>
      <ul>
        {offices.map((office) => (
          <li key={office.id}>
            {office.name} <span className="quiet">{office.code}</span>
          </li>
        ))}
      </ul>
      <form className="toolbar" onSubmit={save}>
        <label>
          {say('web-office-code')}
          <input
            value={code}
            onChange={(event) => setCode(event.target.value)}
            pattern="[a-z0-9\-]+"
            required
          />
        </label>
        <label>
          {say('web-office-name')}
          <input value={name} onChange={(event) => setName(event.target.value)} maxLength={200} required />
        </label>
        <button type="submit" className="plain-button" disabled={busy}>
          {say('web-office-save')}
        </button>
      </form>
      {shown}
    </section>
  );
};

const GrantFields = ({
  offices,
  role,
  officeId,
  onRole,
  onOffice,
}: Readonly<{
  offices: readonly Office[];
  role: Role;
  officeId: number | null;
  onRole: (role: Role) => void;
  onOffice: (id: number | null) => void;
}>) => {
  const say = useSay();
  return (
    <>
      <label>
        {say('web-role')}
        <select value={role} onChange={(event) => onRole(event.target.value as Role)}>
          {ROLES.map((one) => (
            <option key={one} value={one}>
              {say(`web-role-${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say('web-col-office')}
        <select
          value={officeId ?? ''}
          onChange={(event) => onOffice(event.target.value === '' ? null : Number(event.target.value))}
        >
          <option value="">{say('web-all-offices')}</option>
          {offices.map((office) => (
            <option key={office.id} value={office.id}>
              {office.name}
            </option>
          ))}
        </select>
      </label>
    </>
  );
};

const NewAccount = ({ offices, onClose }: Readonly<{ offices: readonly Office[]; onClose: () => void }>) => {
  const say = useSay();
  const { run, busy, shown } = useAct();
  const [username, setUsername] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<Role>('data-entry');
  const [officeId, setOffice] = useState<number | null>(offices[0]?.id ?? null);
  const save = (event: FormEvent) => {
    event.preventDefault();
    void run(() =>
      call('accounts.create', {
        body: {
          username: username.trim().normalize('NFC'),
          displayName: displayName.trim().normalize('NFC'),
          password: password === '' ? null : password,
          grants: [{ role, officeId }],
        },
      }),
    ).then((done) => {
      if (done) onClose();
    });
  };
  return (
    <Modal opened onClose={onClose} title={say('web-account-new')}>
      <form className="form" onSubmit={save}>
        <label>
          {say('web-username')}
          <input
            value={username}
            onChange={(event) => setUsername(event.target.value)}
            maxLength={60}
            required
            data-autofocus
          />
        </label>
        <label>
          {say('web-display-name')}
          <input
            value={displayName}
            onChange={(event) => setDisplayName(event.target.value)}
            maxLength={120}
            required
          />
        </label>
        <label>
          {say('web-new-password')}
          <input
            type="password"
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        <GrantFields
          offices={offices}
          role={role}
          officeId={officeId}
          onRole={setRole}
          onOffice={setOffice}
        />
        {shown}
        <button type="submit" className="main-button" disabled={busy}>
          {say('web-account-make')}
        </button>
      </form>
    </Modal>
  );
};

const ChangeAccount = ({
  account,
  offices,
  onClose,
}: Readonly<{ account: Account; offices: readonly Office[]; onClose: () => void }>) => {
  const say = useSay();
  const { run, busy, shown } = useAct();
  const [role, setRole] = useState<Role>('data-entry');
  const [officeId, setOffice] = useState<number | null>(offices[0]?.id ?? null);
  const [from, setFrom] = useState<number | null>(
    account.grants.find((one) => one.office !== null)?.office?.id ?? null,
  );
  const [to, setTo] = useState<number | null>(null);
  const [password, setPassword] = useState('');
  const params = { id: account.id };
  return (
    <Modal opened onClose={onClose} title={account.displayName} size="lg">
      {shown}
      <h3>{say('web-col-roles')}</h3>
      <ul>
        {account.grants.map((grant) => (
          <li key={`${grant.role} ${grant.office?.id}`}>
            {say(`web-role-${grant.role}`)} · {grant.office?.name ?? say('web-all-offices')}{' '}
            <button
              type="button"
              className="plain-button"
              disabled={busy}
              onClick={() =>
                void run(() =>
                  call('accounts.revoke', {
                    params,
                    body: { role: grant.role, officeId: grant.office?.id ?? null },
                  }),
                )
              }
            >
              {say('web-role-remove')}
            </button>
          </li>
        ))}
      </ul>
      <form
        className="toolbar"
        onSubmit={(event) => {
          event.preventDefault();
          void run(() => call('accounts.grant', { params, body: { role, officeId } }));
        }}
      >
        <GrantFields
          offices={offices}
          role={role}
          officeId={officeId}
          onRole={setRole}
          onOffice={setOffice}
        />
        <button type="submit" className="plain-button" disabled={busy}>
          {say('web-role-add')}
        </button>
      </form>
      <form
        className="toolbar"
        onSubmit={(event) => {
          event.preventDefault();
          if (from !== null && to !== null) {
            void run(() => call('accounts.move', { params, body: { fromOfficeId: from, toOfficeId: to } }));
          }
        }}
      >
        <OfficeChoice label={say('web-move-from')} offices={offices} value={from} onChange={setFrom} />
        <OfficeChoice label={say('web-move-to')} offices={offices} value={to} onChange={setTo} />
        <button type="submit" className="plain-button" disabled={busy || from === null || to === null}>
          {say('web-move')}
        </button>
      </form>
      <form
        className="toolbar"
        onSubmit={(event) => {
          event.preventDefault();
          void run(() => call('accounts.password', { params, body: { password } })).then((done) => {
            if (done) setPassword('');
          });
        }}
      >
        <label>
          {say('web-new-password')}
          <input
            type="password"
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            required
          />
        </label>
        <button type="submit" className="plain-button" disabled={busy}>
          {say('web-password-set')}
        </button>
      </form>
      <div className="actions">
        <button
          type="button"
          className={account.locked ? 'plain-button' : 'plain-button bad-button'}
          disabled={busy}
          onClick={() =>
            void run(() => call(account.locked ? 'accounts.unlock' : 'accounts.lock', { params, body: {} }))
          }
        >
          {say(account.locked ? 'web-unlock' : 'web-lock')}
        </button>
      </div>
    </Modal>
  );
};

const OfficeChoice = ({
  label,
  offices,
  value,
  onChange,
}: Readonly<{
  label: string;
  offices: readonly Office[];
  value: number | null;
  onChange: (id: number | null) => void;
}>) => (
  <label>
    {label}
    <select
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? null : Number(event.target.value))}
    >
      <option value="">—</option>
      {offices.map((office) => (
        <option key={office.id} value={office.id}>
          {office.name}
        </option>
      ))}
    </select>
  </label>
);
