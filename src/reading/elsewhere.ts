/**
 * What stands elsewhere and says the same: a value that is written twice on its page (the declarant is the father), that
 * stands on the pages around (a book repeats its registrars), or that the book asks for (its volume, the number that comes
 * next). Two writings that are read alike are seldom both misread. Evidence only: no value is changed by it.
 */
import { parseEntryNumber } from '../domain/entry-number.ts';
import type { FieldType } from '../domain/fields.ts';
import { findField, type KindCode } from '../domain/kinds.ts';
import { fold, upper } from '../domain/text.ts';
import type { Drafts } from './drafts.ts';
import type { BookContext } from './extract-types.ts';

/** Fields of the office's own people, which the pages around repeat. */
export const OFFICIALS = ['nguoiKy', 'chucVuNguoiKy', 'nguoiThucHien'] as const;

/** More voices than these say nothing more: who misreads a writing thrice misreads it always. */
const MOST = 3;

/** Types whose values are too many for two misread ones to be the same by chance. */
const TELLING: ReadonlySet<FieldType> = new Set<FieldType>([
  'person-name',
  'date',
  'document-number',
  'place',
  'office',
  'ethnic-group',
]);

/**
 * How many other places say the same as each field, at most three. Below 0: another place says nearly the same, so one of
 * both is misread.
 */
export const voicesFor = (
  kind: KindCode,
  drafts: Drafts,
  book: BookContext,
): Readonly<Record<string, number>> => {
  const voices: Record<string, number> = {};
  for (const [name, draft] of Object.entries(drafts)) {
    const type = findField(kind, name)?.type;
    if (type === undefined || !isRead(draft)) continue;
    const value = draft.normalized;
    const twins = TELLING.has(type) ? valuesBeside(kind, drafts, name, type) : [];
    const around = (book.around?.[name] ?? []).filter((text) => upper(text) === upper(value));
    const same =
      twins.filter((other) => other === value).length + around.length + askedFor(name, value, book);
    const near = type === 'person-name' ? twins.filter((other) => isNear(value, other)).length : 0;
    const sum = Math.max(-1, Math.min(MOST, same - near));
    if (sum !== 0) voices[name] = sum;
  }
  return voices;
};

/** Values of that type in the entry's other fields. */
const valuesBeside = (kind: KindCode, drafts: Drafts, name: string, type: FieldType): readonly string[] =>
  Object.entries(drafts).flatMap(([other, draft]) =>
    other !== name && isRead(draft) && findField(kind, other)?.type === type ? [draft.normalized] : [],
  );

const isRead = (draft: Drafts[string]): draft is Drafts[string] & { normalized: string } =>
  draft.state === 'read' && draft.normalized !== null;

/** Voices of the book itself: two or more pages say which number comes next, the hand-in says which volume it is. */
const askedFor = (name: string, value: string, book: BookContext): number => {
  switch (name) {
    case 'so':
      return parseEntryNumber(value)?.number === book.entryNumberGuess ? 2 : 0;
    case 'trangSo':
      return Number(value) === book.pageNumberGuess ? 2 : 0;
    case 'quyenSo':
      return value === book.volume ? 1 : 0;
    default:
      return 0;
  }
};

/** Marks or a letter apart: more likely one name misread than two people. */
const isNear = (one: string, other: string): boolean =>
  one !== other &&
  one.split(' ').length === other.split(' ').length &&
  lettersApart(fold(one), fold(other)) <= 1;

/** How many letters differ between texts of one length; many where the lengths differ. */
const lettersApart = (one: string, other: string): number =>
  one.length === other.length
    ? [...one].filter((letter, at) => letter !== other[at]).length
    : Number.POSITIVE_INFINITY;
