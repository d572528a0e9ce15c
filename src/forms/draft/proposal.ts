/** What a machine proposes for one class of pages, put into a draft. */
import type { KindCode } from '../../domain/kinds.ts';
import { keyMaker, keysOf } from './convert.ts';
import type { DraftPart, FormDraft } from './draft.ts';

/** What a sample page shows of a form. */
export type DraftProposal = Readonly<{
  kind: KindCode;
  paper: Readonly<{ width: number; height: number }>;
  parts: readonly DraftPart[];
}>;

/**
 * The draft with the proposed parts instead of its own of the same class. The kind counts where nobody has said one, the
 * paper with the page that entries stand on.
 */
export const withProposal = (
  draft: FormDraft,
  { kind, paper, parts }: DraftProposal,
  pageClass: DraftPart['class'],
): FormDraft => {
  const kept = draft.parts.filter((part) => part.class !== pageClass);
  return {
    ...draft,
    kind: draft.kind ?? kind,
    paper: pageClass === 'entry' ? paper : draft.paper,
    parts: [...rekeyed(parts, keysOf(kept)), ...kept],
  };
};

/** The same parts with other keys where one is taken. */
const rekeyed = (parts: readonly DraftPart[], taken: readonly string[]): DraftPart[] => {
  const others = new Set(taken);
  const newKey = keyMaker([...taken, ...keysOf(parts)]);
  const renamed = new Map<string, string>();
  const keyOf = (key: string): string => {
    if (!others.has(key)) return key;
    const known = renamed.get(key) ?? newKey(key.replace(/\d+$/, ''));
    renamed.set(key, known);
    return known;
  };
  const withKey = <T extends { key: string }>(thing: T): T => ({ ...thing, key: keyOf(thing.key) });
  return parts.map((part) => ({
    ...withKey(part),
    texts: part.texts.map(withKey),
    rules: part.rules.map(withKey),
    places: part.places.map((place) => ({
      ...withKey(place),
      ...(place.type === 'ticks' ? { options: place.options.map(withKey) } : {}),
    })),
    table:
      part.table === null
        ? null
        : {
            ...part.table,
            columns: part.table.columns.map(withKey),
            rows: {
              ...part.table.rows,
              startsIn: part.table.rows.startsIn === null ? null : keyOf(part.table.rows.startsIn),
            },
          },
    signatures: part.signatures.map(withKey),
  }));
};
