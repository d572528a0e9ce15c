/** The page that the current field lies on, and leafing from there through the book. */
import { useQuery } from '@tanstack/react-query';
import { type Ref, useImperativeHandle, useRef, useState } from 'react';
import { call } from '../../api/client.ts';
import type { EntryView } from '../../api/types.ts';
import { Key } from '../../keys/KeyTable.tsx';
import { keysOf, type ShortcutId } from '../../keys/registry.ts';
import { useSay } from '../../texts/texts.ts';
import type { Shown } from '../display.ts';
import { PageViewer, type ViewerHandle } from './PageViewer.tsx';

type Props = Readonly<{ entry: EntryView; field: Shown | null; ref?: Ref<ViewerHandle> }>;

const LEAVES_MS = 60_000;

export const EntryPages = ({ entry, field, ref }: Props) => {
  const say = useSay();
  const viewer = useRef<ViewerHandle>(null);
  /** Where somebody has leafed to, from which field: another field brings its own page back. */
  const [leaf, setLeaf] = useState<Readonly<{ field: string | null; pageId: number }> | null>(null);
  const own =
    field === null || field.pageId === entry.page.id
      ? entry.page
      : (entry.otherPages.find((one) => one.id === field.pageId) ?? entry.page);
  const leafed =
    leaf !== null && leaf.field === (field?.name ?? null) && leaf.pageId !== own.id ? leaf.pageId : null;
  const shownId = leafed ?? own.id;
  const asked = useQuery({
    queryKey: ['pages.get', shownId],
    queryFn: () => call('pages.get', { params: { id: shownId } }),
    enabled: shownId !== entry.page.id,
    staleTime: LEAVES_MS,
    retry: false,
  });
  /** The page leafed to, once it is there: until then the field's own page stands, and nothing says otherwise. */
  const other = leafed === null ? undefined : asked.data;
  const neighbours = shownId === entry.page.id ? entry.page : asked.data;

  const turn = (to: number | null | undefined): boolean => {
    if (to != null) setLeaf({ field: field?.name ?? null, pageId: to });
    return true;
  };
  useImperativeHandle(ref, () => ({
    act: (id: ShortcutId) => {
      if (id === 'leaf-back') return turn(neighbours?.previousPageId);
      if (id === 'leaf-next') return turn(neighbours?.nextPageId);
      return viewer.current?.act(id) === true;
    },
  }));
  const page = other ?? own;
  return (
    <div className="entry-pages" data-page={page.id} data-testid="pages">
      <PageViewer
        ref={viewer}
        image={page.image}
        page={page}
        box={other === undefined ? (field?.box ?? null) : null}
        label={say('web-page-of', { file: page.file, frame: page.frame + 1 })}
      />
      {other !== undefined && (
        <p className="leafed" role="status">
          {say('web-page-other', { file: page.file, frame: page.frame + 1 })}{' '}
          <button type="button" onMouseDown={(event) => event.preventDefault()} onClick={() => setLeaf(null)}>
            {say('web-page-leaf-home')}
          </button>
        </p>
      )}
      <div className="leaves">
        {(['leaf-back', 'leaf-next'] as const).map((id) => (
          <button
            key={id}
            type="button"
            className="dark-button"
            disabled={(id === 'leaf-back' ? neighbours?.previousPageId : neighbours?.nextPageId) == null}
            title={say(`web-page-${id}`)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => turn(id === 'leaf-back' ? neighbours?.previousPageId : neighbours?.nextPageId)}
          >
            <span className="visually-hidden">{say(`web-page-${id}`)}</span>
            <span aria-hidden="true">{id === 'leaf-back' ? '◂' : '▸'}</span>{' '}
            <Key name={keysOf(id)[0] ?? ''} />
          </button>
        ))}
      </div>
    </div>
  );
};
