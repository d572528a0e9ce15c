/** A new account with its first role. */
import { Modal } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Role } from '../../../domain/roles.ts';
import { call } from '../../api/client.ts';
import { NewPassword } from '../../parts/NewPassword.tsx';
import { useAct } from '../../parts/parts.tsx';
import { useSay } from '../../texts/texts.ts';
import { GrantFields, type Office } from './choices.tsx';

export const NewAccount = ({
  offices,
  onClose,
}: Readonly<{ offices: readonly Office[]; onClose: () => void }>) => {
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
        <NewPassword value={password} onChange={setPassword} />
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
