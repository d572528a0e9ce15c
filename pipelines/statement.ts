/** What a person says about a field, and the value it makes of what stood there. */
import { SohoaError } from '../src/domain/errors.ts';
import type { Db } from '../src/store/database.ts';
import type { PersonValue } from '../src/store/entries.ts';
import { type OpenTask, passesOfField, passesOfTask } from '../src/store/keying.ts';

/** What a person says about a field. */
export type Statement =
  /** The reading is right as it stands. */
  | Readonly<{ type: 'confirm' }>
  /** This stands there. */
  | Readonly<{ type: 'text'; text: string }>
  | Readonly<{ type: 'mark'; state: 'blank' | 'illegible' | 'struck' }>
  /** Adjudication: one of the readings is right. */
  | Readonly<{ type: 'choose'; reading: 'first' | 'second' | 'machine' }>;

/** Signs that no ledger has: emoji, private and unassigned characters, halves of surrogate pairs, control characters. */
const UNWRITABLE =
  /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Co}\p{Cn}\p{Cs}\u{fffd}]|(?![\s])\p{Cc}/u;

/**
 * The value that the statement makes; `parse` gives the normal form of a text.
 * @throws SohoaError `value-characters`, `nothing-to-confirm`, and what `parse` throws
 */
export const statedValue = async (
  tx: Db,
  { entryId, field, statement }: Readonly<{ entryId: number; field: string; statement: Statement }>,
  before: PersonValue & Readonly<{ task: OpenTask['kind'] | null }>,
  parse: (text: string) => PersonValue,
): Promise<PersonValue> => {
  const { normalized, state, task } = before;
  // Whoever keys blind has seen no reading: there is nothing to confirm, and nothing of it in what they say.
  const isBlind = task === 'key-twice';
  const verbatim = isBlind ? null : before.verbatim;
  switch (statement.type) {
    case 'confirm':
      if (isBlind || state === 'illegible') throw new SohoaError('nothing-to-confirm');
      return { verbatim, normalized, state };
    case 'text':
      if (UNWRITABLE.test(statement.text)) throw new SohoaError('value-characters', { field });
      return parse(statement.text);
    case 'mark':
      return {
        verbatim: statement.state === 'struck' ? verbatim : null,
        normalized: null,
        state: statement.state,
      };
    case 'choose':
      if (task !== 'adjudicate') throw new SohoaError('nothing-to-confirm');
      return chosen(tx, entryId, field, statement.reading, { verbatim, normalized, state });
  }
};

const chosen = async (
  tx: Db,
  entryId: number,
  field: string,
  reading: 'first' | 'second' | 'machine',
  machine: PersonValue,
): Promise<PersonValue> => {
  if (reading === 'machine') {
    if (machine.state === 'illegible') throw new SohoaError('nothing-to-confirm');
    return machine;
  }
  const [latest] = await passesOfField(tx, entryId, field);
  const live = latest === undefined ? [] : await passesOfTask(tx, latest.taskId);
  const pass = live.find(({ ordinal }) => ordinal === (reading === 'first' ? 1 : 2));
  if (pass === undefined) throw new SohoaError('nothing-to-confirm');
  return { verbatim: pass.verbatim, normalized: pass.normalized, state: pass.state };
};
