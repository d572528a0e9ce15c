/**
 * Statements of every request, built once. Making the text of a statement costs more than sending it, and a statement with
 * a name is planned once for each connection.
 */
import type { Db } from './database.ts';

/** Builds the statement for each database when it is first asked for; transactions, which come and go, each build their own. */
export const prepared = <Q>(build: (db: Db) => Q): ((db: Db) => Q) => {
  const built = new WeakMap<Db, Q>();
  return (db) => {
    const known = built.get(db);
    if (known !== undefined) return known;
    const query = build(db);
    built.set(db, query);
    return query;
  };
};
