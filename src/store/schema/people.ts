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

/** Log-ins of the page. The cookie holds the token, the database only its SHA-256. */
export const sessions = pgTable(
  'sessions',
  {
    id: id(),
    tokenHash: text('token_hash').notNull().unique(),
    accountId: reference('account_id')
      .notNull()
      .references(() => accounts.id),
    /** Browser and system, as far as they tell. */
    device: text('device').notNull().default(''),
    createdAt: createdAt(),
    lastSeenAt: instant('last_seen_at').notNull().defaultNow(),
    endsAt: instant('ends_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (table) => [index('sessions_account').on(table.accountId, table.id).where(sql`ended_at is null`)],
);
