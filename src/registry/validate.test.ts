import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KIND_CODES, KINDS } from '../domain/kinds.ts';
import { tidy } from '../domain/text.ts';
import { messagesFor } from '../messages/messages.ts';
import { REFUSAL_REASONS, type RegistryEntry } from './entry.ts';
import { madeUpBirth } from './made-up.ts';
import { validateForRegistry } from './validate.ts';

const withFields = (fields: RegistryEntry['fields'], states: RegistryEntry['states'] = {}): RegistryEntry => {
  const birth = madeUpBirth(7);
  return { ...birth, fields: { ...birth.fields, ...fields }, states: { ...birth.states, ...states } };
};
const reasonOf = (entry: RegistryEntry): string | null => validateForRegistry('KS', entry)?.reason ?? null;

describe('what may go into the registry', () => {
  it('is an entry with all its fields in their normal form', () => {
    expect(validateForRegistry('KS', madeUpBirth(7))).toBeNull();
  });

  it.each([
    { registrationYear: null, number: 7, suffix: '' },
    { registrationYear: 2018, number: null, suffix: '' },
    { registrationYear: 2018, number: 0, suffix: '' },
    { registrationYear: 5005, number: 7, suffix: '' },
  ])('needs a whole identity: %o', (identity) => {
    expect(reasonOf({ ...madeUpBirth(7), identity })).toBe('identity-incomplete');
  });

  it('needs the number that its identity says, with the suffix', () => {
    expect(validateForRegistry('KS', withFields({ so: '8/2018' }))).toEqual({
      reason: 'identity-not-as-numbered',
      params: { field: 'so' },
    });
    const identity = { registrationYear: 2018, number: 7, suffix: 'a' };
    expect(reasonOf({ ...withFields({ so: '7a/2018' }), identity })).toBeNull();
    expect(reasonOf({ ...withFields({ so: '7/2018' }), identity })).toBe('identity-not-as-numbered');
  });

  it('has no field of another kind', () => {
    expect(validateForRegistry('KS', withFields({ nktHoTen: 'LÊ VĂN AN' }))?.params).toEqual({
      field: 'nktHoTen',
    });
    expect(reasonOf(withFields({}, { nktHoTen: 'blank' }))).toBe('field-not-of-kind');
  });

  it('has nothing that nobody settled', () => {
    expect(validateForRegistry('KS', { ...madeUpBirth(7), unsettled: ['meHoTen'] })).toEqual({
      reason: 'value-not-settled',
      params: { field: 'meHoTen' },
    });
  });

  it('takes unreadable, struck, blank and absent fields as they are, but no state that contradicts the text', () => {
    for (const state of ['illegible', 'struck', 'blank', 'absent-in-edition'] as const) {
      expect(reasonOf(withFields({ meHoTen: null }, { meHoTen: state }))).toBeNull();
      expect(reasonOf(withFields({ meHoTen: 'LÊ THỊ AN' }, { meHoTen: state }))).toBe('value-against-state');
    }
    expect(reasonOf(withFields({ meHoTen: null }, { meHoTen: 'read' }))).toBe('value-against-state');
    expect(reasonOf(withFields({ meHoTen: null }, { meHoTen: 'inferred' }))).toBe('value-against-state');
  });

  it.each([
    ['ngayDangKy', '2018-02-30', 'date-invalid'],
    ['ngayDangKy', '27.10.2018', 'date-invalid'],
    ['meNgaySinh', '5005', 'date-invalid'],
    ['meNgaySinh', '1970', null],
    ['meNgaySinh', '1970-05', null],
    ['nksNgaySinhBangChu', '2018-13', 'date-invalid'],
    ['nksGioiTinh', 'Nam', 'code-unknown'],
    ['nksGioiTinh', '4', 'code-unknown'],
    ['quyenSo', 'quyển 1', 'form-invalid'],
    ['quyenSo', '01/2007-2009', null],
    ['trangSo', '15-16', 'form-invalid'],
    ['meHoTen', 'Lê Thị An', 'form-invalid'],
    ['meHoTen', 'LÊ  THỊ AN', 'text-untidy'],
    ['meHoTen', 'LÊ THỊ AN'.normalize('NFD'), 'text-untidy'],
    ['nycSoGiayToTuyThan', '250 123 456', 'form-invalid'],
    ['nycSoGiayToTuyThan', 'B1234567', null],
    ['nksNoiSinh', 'Nhà\nbảo sanh', 'text-untidy'],
    ['nksNoiSinh', '', 'text-untidy'],
    ['ghiChu', 'Sửa "Thi" thành "Thị" \\ 😀', null],
  ])('%s «%s» → %s', (field, text, reason) => {
    expect(reasonOf(withFields({ [field]: text }, field === 'ghiChu' ? { ghiChu: 'read' } : {}))).toBe(
      reason,
    );
  });

  it('checks the time of death', () => {
    const death = (time: string): RegistryEntry => ({
      ...madeUpBirth(7),
      fields: { so: '7/2018', nktGioPhutChet: time },
      states: {},
    });
    expect(validateForRegistry('KT', death('23:59'))).toBeNull();
    expect(validateForRegistry('KT', death('24:00'))?.reason).toBe('time-invalid');
  });

  const tricky = fc.constantFrom(
    ' ',
    'a',
    'ễ',
    'e',
    '\u0302',
    '\u0303',
    '\u00a0',
    '\t',
    '\u200b',
    '😀',
    '\ud83d',
  );

  it('holds free text to the one way of writing it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: tricky })), (text) => {
        const isTidy = text !== '' && tidy(text) === text && !/\p{Cc}|\p{Cs}/u.test(text);
        expect(reasonOf(withFields({ nksNoiSinh: text })) === null).toBe(isTidy);
      }),
    );
    expect(reasonOf(withFields({ nksNoiSinh: tidy('  Trạm y tế  xã ') }))).toBeNull();
  });

  it('has a rule for every field of every kind and a text for every reason', () => {
    for (const kind of KIND_CODES) {
      const empty = { ...madeUpBirth(7), fields: { so: '7/2018' }, states: {} };
      expect(validateForRegistry(kind, empty)).toBeNull();
      for (const { name } of KINDS[kind].fields) {
        const broken = { ...empty, fields: { so: '7/2018', [name]: ' \u0000' } };
        expect(validateForRegistry(kind, broken)?.params, `${kind} ${name}`).toEqual({ field: name });
      }
    }
    for (const reason of REFUSAL_REASONS) expect(messagesFor('vi')(reason, { field: 'x' })).not.toBe(reason);
  });
});
