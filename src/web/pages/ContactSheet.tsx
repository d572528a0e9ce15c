/** Pages of a book side by side, with gaps and doubles of their numbers; moving a page, saying what it is, taking it back. */
import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { KINDS } from '../../domain/kinds.ts';
import { PAGE_CLASSES, type PageClass } from '../../forms/page-classes.ts';
import type { Reply } from '../../server/contract/contract.ts';
import { call } from '../api/client.ts';
import type { Book } from '../api/types.ts';
import { pictureUrl } from '../entry/work.ts';
import { Loaded, useAct, useFormat, usePaged } from '../parts/parts.tsx';
import { may, useDesk } from '../shell/desk.ts';
import { useSay, useSayAny, useTexts } from '../texts/texts.ts';

type Sheet = Reply<'books.pages'>['items'][number];

const THUMBNAIL_WIDTH = 240;
const PICTURE_WIDTH = 800;

export const ContactSheet = ({ book }: Readonly<{ book: Book }>) => {
  const { me } = useDesk();
  const params = { id: book.id };
  const pages = usePaged('books.pages', { params, query: { limit: 60 } });
  const [chosen, setChosen] = useState<Sheet | null>(null);
  const mayArrange = may(me, 'batch.hold');
  return (
    <>
      <Loaded query={pages.query}>
        {(data) => (
          <>
            <ol className="sheet">
              {data.items.map((page) => (
                <SheetPage key={page.id} page={page} onArrange={mayArrange ? () => setChosen(page) : null} />
              ))}
            </ol>
            {chosen !== null && (
              <Arrange book={book} page={chosen} others={data.items} onClose={() => setChosen(null)} />
            )}
          </>
        )}
      </Loaded>
      {pages.pager}
      <Events bookId={book.id} />
    </>
  );
};

const SheetPage = ({ page, onArrange }: Readonly<{ page: Sheet; onArrange: (() => void) | null }>) => {
  const say = useSay();
  const sayAny = useSayAny();
  const { missing } = page;
  return (
    <li>
      <figure>
        <img
          loading="lazy"
          src={pictureUrl(page.image, THUMBNAIL_WIDTH)}
          alt={say('web-page-of', { file: page.file, frame: page.frame + 1 })}
        />
        <figcaption>
          {page.entryId !== null ? (
            <Link to={`/entry/${page.entryId}`}>{page.number ?? say('web-no-number')}</Link>
          ) : (
            <span>{page.class === null ? '' : sayAny(`web-class-${page.class}`)}</span>
          )}
          {page.held !== null ? (
            <span className="badge" data-tone="warn">
              {say('web-page-held')}
            </span>
          ) : page.openTasks > 0 ? (
            <span className="badge">{page.openTasks}</span>
          ) : page.entryId !== null ? (
            <span className="badge" data-tone="good">
              ✓
            </span>
          ) : null}
          {missing !== null && (
            <span className="badge" data-tone="warn">
              {missing.from === missing.to
                ? say('web-page-missing-one', { from: missing.from, year: missing.year })
                : say('web-page-missing', missing)}
            </span>
          )}
          {page.doubleOf !== null && (
            <span className="badge" data-tone="bad">
              {say('web-page-double')}
            </span>
          )}
          {page.isLate && (
            <span className="badge" data-tone="warn">
              {say('web-page-late')}
            </span>
          )}
          <span className="quiet">
            {page.file} · {page.frame + 1}
            {page.side === 'whole' ? '' : ` · ${say(`web-side-${page.side}`)}`}
          </span>
          {onArrange !== null && (
            <button type="button" className="plain-button" onClick={onArrange}>
              {say('web-page-order')}
            </button>
          )}
        </figcaption>
      </figure>
    </li>
  );
};

type ArrangeProps = Readonly<{ book: Book; page: Sheet; others: readonly Sheet[]; onClose: () => void }>;

