import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KINDS } from '../domain/kinds.ts';
import { VALUE_STATES } from '../domain/values.ts';
import { arrange } from './arrange.ts';
import type { RegistryEntry } from './entry.ts';
import { madeUpBirth } from './made-up.ts';
import { createRowWriter } from './row-writer.ts';

const BOOK = { officeCode: 'an-nhon', loadedBookId: 3 };
const IDENTITY = { registrationYear: 2018, number: 7, suffix: '' };

const write = (...entries: RegistryEntry[]) => {
  const writer = createRowWriter('KS', BOOK);
  const rows = entries.map((entry) => writer.add(entry, IDENTITY, arrange('KS', entry)));
  return { rows, bytes: writer.bytes() };
};

/** The definition of the content, said plainly. */
const plainHash = ({ fields, states }: RegistryEntry): string => {
  const members: Record<string, unknown> = {};
  for (const name of KINDS.KS.fields.map((field) => field.name).sort()) {
    const text = fields[name] ?? null;
    const state = states[name];
    if (text !== null) members[name] = text;
    else if (state === 'illegible' || state === 'struck') members[name] = { state };
  }
  return createHash('sha256').update(JSON.stringify(members)).digest('hex');
};

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', '\\', 'Ễ', 'đ', 'a', ' ', '😀', '中', '|') }),
  fc.string({ unit: 'grapheme', maxLength: 300 }).filter((s) => !/\p{Cc}/u.test(s)),
);
const entries = fc
  .dictionary(fc.constantFrom(...KINDS.KS.fields.map(({ name }) => name)), fc.option(text))
  .chain((fields) =>
    fc
      .dictionary(fc.constantFrom(...Object.keys(fields), 'so'), fc.constantFrom(...VALUE_STATES))
      .map((states): RegistryEntry => ({ ...madeUpBirth(7), fields, states })),
  );

describe('rows for COPY', () => {
  it('carry the SHA-256 of the canonical JSON of the official fields', () => {
    fc.assert(
      fc.property(fc.array(entries, { maxLength: 4 }), (some) => {
        expect(write(...some).rows.map(({ contentHash }) => contentHash)).toEqual(some.map(plainHash));
      }),
    );
  });

  it('are one line each, with every text in its column', () => {
    fc.assert(
      fc.property(fc.array(entries, { minLength: 1, maxLength: 4 }), (some) => {
        const { rows, bytes } = write(...some);
        expect(rows.at(-1)?.to).toBe(bytes.length);
        rows.forEach(({ from, to }, index) => {
          const line = bytes.toString('utf8', from, to);
          expect(line.indexOf('\n')).toBe(line.length - 1);
          const cells = line.slice(0, -1).split('\t');
          const names = KINDS.KS.fields.map(({ name }) => name).sort();
          names.forEach((name, position) => {
            const wanted = some[index]?.fields[name] ?? null;
            const cell = cells[8 + position];
            expect(cell === '\\N' ? null : cell?.replaceAll('\\\\', '\\')).toBe(wanted);
          });
        });
      }),
    );
  });

  it('do not change their hash with who read a text, blank fields, pages or the entry’s id', () => {
    const birth = madeUpBirth(7);
    const hash = (entry: RegistryEntry) => write(entry).rows[0]?.contentHash;
    const other = {
      ...birth,
      entryId: 1,
      pages: [],
      fields: { ...birth.fields, ghiChu: null },
      states: { nksHoTen: 'inferred', ghiChu: 'absent-in-edition' } as const,
    };
    expect(hash(other)).toBe(hash(birth));
    expect(hash({ ...birth, states: { ...birth.states, ghiChu: 'illegible' } })).not.toBe(hash(birth));
    expect(hash({ ...birth, fields: { ...birth.fields, nksDanToc: 'Tày' } })).not.toBe(hash(birth));
  });
});
