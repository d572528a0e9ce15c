/** Slips and their correction as art. 35 of TT 04/2020 wants it: struck, written beside or above, told in the notes. */
import { findField, type KindCode } from '../../../src/domain/kinds.ts';
import type { Layout } from '../../../src/forms/edition.ts';
import { addDays, slashed } from '../people/dates.ts';
import { makeGivenName } from '../people/names.ts';
import { ETHNIC_GROUPS } from '../people/words.ts';
import type { Random } from '../random.ts';
import type { Facts, Registration } from '../story/registration.ts';
import { type Habits, writtenAs } from '../writing/verbatim.ts';
import type { Correction } from './fields.ts';

/** Types of fields in which clerks make slips that they notice. */
const SLIPPERY = new Set(['date', 'person-name', 'ethnic-group', 'place', 'document-number', 'code']);

/** The registration with the correction's note, and the correction. Null when the layout has no field for it. */
export const planCorrection = (
  random: Random,
  layout: Layout,
  registration: Registration,
  habits: Habits,
): Readonly<{ facts: Facts; correction: Correction }> | null => {
  const { facts, kind } = registration;
  if (facts.ghiChu != null && random.chance(0.15)) {
    return { facts, correction: { field: 'ghiChu', wrong: facts.ghiChu, place: 'none' } };
  }
  const candidates = layout.fields.filter(
    (place) =>
      place.type === 'text' &&
      place.name !== 'ngayDangKy' &&
      facts[place.name] != null &&
      SLIPPERY.has(findField(kind, place.name)?.type ?? ''),
  );
  if (candidates.length === 0) return null;
  const place = random.pick(candidates);
  if (place.type !== 'text') return null;
  const wrong = slip(random, kind, place.name, facts[place.name] ?? '', habits, place.lines[0]?.[2] ?? 0);
  if (wrong === null) return null;
  const label = (findField(kind, place.name)?.label.vi ?? '').replace(/^[^:]*: /, '');
  const noticedOn = addDays(registration.registeredOn, random.chance(0.6) ? 0 : random.whole(1, 90));
  const note = facts.ghiChu ?? `Sửa sai sót mục ${label}, ngày ${slashed(noticedOn)}`;
  return {
    facts: { ...facts, ghiChu: note },
    correction: {
      field: place.name,
      wrong,
      place: random.chance(0.7) ? 'beside' : 'above',
    },
  };
};

/** What was first written by mistake: never the right value itself. */
const slip = (
  random: Random,
  kind: KindCode,
  name: string,
  normalized: string,
  habits: Habits,
  width: number,
): string | null => {
  const spec = findField(kind, name);
  if (spec === undefined) return null;
  const right = writtenAs(spec, normalized, habits, width);
  const wrong = ((): string => {
    switch (spec.type) {
      case 'date': {
        const parts = normalized.split('-');
        const other =
          parts.length === 3
            ? addDays(normalized, random.pick([-10, -1, 1, 3, 10]))
            : String(Number(normalized) + random.pick([-10, -1, 1, 2]));
        return writtenAs(spec, other, habits, width);
      }
      case 'person-name': {
        const words = normalized.split(' ');
        const other = makeGivenName(random, random.chance(0.5) ? 'male' : 'female').toLocaleUpperCase('vi');
        return writtenAs(spec, [...words.slice(0, -1), other].join(' '), habits, width);
      }
      case 'ethnic-group':
        return random.pick(ETHNIC_GROUPS)[0];
      case 'code':
        return writtenAs(spec, normalized === '1' ? '2' : '1', habits, width);
      case 'document-number':
        return normalized.slice(0, random.whole(5, 9)) + random.digits(2);
      default:
        // A place begun and given up.
        return right.split(' ').slice(0, random.whole(2, 3)).join(' ').replace(/,$/, '');
    }
  })();
  return wrong === right ? null : wrong;
};
