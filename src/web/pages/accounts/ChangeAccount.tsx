/** Roles, office, password and lock of one account. */
import { Modal } from '@mantine/core';
import { useState } from 'react';
import type { Role } from '../../../domain/roles.ts';
import { call } from '../../api/client.ts';
import type { Account } from '../../api/types.ts';
import { NewPassword } from '../../parts/NewPassword.tsx';
import { useAct } from '../../parts/parts.tsx';
import { useSay } from '../../texts/texts.ts';
import { GrantFields, type Office, OfficeChoice } from './choices.tsx';

export const ChangeAccount = ({
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
        <NewPassword value={password} onChange={setPassword} isRequired />
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
