/** The forms that there are, the office's drafts of new ones, and where to begin. */
import './designer.css';
import { Modal } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { KINDS } from '../../domain/kinds.ts';
import type { Reply } from '../../server/contract/contract.ts';
import { call } from '../api/client.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { Loaded, useAct, useFormat, usePaged } from '../parts/parts.tsx';
import { useSay, useTexts } from '../texts/texts.ts';
import { exportForm } from './export-form.ts';
import { NewForm } from './NewForm.tsx';

/** `KS-2006@1` */
const nameOf = ({ id, version }: Readonly<{ id: string; version: number }>): string => `${id}@${version}`;

export default function FormsPage() {
  const say = useSay();
  const { language } = useTexts();
  const format = useFormat();
  const go = useNavigate();
  const { run, busy, shown } = useAct();
  const queries = useQueryClient();
  const [isNew, setNew] = useState(false);
  const [going, setGoing] = useState<Reply<'drafts.list'>['items'][number] | null>(null);
  const [base, setBase] = useState<string | null>(null);
  const drafts = usePaged('drafts.list', { query: { limit: 20 } });
  const known = useQuery({ queryKey: ['forms.list'], queryFn: () => call('forms.list', { query: {} }) });
  const begin = (edition: string | null) => {
    setBase(edition);
    setNew(true);
  };
  return (
    <div className="page">
      <header className="page-head">
        <h1>{say('web-nav-forms')}</h1>
        <button type="button" className="main-button" onClick={() => begin(null)}>
          {say('design-new')}
        </button>
      </header>
      {shown}
      <h2>{say('design-drafts')}</h2>
      <Loaded query={drafts.query}>
        {({ items }) => (
          <DataTable
            rows={items}
            keyOf={({ id }) => id}
            none="design-drafts-none"
            columns={[
              {
                head: 'design-form',
                cell: (one) => (
                  <>
                    <Link to={`/forms/${one.id}`}>
                      {one.title[language] || one.title.vi || one.formId || say('design-untitled')}
                    </Link>
                    <div className="quiet">
                      {one.formId} {one.office.name}
                    </div>
                  </>
                ),
              },
              {
                head: 'design-kind',
                cell: ({ kind }) => (kind === null ? '—' : KINDS[kind].title[language]),
              },
              {
                head: 'design-changed',
                cell: ({ at, by }) => (
                  <>
                    {format.time(at)}
                    <div className="quiet">{by}</div>
                  </>
                ),
              },
              { head: 'design-version-saved', cell: ({ saved }) => saved ?? '—' },
              {
                head: 'web-col-action',
                isHeadHidden: true,
                cell: (one) => (
                  <button
                    type="button"
                    className="plain-button"
                    disabled={busy}
                    onClick={() => setGoing(one)}
                  >
                    {say('design-delete')}
                  </button>
                ),
              },
            ]}
          />
        )}
      </Loaded>
      {drafts.pager}
      <h2>{say('design-known')}</h2>
      <Loaded query={known}>
        {({ items }) => (
          <DataTable
            rows={items}
            keyOf={nameOf}
            columns={[
              {
                head: 'design-form',
                cell: (one) => (
                  <>
                    {one.title[language]}
                    <div className="quiet">{nameOf(one)}</div>
                  </>
                ),
              },
              {
                head: 'design-kind',
                cell: ({ kind, isTable }) => (
                  <>
                    {KINDS[kind].title[language]}
                    {isTable && <div className="quiet">{say('design-table')}</div>}
                  </>
                ),
              },
              { head: 'design-years', cell: ({ years }) => `${years.from}–${years.to}` },
              {
                head: 'design-from-whom',
                cell: ({ shipped, by, at }) =>
                  shipped ? (
                    <span className="badge">{say('design-shipped')}</span>
                  ) : (
                    <>
                      {by ?? '—'}
                      <div className="quiet">{at === null ? '' : format.time(at)}</div>
                    </>
                  ),
              },
              {
                head: 'web-col-action',
                isHeadHidden: true,
                cell: (one) => (
                  <div className="form-actions">
                    <button type="button" className="plain-button small" onClick={() => begin(nameOf(one))}>
                      {say('design-begin-with')}
                    </button>
                    <button
                      type="button"
                      className="plain-button small"
                      disabled={busy}
                      onClick={() => void run(() => exportForm(nameOf(one)))}
                    >
                      {say('design-export')}
                    </button>
                  </div>
                ),
              },
            ]}
          />
        )}
      </Loaded>
      {going !== null && (
        <Modal opened onClose={() => setGoing(null)} title={say('design-delete')} centered>
          <p>
            {say('design-delete-sure', { name: going.title[language] || going.formId || `#${going.id}` })}
          </p>
          <div className="actions">
            <button
              type="button"
              className="plain-button bad-button"
              disabled={busy}
              onClick={() =>
                void run(() => call('drafts.remove', { params: { id: going.id } })).then(() => setGoing(null))
              }
            >
              {say('design-delete')}
            </button>
          </div>
        </Modal>
      )}
      {isNew && (
        <NewForm
          base={base}
          onClose={() => setNew(false)}
          onStarted={(id) => {
            void queries.invalidateQueries({ queryKey: ['drafts.list'] });
            void go(`/forms/${id}`);
          }}
        />
      )}
    </div>
  );
}
