import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finishText, whileTyping } from './aids.ts';
import { choicesFor, settleChoice, showCode } from './choices.ts';
import { expandDate, isImpossibleDate, showDate } from './dates.ts';

describe('dates', () => {
  it('are written out from eight and six digits', () => {
    expect(expandDate('27101968')).toBe('27/10/1968');
    expect(expandDate('101968')).toBe('10/1968');
  });

  it('stay as they are when no calendar has them, or when they are not complete', () => {
    expect(expandDate('31021968')).toBe('31021968');
    expect(expandDate('2710196')).toBe('2710196');
    expect(expandDate('1968')).toBe('1968');
  });

  it('are written out under the fingers only when the last digit falls, never while deleting', () => {
    expect(whileTyping('date', '2710196', '27101968')).toBe('27/10/1968');
    expect(whileTyping('date', '271019681', '27101968')).toBe('27101968');
    expect(whileTyping('document-number', '2710196', '27101968')).toBe('27101968');
  });

  it('show as people write them', () => {
    expect(showDate('1968-10-27')).toBe('27/10/1968');
    expect(showDate('1968')).toBe('1968');
    expect(showDate('không rõ')).toBe('không rõ');
  });

  it('are called impossible only when they are complete', () => {
    expect(isImpossibleDate('31/02/1968')).toBe(true);
    expect(isImpossibleDate('31021968')).toBe(true);
    expect(isImpossibleDate('28021968')).toBe(false);
    expect(isImpossibleDate('3102')).toBe(false);
    expect(isImpossibleDate('31/02')).toBe(false);
    expect(isImpossibleDate('28/02/1968')).toBe(false);
  });
});

describe('leaving a field', () => {
  it('writes names in capitals, whatever form the letters come in', () => {
    expect(finishText('person-name', ' nguyễn  văn ân ')).toBe('NGUYỄN VĂN ÂN');
    expect(finishText('person-name', 'đặng thị hòa'.normalize('NFD'))).toBe('ĐẶNG THỊ HÒA');
  });

  it('takes spaces and dots out of document numbers', () => {
    expect(finishText('document-number', '012 345.678-9')).toBe('0123456789');
  });

  it('touches nothing after an equals sign', () => {
    expect(finishText('date', '=31021968')).toBe('=31021968');
  });

  it('is the same when done twice', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('date', 'person-name', 'place', 'document-number', 'text' as const),
        fc.string(),
        (type, text) => {
          const once = finishText(type as 'date', text);
          expect(finishText(type as 'date', once)).toBe(once);
        },
      ),
    );
  });
});

describe('fields with a list', () => {
  const sex = { type: 'code', codeList: 'sex' } as const;
  const group = { type: 'ethnic-group' } as const;

  it('offer all codes at once, then what fits', () => {
    expect(choicesFor(sex, '').map((one) => one.text)).toEqual(['Nam', 'Nữ', 'Không xác định']);
    expect(choicesFor(sex, 'nu').map((one) => one.text)).toEqual(['Nữ']);
    expect(choicesFor(group, 'tay').map((one) => one.text)).toContain('Tày');
  });

  it('take a digit or an unmistakable beginning for the word', () => {
    expect(settleChoice(sex, '2')).toBe('Nữ');
    expect(settleChoice(sex, 'k')).toBe('Không xác định');
    expect(settleChoice(sex, 'n')).toBe('n');
    expect(settleChoice(group, 'kinh')).toBe('Kinh');
  });

  it('show the word of a code', () => {
    expect(showCode(sex, '1')).toBe('Nam');
    expect(showCode({}, '1')).toBe('1');
  });
});
