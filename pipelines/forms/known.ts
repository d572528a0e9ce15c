/** All forms that there are for people to choose from: those of the program, and the newest version of each that was saved. */
import { shippedEditions } from '../../src/forms/catalog.ts';
import type { Edition } from '../../src/forms/edition.ts';
import type { Db } from '../../src/store/database.ts';
import { savedForms, storedForms } from './stored.ts';

export type KnownForm = Pick<Edition, 'id' | 'version' | 'kind' | 'title' | 'years'> &
  Readonly<{ shipped: boolean; isTable: boolean; by: string | null; at: string | null }>;

export const knownForms = async (db: Db): Promise<KnownForm[]> => {
  const newest = new Map((await storedForms(db)).map(({ edition }) => [edition.id, edition]));
  const saved = new Map((await savedForms(db)).map((row) => [`${row.formId}@${row.version}`, row]));
  return [
    ...[...newest.values()].map((edition) => {
      const row = saved.get(`${edition.id}@${edition.version}`);
      return known(edition, false, row?.by ?? null, row?.createdAt.toISOString() ?? null);
    }),
    ...[...shippedEditions().values()].map((edition) => known(edition, true, null, null)),
  ];
};

const known = (
  { id, version, kind, title, years, layouts }: Edition,
  shipped: boolean,
  by: string | null,
  at: string | null,
): KnownForm => ({
  ...{ id, version, kind, title, years, shipped, by, at },
  isTable: layouts.some(({ table }) => table !== undefined),
});
