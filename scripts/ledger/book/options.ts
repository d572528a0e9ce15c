/** What to make: the options of `npm run make-ledger` and of the library. */
import { z } from 'zod';
import { KIND_CODES } from '../../../src/domain/kinds.ts';
import { DAMAGE_LEVELS } from '../damage/levels.ts';
import { ROW_RULINGS } from '../table/plan.ts';
import { HAND_CHOICES } from '../writing/hands.ts';

export const CONTAINERS = ['jpg', 'png', 'tiff', 'pdf'] as const;
export type Container = (typeof CONTAINERS)[number];

const share = z.number().min(0).max(1);

export const ledgerOptionsSchema = z.strictObject({
  /** Entries are spread over the kinds, a book each. */
  kinds: z.array(z.enum(KIND_CODES)).min(1).default(['KS']),
  /** An edition's id for one kind; otherwise the newest edition of each kind. */
  edition: z.string().optional(),
  entries: z.number().int().min(1).max(200_000).default(10),
  hand: z.enum(HAND_CHOICES).default('print'),
  damage: z.enum(DAMAGE_LEVELS).default('light'),
  seed: z.string().default('1'),
  out: z.string(),
  dpi: z.number().int().min(72).max(600).default(300),
  /** Two pages on one landscape picture. */
  spread: z.boolean().default(false),
  /** Year of registration of the first book. */
  year: z.number().int().min(1900).max(2099).optional(),
  /** So many years, a book each; a table ledger runs through them in one. */
  years: z.number().int().min(1).max(50).default(1),
  volume: z
    .string()
    .regex(/^\d{1,3}$/)
    .default('01'),
  /** The first entry's number, for a volume that goes on in the year. */
  first: z.number().int().min(1).default(1),
  office: z.string().optional(),
  /** Share of pages crossed out as spoilt. */
  voidRate: share.default(0.02),
  /** Share of entries with a struck and corrected value. */
  strikeRate: share.default(0.06),
  /** Table ledgers: what is between the rows. */
  rows: z.enum([...ROW_RULINGS, 'mixed']).default('mixed'),
  fonts: z.string().optional(),
  lines: z.string().optional(),
  linesSplit: z.string().default('test'),
  container: z.enum(CONTAINERS).default('jpg'),
  /** Worker threads; 1 draws in this one. */
  jobs: z.number().int().min(1).max(64).default(1),
});

export type LedgerOptions = z.input<typeof ledgerOptionsSchema>;
export type LedgerSettings = z.output<typeof ledgerOptionsSchema>;
