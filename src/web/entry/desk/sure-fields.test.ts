import { describe, expect, it } from 'vitest';
import type { FieldView } from '../../api/types.ts';
import { withChange } from '../display.ts';
import { fieldsAsked, isSure } from './sure-fields.ts';

const said = (text: string | null, state: 'read' | 'illegible' | 'blank' = 'read') => ({
  verbatim: text,
  normalized: text,
  state,
});
const field = (more: Partial<FieldView> = {}): FieldView => ({
  name: 'nksHoTen',
  type: 'person-name',
  critical: true,
  value: { ...said('LÊ VĂN AN'), id: 1, source: 'machine', confidence: 0.8, by: null, at: '' },
  hidden: false,
  machine: null,
  route: 'confirm',
  settled: false,
  version: 1,
  task: { id: 1, kind: 'confirm', rules: [], pass: null },
  mine: null,
  readings: null,
  pageId: 1,
  box: null,
  crop: null,
  ...more,
});
const NOBODY = new Set<string>();
const sure = (more: Partial<FieldView> = {}, asked: ReadonlySet<string> = NOBODY) =>
  isSure('KS', withChange(field(more), undefined), asked);

describe('one key confirms', () => {
  it('what was read and what was found blank', () => {
    expect(sure()).toBe(true);
    const blank = {
      ...said(null, 'blank'),
      id: 1,
      source: 'machine',
      confidence: 1,
      by: null,
      at: '',
    } as const;
    expect(sure({ value: blank })).toBe(true);
  });
  it.each([
    ['is settled', { settled: true }],
    ['must be keyed', { task: { id: 1, kind: 'key', rules: [], pass: null }, hidden: true } as const],
    ['is keyed twice', { task: { id: 1, kind: 'key-twice', rules: [], pass: 1 }, hidden: true } as const],
    ['two people differ on', { task: { id: 1, kind: 'adjudicate', rules: [], pass: null } } as const],
    ['could not be read', { value: { ...field().value, ...said(null, 'illegible') } as FieldView['value'] }],
    ['needs nobody', { task: null }],
  ] as const)('nothing that %s', (_what, more) => {
    expect(sure(more as Partial<FieldView>)).toBe(false);
  });
  it('nothing that a rule asks about; what is only doubted it does', () => {
    const hit = { code: 'x', fields: ['nksHoTen'], params: {}, message: '' };
    expect(sure({}, fieldsAsked([{ ...hit, severity: 'question' }]))).toBe(false);
    expect(sure({}, fieldsAsked([{ ...hit, severity: 'doubt' }]))).toBe(true);
  });
});
