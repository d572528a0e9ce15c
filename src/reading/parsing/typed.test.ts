import { describe, expect, it } from 'vitest';
import { isSohoaError } from '../../domain/errors.ts';
import { type FieldType, field } from '../../domain/fields.ts';
import { parseTyped } from './typed.ts';

const typed = (type: FieldType, text: string) =>
  parseTyped(field('f', type, 'f', 'f', type === 'code' ? { codeList: 'sex' } : {}), text, { year: 2018 });

describe('what people key', () => {
  it.each<[FieldType, string, string]>([
    ['entry-number', '15', '15/2018'],
    ['entry-number', '015a/2017', '15a/2017'],
    ['entry-reference', '015/2003', '15/2003'],
    ['entry-reference', '15', '15'],
    ['volume', '1', '01/2018'],
    ['page-number', '07', '7'],
    ['date', '27102018', '2018-10-27'],
    ['date', '27.10.2018', '2018-10-27'],
    ['date', '7/3/1955', '1955-03-07'],
    ['date', '10/1955', '1955-10'],
    ['date', '1955', '1955'],
    ['date', 'ngày 27 tháng 10 năm 2018', '2018-10-27'],
    ['date-words', 'mồng một tháng giêng năm hai nghìn', '2000-01-01'],
    ['time', '7h30', '07:30'],
    ['code', 'nữ', '2'],
    ['code', '1', '1'],
    ['person-name', '  nguyễn  văn an ', 'NGUYỄN VĂN AN'],
    ['person-name', 'NGUYÊN THI', 'NGUYÊN THI'],
    ['ethnic-group', 'mèo', "H'Mông"],
    ['document-number', '281 234 567', '281234567'],
    ['place', 'xã lạ', 'xã lạ'],
  ])('%s "%s" is %s', (type, text, normalized) => {
    expect(typed(type, text)).toMatchObject({ normalized, state: 'read' });
  });

  it.each<[FieldType, string]>([
    ['date', '31/02/2018'],
    ['date', 'hôm qua'],
    ['entry-number', '0'],
    ['time', '25:00'],
    ['code', 'có'],
    ['person-name', 'AN 3'],
    ['page-number', 'x'],
  ])('%s "%s" is refused without repeating it', (type, text) => {
    try {
      typed(type, text);
      expect.unreachable();
    } catch (error) {
      expect(isSohoaError(error, 'value-invalid')).toBe(true);
      expect(String(error)).not.toContain(text);
    }
  });

  it('"=" says that the ledger has it so', () => {
    expect(typed('date', '=31/02/2018')).toEqual({ verbatim: '31/02/2018', normalized: null, state: 'read' });
  });

  it.each(['năm Giáp Tý', '05/01/1985 (âm lịch)'])('"%s" is kept as it stands, without a sign', (text) => {
    expect(typed('date', text)).toEqual({ verbatim: text, normalized: null, state: 'read' });
  });

  it.each([
    ['NguyÔn V¨n An', 'TCVN3'],
    ['Nguyeãn Vaên An', 'VNI'],
  ])('text of an old encoding is refused with its name and without the text', (text, encoding) => {
    try {
      typed('person-name', text);
      expect.unreachable();
    } catch (error) {
      expect(isSohoaError(error, 'value-legacy-encoding') && error.params).toEqual({ field: 'f', encoding });
      expect(String(error)).not.toContain(text);
    }
  });

  it('is NFC, whatever the keyboard gives', () => {
    expect(typed('person-name', 'Nguyễn Thị Hòa'.normalize('NFD')).normalized).toBe('NGUYỄN THỊ HÒA');
  });

  it('nothing keyed is blank', () => {
    expect(typed('place', '  ')).toEqual({ verbatim: null, normalized: null, state: 'blank' });
  });
});