const Arrange = ({ book, page, others, onClose }: ArrangeProps) => {
  const say = useSay();
  const sayAny = useSayAny();
  const { language } = useTexts();
  const { run, busy, shown } = useAct();
  const books = useQuery({
    queryKey: ['batches.books', book.batchId],
    queryFn: () => call('batches.books', { params: { id: book.batchId } }),
  });
  const [target, setTarget] = useState(book.id);
  const [after, setAfter] = useState('');
  const [pageClass, setClass] = useState<string>(page.class ?? 'unknown');
  const [edition, setEdition] = useState('');
  const params = { id: page.id };
  const done = (isDone: boolean): void => {
    if (isDone) onClose();
  };
  const move = (event: FormEvent) => {
    event.preventDefault();
    const body = { after: after === '' ? null : Number(after), bookId: target };
    void run(() => call('pages.move', { params, body })).then(done);
  };
  const classify = (event: FormEvent) => {
    event.preventDefault();
    const wanted = pageClass as PageClass;
    const body = edition.trim() === '' ? { class: wanted } : { class: wanted, edition: edition.trim() };
    void run(() => call('pages.classify', { params, body })).then(done);
  };
  const targets = (books.data?.items ?? [book]).filter(
    (one) => one.kind === book.kind && one.office.id === book.office.id,
  );
  return (
    <Modal opened onClose={onClose} title={say('web-page-order-of', { file: page.file })} size="lg">
      <div className="arrange">
        <img
          src={pictureUrl(page.image, PICTURE_WIDTH)}
          alt={say('web-page-of', { file: page.file, frame: page.frame + 1 })}
        />
        <div>
          <form className="form" onSubmit={move}>
            <label>
              {say('web-page-book')}
              <select
                value={target}
                onChange={(event) => {
                  setTarget(Number(event.target.value));
                  setAfter('');
                }}
              >
                {targets.map((one) => (
                  <option key={one.id} value={one.id}>
                    {KINDS[one.kind].title[language]} {one.year}/{one.volume}
                  </option>
                ))}
              </select>
            </label>
            <label>
              {say('web-page-follow')}
              <select value={after} onChange={(event) => setAfter(event.target.value)}>
                <option value="">{say('web-page-first')}</option>
                {target === book.id ? (
                  others
                    .filter((one) => one.id !== page.id)
                    .map((one) => <PlaceOption key={one.id} page={one} />)
                ) : (
                  <PlacesOf bookId={target} />
                )}
              </select>
            </label>
            <button type="submit" className="main-button" disabled={busy}>
              {say('web-page-move')}
            </button>
          </form>
          <form className="form" onSubmit={classify}>
            <label>
              {say('web-page-class')}
              <select value={pageClass} onChange={(event) => setClass(event.target.value)}>
                {PAGE_CLASSES.map((one) => (
                  <option key={one} value={one}>
                    {sayAny(`web-class-${one}`)}
                  </option>
                ))}
              </select>
            </label>
            {pageClass === 'entry' && page.entryId === null && (
              <label>
                {say('web-page-edition')}
                <input value={edition} onChange={(event) => setEdition(event.target.value)} maxLength={40} />
              </label>
            )}
            <button type="submit" className="main-button" disabled={busy || pageClass === page.class}>
              {say('web-page-class-do')}
            </button>
          </form>
          <p className="quiet">{say('web-page-order-explained')}</p>
          {shown}
        </div>
      </div>
    </Modal>
  );
};

const PlaceOption = ({ page }: Readonly<{ page: Sheet }>) => {
  const sayAny = useSayAny();
  return (
    <option value={page.id}>
      {page.number ?? (page.class === null ? '' : sayAny(`web-class-${page.class}`))} · {page.file} ·{' '}
      {page.frame + 1}
    </option>
  );
};

const PlacesOf = ({ bookId }: Readonly<{ bookId: number }>) => {
  const { data } = useQuery({
    queryKey: ['books.pages', bookId, 'all'],
    queryFn: () => call('books.pages', { params: { id: bookId }, query: { limit: 200 } }),
  });
  return (data?.items ?? []).map((one) => <PlaceOption key={one.id} page={one} />);
};

const Events = ({ bookId }: Readonly<{ bookId: number }>) => {
  const say = useSay();
  const sayAny = useSayAny();
  const format = useFormat();
  const { me } = useDesk();
  const { run, busy, shown } = useAct();
  const { data } = useQuery({
    queryKey: ['books.events', bookId],
    queryFn: () => call('books.events', { params: { id: bookId } }),
  });
  const items = data?.items ?? [];
  if (items.length === 0) return null;
  const nameOf = (name: string | null): string => (name === null ? '—' : sayAny(`web-class-${name}`));
  /** Only the last standing change of a page can be taken back. */
  const last = new Map(
    [...items].reverse().flatMap((one) => (one.isUndo || one.isUndone ? [] : [[one.pageId, one.id]])),
  );
  return (
    <section className="card">
      <h2>{say('web-page-events')}</h2>
      {shown}
      <ol className="events">
        {items.map((one) => (
          <li key={one.id}>
            <span className="quiet">
              {format.time(one.at)} · {one.by}
            </span>{' '}
            #{one.pageId}{' '}
            {one.type === 'move'
              ? say('web-page-event-move')
              : say('web-page-event-class', { from: nameOf(one.fromClass), to: nameOf(one.toClass) })}
            {one.isUndo && ` (${say('web-page-event-undo')})`}
            {one.isUndone && ` (${say('web-page-event-undone')})`}
            {last.get(one.pageId) === one.id && may(me, 'batch.hold') && (
              <button
                type="button"
                className="plain-button"
                disabled={busy}
                onClick={() => void run(() => call('pages.undo', { params: { id: one.pageId }, body: {} }))}
              >
                {say('web-page-undo')}
              </button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
};
