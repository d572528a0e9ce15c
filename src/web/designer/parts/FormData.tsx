/** What the form is: its id, kind, title, years and paper, its pages, and how the rows of a table are found. */
import { KIND_CODES, KINDS, type KindCode } from '../../../domain/kinds.ts';
import type { DraftPart, FormDraft } from '../../../forms/draft/draft.ts';
import { useSay, useTexts } from '../../texts/texts.ts';
import type { Hand } from '../use-designer.ts';
import { Millimetres } from './Millimetres.tsx';
import { partTitle } from './part-title.ts';
import { TableData } from './TableData.tsx';

type Props = Readonly<{ hand: Hand; part: DraftPart | undefined; onSample: () => void }>;

type Member = 'id' | 'kind' | 'title' | 'years' | 'paper';

export const FormData = ({ hand, part, onSample }: Props) => {
  const say = useSay();
  const { language } = useTexts();
  const { draft, edit, state } = hand;
  const put = (change: Partial<FormDraft>, grain?: string) =>
    edit({ ...draft, ...change }, grain === undefined ? {} : { grain });
  const wrong = (member: Member): Readonly<{ 'aria-invalid'?: true }> =>
    state.problems.some((one) => one.part === null && one.member === member) ? { 'aria-invalid': true } : {};
  return (
    <div className="form form-data">
      <div className="editor-line">
        <label className="grow">
          {say('design-id')}
          <input
            data-member="id"
            value={draft.id}
            maxLength={40}
            placeholder="KS-LAMDONG-1985"
            spellCheck={false}
            autoComplete="off"
            {...wrong('id')}
            onChange={(event) => put({ id: event.target.value.toUpperCase() }, 'id')}
          />
        </label>
        <label>
          {say('design-kind')}
          <select
            data-member="kind"
            value={draft.kind ?? ''}
            {...wrong('kind')}
            onChange={(event) =>
              put({ kind: event.target.value === '' ? null : (event.target.value as KindCode) })
            }
          >
            <option value="">{say('design-kind-unsaid')}</option>
            {KIND_CODES.map((kind) => (
              <option key={kind} value={kind}>
                {kind} – {KINDS[kind].title[language]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <label>
        {say('design-title-vi')}
        <input
          data-member="title"
          value={draft.title.vi}
          maxLength={500}
          {...wrong('title')}
          onChange={(event) => put({ title: { ...draft.title, vi: event.target.value } }, 'title')}
        />
      </label>
      <label>
        {say('design-title-en')}
        <input
          value={draft.title.en}
          maxLength={500}
          onChange={(event) => put({ title: { ...draft.title, en: event.target.value } }, 'title en')}
        />
      </label>
      <label>
        {say('design-basis')}
        <input
          value={draft.basis}
          maxLength={500}
          onChange={(event) => put({ basis: event.target.value }, 'basis')}
        />
      </label>
      <div className="editor-line">
        {(['from', 'to'] as const).map((end) => (
          <label key={end}>
            {say(`design-years-${end}`)}
            <input
              type="number"
              className="short"
              data-member={end === 'from' ? 'years' : undefined}
              value={draft.years[end]}
              {...wrong('years')}
              onChange={(event) => {
                const year = event.target.valueAsNumber;
                if (Number.isInteger(year)) put({ years: { ...draft.years, [end]: year } }, `years ${end}`);
              }}
            />
          </label>
        ))}
        {(['width', 'height'] as const).map((side) => (
          <Millimetres
            key={side}
            label={say(`design-paper-${side}`)}
            value={draft.paper[side]}
            onChange={(value) => put({ paper: { ...draft.paper, [side]: value } }, `paper ${side}`)}
          />
        ))}
      </div>
      <section aria-label={say('design-pages')}>
        <h3>{say('design-pages')}</h3>
        <ul className="part-list">
          {draft.parts.map((one) => (
            <li key={one.key}>
              <span>
                {partTitle(one, say)}{' '}
                <span className="quiet">
                  {say('design-part-holds', {
                    places: one.places.length,
                    columns: one.table?.columns.length ?? 0,
                  })}
                </span>
              </span>
              <button
                type="button"
                className="plain-button small bad-button"
                onClick={() => put({ parts: draft.parts.filter((other) => other !== one) })}
              >
                {say('design-remove-part')}
              </button>
            </li>
          ))}
        </ul>
        <button type="button" className="plain-button small" onClick={onSample}>
          {say('design-add-sample')}
        </button>
      </section>
      {part !== undefined && <TableData hand={hand} part={part} />}
    </div>
  );
};
