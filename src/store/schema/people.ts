/** Offices, accounts and what an account may do where. */
import { sql } from 'drizzle-orm';
import { index, integer, pgTable, text, unique, uniqueIndex } from 'drizzle-orm/pg-core';
import { ROLES } from '../../domain/roles.ts';
import { createdAt, id, instant, oneOf, reference } from './columns.ts';

export const offices = pgTable('offices', {
  id: id(),
  /** Short name in commands and folder trees, e.g. `an-nhon`. */
  code: text('code').notNull().unique(),
  /** As official papers write it: "UBND xã An Nhơn, huyện Đạ Tẻh, tỉnh Lâm Đồng". */
  name: text('name').notNull(),
  createdAt: createdAt(),
});

export const accounts = pgTable(
  'accounts',
  {
    id: id(),
    username: text('username').notNull(),
    displayName: text('display_name').notNull(),
    /** argon2id; null for an account that may not log in (the machine's own and fresh ones). */
    passwordHash: text('password_hash'),
    failedLogins: integer('failed_logins').notNull().default(0),
    lockedAt: instant('locked_at'),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex('accounts_username').on(sql`lower(${table.username})`)],
);

export const grants = pgTable(
  'grants',
  {
    id: id(),
    accountId: reference('account_id')
      .notNull()
      .references(() => accounts.id),
    role: text('role', { enum: ROLES }).notNull(),
    /** Null: every office. */
    officeId: reference('office_id').references(() => offices.id),
    createdAt: createdAt(),
  },
  (table) => [
    oneOf('grants_role', table.role, ROLES),
    unique('grants_once').on(table.accountId, table.role, table.officeId).nullsNotDistinct(),
    index('grants_office').on(table.officeId),
  ],
);
