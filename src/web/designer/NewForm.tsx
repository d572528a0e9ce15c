/** A new draft: empty, to be made from a sample, or beginning with a known form. */
import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { KIND_CODES, KINDS, type KindCode } from '../../domain/kinds.ts';
import { call } from '../api/client.ts';
import { useAct } from '../parts/parts.tsx';
import { useDesk } from '../shell/desk.ts';
import { useSay, useTexts } from '../texts/texts.ts';

type Props = Readonly<{ base: string | null; onClose: () => void; onStarted: (id: number) => void }>;

export const NewForm = ({ base, onClose, onStarted }: Props) => {
  const say = useSay();
  const { language } = useTexts();
  const { me } = useDesk();
  const { run, busy, shown } = useAct();
  const granted = me.may.find(({ action }) => action === 'form.manage')?.offices;
  const offices = useQuery({ queryKey: ['offices.list'], queryFn: () => call('offices.list') });
  const choices = (offices.data?.items ?? []).filter((one) => granted === null || granted?.includes(one.id));
  const [office, setOffice] = useState<number | null>(null);
  const [id, setId] = useState('');
  const [kind, setKind] = useState<KindCode | null>(null);
  const officeId = office ?? choices[0]?.id ?? null;
  const start = (event: FormEvent) => {
    event.preventDefault();
    if (officeId === null) return;
    void run(async () => {
      const body = { officeId, id: id.trim(), kind, edition: base };
      onStarted((await call('drafts.start', { body })).id);
    });
  };
  return (
    <Modal opened onClose={onClose} title={say('design-new')} centered>
      <form className="form" onSubmit={start}>
        <p className="quiet">
          {base === null ? say('design-new-explained') : say('design-new-with', { edition: base })}
        </p>
        <label>
          {say('design-office')}
          <select value={officeId ?? ''} onChange={(event) => setOffice(Number(event.target.value))} required>
            {choices.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say('design-id')}
          <input
            value={id}
            maxLength={40}
            placeholder="KS-LAMDONG-1985"
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setId(event.target.value.toUpperCase())}
          />
          <span className="quiet">{say('design-id-explained')}</span>
        </label>
        {base === null && (
          <label>
            {say('design-kind')}
            <select
              value={kind ?? ''}
              onChange={(event) =>
                setKind(event.target.value === '' ? null : (event.target.value as KindCode))
              }
            >
              <option value="">{say('design-kind-guess')}</option>
              {KIND_CODES.map((one) => (
                <option key={one} value={one}>
                  {one} – {KINDS[one].title[language]}
                </option>
              ))}
            </select>
          </label>
        )}
        {shown}
        <button type="submit" className="main-button" disabled={busy || officeId === null}>
          {say('design-begin')}
        </button>
      </form>
    </Modal>
  );
};
