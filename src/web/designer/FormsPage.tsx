/** The forms that there are, the office's drafts of new ones, and where to begin. */
import './designer.css';
import { Modal } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { KINDS } from '../../domain/kinds.ts';
import type { Reply } from '../../server/contract/contract.ts';
import { call } from '../api/client.ts';
import { Loaded, useAct, useFormat, usePaged } from '../parts/parts.tsx';
import { useSay, useTexts } from '../texts/texts.ts';
import { exportForm } from './export-form.ts';
import { NewForm } from './NewForm.tsx';

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
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{say('design-drafts-none')}</p>
          ) : (
            <div className="table-box">
              <table className="table">
                <thead>
                  <tr>
                    <th>{say('design-form')}</th>
                    <th>{say('design-kind')}</th>
                    <th>{say('design-changed')}</th>
                    <th>{say('design-version-saved')}</th>
                    <th>
                      <span className="visually-hidden">{say('web-col-action')}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((one) => (
                    <tr key={one.id} data-draft={one.id}>
                      <td>
                        <Link to={`/forms/${one.id}`}>
                          {one.title[language] || one.title.vi || one.formId || say('design-untitled')}
                        </Link>
                        <div className="quiet">
                          {one.formId} {one.office.name}
                        </div>
                      </td>
                      <td>{one.kind === null ? '—' : KINDS[one.kind].title[language]}</td>
                      <td>
                        {format.time(one.at)}
                        <div className="quiet">{one.by}</div>
                      </td>
                      <td>{one.saved ?? '—'}</td>
                      <td>
                        <button
                          type="button"
                          className="plain-button"
                          disabled={busy}
                          onClick={() => setGoing(one)}
                        >
                          {say('design-delete')}
                        </button>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
      {drafts.pager}
      <h2>{say('design-known')}</h2>
      <Loaded query={known}>
        {({ items }) => (
          <div className="table-box">
            <table className="table">
              <thead>
                <tr>
                  <th>{say('design-form')}</th>
                  <th>{say('design-kind')}</th>
                  <th>{say('design-years')}</th>
                  <th>{say('design-from-whom')}</th>
                  <th>
                    <span className="visually-hidden">{say('web-col-action')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((one) => {
                  const name = `${one.id}@${one.version}`;
                  return (
                    <tr key={one.id} data-form={name}>
                      <td>
                        {one.title[language]}
                        <div className="quiet">{name}</div>
                      </td>
                      <td>
                        {KINDS[one.kind].title[language]}
                        {one.isTable && <div className="quiet">{say('design-table')}</div>}
                      </td>
                      <td>
                        {one.years.from}–{one.years.to}
                      </td>
                      <td>
                        {one.shipped ? (
                          <span className="badge">{say('design-shipped')}</span>
                        ) : (
                          <>
                            {one.by ?? '—'}
                            <div className="quiet">{one.at === null ? '' : format.time(one.at)}</div>
                          </>
                        )}
                      </td>
                      <td>
                        <div className="form-actions">
                          <button type="button" className="plain-button small" onClick={() => begin(name)}>
                            {say('design-begin-with')}
                          </button>
                          <button
                            type="button"
                            className="plain-button small"
                            disabled={busy}
                            onClick={() => void run(() => exportForm(name))}
                          >
                            {say('design-export')}
                          </button>
                        </div>
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
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
