/** Offices that keep or kept ledgers. */
import { asc, eq } from 'drizzle-orm';
import { SohoaError } from '../domain/errors.ts';
import type { Db } from './database.ts';
import { offices } from './schema/index.ts';

export type Office = typeof offices.$inferSelect;

/** Adds the office, or renames the one with that code. */
export const saveOffice = async (db: Db, office: { code: string; name: string }): Promise<Office> => {
  const rows = await db
    .insert(offices)
    .values(office)
    .onConflictDoUpdate({ target: offices.code, set: { name: office.name } })
    .returning();
  return one(rows);
};

/** @throws SohoaError `office-unknown` */
export const findOffice = async (db: Db, code: string): Promise<Office> => {
  const rows = await db.select().from(offices).where(eq(offices.code, code));
  const office = rows[0];
  if (office === undefined) throw new SohoaError('office-unknown', { office: code });
  return office;
};

export const findOfficeById = async (db: Db, id: number): Promise<Office> =>
  one(await db.select().from(offices).where(eq(offices.id, id)));

export const listOffices = async (db: Db): Promise<Office[]> =>
  db.select().from(offices).orderBy(asc(offices.code));

/** The row of a statement that always gives one. */
export const one = <T>(rows: readonly T[]): T => {
  const row = rows[0];
  if (row === undefined) throw new Error('the statement gave no row');
  return row;
};
