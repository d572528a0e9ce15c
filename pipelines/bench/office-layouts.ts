/** Layouts of editions that offices made, opened once in each bench process: a version never changes. */
import { layoutsOf } from '../../src/imaging/forms/layouts.ts';
import type { LayoutRef } from '../../src/imaging/forms/types.ts';
import type { OfficeForm } from './protocol.ts';

const opened = new Map<string, Promise<readonly LayoutRef[]>>();

/** The layouts without a table of these forms, as `layoutsOf`. */
export const officeLayouts = async (forms: readonly OfficeForm[]): Promise<readonly LayoutRef[]> => {
  const all = forms.map(({ edition, pictures }) => {
    const key = `${edition.id}@${edition.version} ${Object.values(pictures).join(' ')}`;
    const refs = opened.get(key) ?? layoutsOf(edition, (layoutClass) => pictures[layoutClass] ?? '');
    opened.set(key, refs);
    return refs;
  });
  return (await Promise.all(all)).flat();
};
