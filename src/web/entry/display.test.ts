import { describe, expect, it } from 'vitest';
import type { FieldView, Machine } from '../api/types.ts';
import { alternativesOf, partingOf, piecesOf, specOf, textOf, withChange } from './display.ts';
import { draftOf, outcomeOf } from './draft.ts';
import type { Change } from './save/queue.ts';

const machine = (verbatim: string, doubts: Machine['doubts'] = [], alternatives: string[] = []): Machine => ({
  verbatim,
  normalized: verbatim,
  state: 'read',
  confidence: 0.7,
  engine: 'test@1',
  doubts,
  alternatives,
});
const field = (more: Partial<FieldView> = {}): FieldView => ({
  name: 'nksHoTen',
  type: 'person-name',
  critical: true,
  value: null,
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
const name = specOf('KS', field());
const date = { type: 'date' } as const;

describe('a value on the screen', () => {
  it('is a date, a word, a name as people write them', () => {
    expect(textOf(date, { verbatim: '27.10.68', normalized: '1968-10-27', state: 'read' })).toBe(
      '27/10/1968',
    );
    expect(
      textOf({ type: 'code', codeList: 'sex' }, { verbatim: null, normalized: '2', state: 'read' }),
    ).toBe('Nữ');
    expect(textOf({ type: 'place' }, { verbatim: 'Tỉnh A', normalized: 'tỉnh A', state: 'read' })).toBe(
      'Tỉnh A',
    );
    expect(textOf(date, { verbatim: null, normalized: null, state: 'blank' })).toBe('');
  });

  it('shows a field that no table knows by its name', () => {
    expect(specOf('KS', field({ name: 'moi' })).label.vi).toBe('moi');
  });
});

describe('doubts of the machine', () => {
  const doubts = [
    { at: 1, length: 1, confidence: 0.4, alternatives: ['Ê', 'Ế'] },
    { at: 1, length: 2, confidence: 0.3, alternatives: ['x'] },
    { at: 9, length: 4, confidence: 0.3, alternatives: ['x'] },
  ];

  it('cut the text into sure and doubtful pieces that together are the text', () => {
    const pieces = piecesOf(machine('LE AN', doubts));
    expect(pieces.map((piece) => piece.text).join('')).toBe('LE AN');
    expect(pieces.filter((piece) => piece.alternatives !== null).map((piece) => piece.text)).toEqual(['E']);
  });

  it('give alternatives of the whole first, each once, never what stands there', () => {
    const [first] = doubts;
    const read = machine('LE AN', first === undefined ? [] : [first], ['LÊ AN', 'LE AN']);
    expect(alternativesOf(name, read)).toEqual(['LÊ AN', 'LẾ AN']);
    expect(alternativesOf(name, null)).toEqual([]);
  });
});

describe('leaving a field', () => {
  const value = (text: string | null, state: 'read' | 'blank' | 'illegible' = 'read') =>
    ({
      verbatim: text,
      normalized: text,
      state,
      id: 1,
      source: 'machine',
      confidence: 1,
      by: null,
      at: '',
    }) as const;
  const leave = (view: FieldView, typed: string | null, way: 'enter' | 'leave') => {
    const shown = withChange(view, undefined);
    const draft = draftOf(shown, name);
    return outcomeOf(typed === null ? draft : { ...draft, text: typed }, shown, name, way);
  };

  it('confirms with Enter only, and only where somebody is needed', () => {
    const open = field({ value: value('LÊ AN') });
    expect(leave(open, null, 'enter')).toEqual({ type: 'say', statement: { type: 'confirm' } });
    expect(leave(open, null, 'leave')).toEqual({ type: 'nothing' });
    expect(leave({ ...open, task: null, settled: true }, null, 'enter')).toEqual({ type: 'nothing' });
  });

  it('says what was typed, however it is left', () => {
    const open = field({ value: value('LÊ AN') });
    for (const way of ['enter', 'leave'] as const) {
      expect(leave(open, 'lê ân', way)).toEqual({ type: 'say', statement: { type: 'text', text: 'LÊ ÂN' } });
    }
  });

  it('never takes an empty field for a blank one', () => {
    expect(leave(field({ hidden: true }), null, 'enter')).toEqual({ type: 'empty' });
    expect(leave(field({ value: value('LÊ AN') }), ' ', 'enter')).toEqual({ type: 'empty' });
    expect(leave(field({ value: value('LÊ AN') }), ' ', 'leave')).toEqual({ type: 'nothing' });
    expect(leave(field({ value: value(null, 'blank') }), null, 'enter')).toEqual({
      type: 'say',
      statement: { type: 'confirm' },
    });
  });

  it('does not confirm what the machine could not read', () => {
    expect(leave(field({ value: value(null, 'illegible') }), null, 'enter')).toEqual({ type: 'unread' });
  });
});

it('shows a change that is on its way as if it were saved, and a refused one as open again', () => {
  const change = { statement: { type: 'text', text: 'AN' }, state: 'waiting' } as Change;
  expect(withChange(field(), change)).toMatchObject({ settled: true, said: { verbatim: 'AN' } });
  expect(withChange(field(), { ...change, state: 'refused' }).settled).toBe(false);
});

it('finds where two readings part', () => {
  expect(partingOf('ĐỖ THỊ MÂY', ['ĐỖ THỊ MÂY', 'ĐỖ THỊ MAI'])).toEqual({ from: 8, end: 10 });
  expect(partingOf('AAN', ['AN'])).toEqual({ from: 1, end: 2 });
  expect(partingOf('AN', ['AAN'])).toEqual({ from: 1, end: 1 });
  expect(partingOf('AN', ['AN'])).toEqual({ from: 0, end: 0 });
});
