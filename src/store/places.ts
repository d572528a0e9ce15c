/** Official lists of administrative units: kept, looked up by name and day, and old units led to what became of them. */
import { and, asc, gt, isNull, like, lte, or, sql } from 'drizzle-orm';
import { type PlaceList, placeKey, unitOfPlace } from '../domain/place-lists.ts';
import type { Db } from './database.ts';
import { placeMoves, placeUnits } from './schema/index.ts';

export type PlaceUnit = typeof placeUnits.$inferSelect;
export type PlaceMove = typeof placeMoves.$inferSelect;

export type ListTimes = Readonly<{
  source: string;
  /** Days (ISO) between which the list holds; null where nobody has said. Rows with times of their own keep them. */
  from: string | null;
  until: string | null;
}>;

const CHUNK = 2000;
const chunks = <T>(rows: readonly T[]): (readonly T[])[] =>
  Array.from({ length: Math.ceil(rows.length / CHUNK) }, (_, i) => rows.slice(i * CHUNK, (i + 1) * CHUNK));

const firstDay = (time: string | null): string | null =>
  time === null ? null : time.length === 4 ? `${time}-01-01` : time;

/** Keeps a list; what is there already stays as it is. Gives how many rows are new. One transaction: all of it or none. */
export const savePlaceList = async (
  db: Db,
  list: PlaceList,
  { source, from, until }: ListTimes,
): Promise<{ units: number; moves: number }> =>
  db.transaction(async (tx) => {
    const saved = { units: 0, moves: 0 };
    for (const rows of chunks(list.units)) {
      const made = await tx
        .insert(placeUnits)
        .values(
          rows.map((unit) => ({
            code: unit.code,
            level: unit.level,
            name: unit.name,
            path: unit.path,
            key: placeKey(unit.path),
            validFrom: firstDay(unit.from) ?? from,
            validUntil: firstDay(unit.until) ?? until,
            source,
          })),
        )
        .onConflictDoNothing()
        .returning({ id: placeUnits.id });
      saved.units += made.length;
    }
    for (const rows of chunks(list.moves)) {
      const made = await tx
        .insert(placeMoves)
        .values(
          rows.map((move) => ({
            ...move,
            oldKey: placeKey(move.oldPath),
            movedOn: from ?? UNITED,
            source,
          })),
        )
        .onConflictDoNothing()
        .returning({ id: placeMoves.id });
      saved.moves += made.length;
    }
    return saved;
  });

/** The day districts were abolished and communes united (NQ 202/2025/QH15). */
export const UNITED = '2025-07-01';

/** Signs of `like` stand for themselves. */
const literal = (key: string): string => key.replace(/[\\%_]/gu, (sign) => `\\${sign}`);

/** Units whose name begins like the text, which may leave out what lies above, on a day (ISO) or in all times. */
export const findUnits = async (
  db: Db,
  options: { text: string; on?: string; limit: number },
): Promise<PlaceUnit[]> => {
  const { text, on, limit } = options;
  const inTime =
    on === undefined
      ? undefined
      : and(
          or(isNull(placeUnits.validFrom), lte(placeUnits.validFrom, on)),
          or(isNull(placeUnits.validUntil), gt(placeUnits.validUntil, on)),
        );
  return db
    .select()
    .from(placeUnits)
    .where(and(like(placeUnits.key, `${literal(placeKey(text))}%`), inTime))
    .orderBy(asc(sql`length(${placeUnits.key})`), asc(placeUnits.key), asc(placeUnits.id))
    .limit(limit);
};

/**
 * What became of the old unit that a written place lies in, or of those whose name begins like the text. Where none is known
 * by that district, units of the same name in the province. Only ever offered beside the writing, never put in its place.
 */
export const findMoves = async (
  db: Db,
  { text, limit }: { text: string; limit: number },
): Promise<PlaceMove[]> => {
  const unit = unitOfPlace(text);
  if (unit === null) return [];
  const found = await movesLike(db, `${literal(unit.key)}%`, limit);
  if (found.length > 0 || unit.anyDistrict === null) return found;
  const [commune, province] = unit.anyDistrict.map(literal);
  return movesLike(db, `${commune}, %, ${province}`, limit);
};

const movesLike = (db: Db, pattern: string, limit: number): Promise<PlaceMove[]> =>
  db
    .select()
    .from(placeMoves)
    .where(like(placeMoves.oldKey, pattern))
    .orderBy(asc(placeMoves.oldKey), asc(placeMoves.id))
    .limit(limit);

/** How many units and moves are known, by list. */
export const placeSources = async (db: Db): Promise<{ source: string; units: number; moves: number }[]> => {
  const result = await db.execute<{ source: string; units: string; moves: string }>(sql`
    select source, sum(units) as units, sum(moves) as moves from (
      select source, count(*) as units, 0 as moves from ${placeUnits} group by source
      union all select source, 0, count(*) from ${placeMoves} group by source) counted
    group by source order by source`);
  return result.rows.map(({ source, units, moves }) => ({
    source,
    units: Number(units),
    moves: Number(moves),
  }));
};
