/** Administrative units as official lists have them, and what became of old ones. */
import { boolean, date, index, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { PLACE_LEVELS } from '../../domain/place-lists.ts';
import { createdAt, id, oneOf } from './columns.ts';

/** A unit in one of its times. `valid_from` and `valid_until` are null where nobody has said. */
export const placeUnits = pgTable(
  'place_units',
  {
    id: id(),
    code: text('code').notNull(),
    level: text('level', { enum: PLACE_LEVELS }).notNull(),
    name: text('name').notNull(),
    /** `Xã An Nhơn, Huyện Đạ Tẻh, Tỉnh Lâm Đồng` */
    path: text('path').notNull(),
    /** The path without accents, case and types: what lookups compare. */
    key: text('key').notNull(),
    validFrom: date('valid_from'),
    validUntil: date('valid_until'),
    /** Name of the list. */
    source: text('source').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    oneOf('place_units_level', table.level, PLACE_LEVELS),
    unique('place_units_identity').on(table.code, table.path, table.validFrom).nullsNotDistinct(),
    index('place_units_key').on(table.key.op('text_pattern_ops')),
  ],
);

/** An old unit went to a new one, whole or in part, on a day. */
export const placeMoves = pgTable(
  'place_moves',
  {
    id: id(),
    oldCode: text('old_code').notNull(),
    oldPath: text('old_path').notNull(),
    oldKey: text('old_key').notNull(),
    newCode: text('new_code').notNull(),
    newPath: text('new_path').notNull(),
    partly: boolean('partly').notNull(),
    movedOn: date('moved_on').notNull(),
    source: text('source').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    unique('place_moves_identity').on(table.oldCode, table.newCode, table.movedOn),
    index('place_moves_key').on(table.oldKey.op('text_pattern_ops')),
  ],
);
