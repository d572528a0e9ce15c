/** Offices, accounts and rights: make, move, lock. */
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call } from '../api/client.ts';
import type { Account } from '../api/types.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { Loaded, useAct, usePaged } from '../parts/parts.tsx';
import { useSay } from '../texts/texts.ts';
import { ChangeAccount } from './accounts/ChangeAccount.tsx';
import type { Office } from './accounts/choices.tsx';
import { NewAccount } from './accounts/NewAccount.tsx';

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
          <DataTable
            rows={data.items}
            keyOf={({ id }) => id}
            columns={[
              { head: 'web-username', cell: ({ username }) => username },
              { head: 'web-display-name', cell: ({ displayName }) => displayName },
              { head: 'web-col-roles', cell: ({ grants }) => <Roles grants={grants} /> },
              { head: 'web-col-state', cell: (one) => <AccountState account={one} /> },
              {
                head: 'web-col-action',
                isHeadHidden: true,
                cell: ({ id }) => (
                  <button type="button" className="plain-button" onClick={() => setChosen(id)}>
                    {say('web-change')}
                  </button>
                ),
              },
            ]}
          />
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

const Roles = ({ grants }: Readonly<Pick<Account, 'grants'>>) => {
  const say = useSay();
  return grants.map((grant) => (
    <div key={`${grant.role} ${grant.office?.id}`}>
      {say(`web-role-${grant.role}`)}{' '}
      <span className="quiet">{grant.office?.name ?? say('web-all-offices')}</span>
    </div>
  ));
};

const AccountState = ({ account }: Readonly<{ account: Account }>) => {
  const say = useSay();
  if (account.locked) {
    return (
      <span className="badge" data-tone="bad">
        {say('web-locked')}
      </span>
    );
  }
  return account.canLogIn ? (
    <span className="badge" data-tone="good">
      {say('web-active')}
    </span>
  ) : (
    <span className="badge">{say('web-no-password')}</span>
  );
};
