import { describe, expect, it } from 'vitest';
import type { Shown } from './display.ts';
import { isAbsent, leastSure, needsPerson, neighbour, nextNeeding, openCount } from './field-order.ts';

type Standing = Parameters<typeof needsPerson>[0];
const TASK = { id: 1, kind: 'confirm', rules: [], pass: null } as unknown as Shown['task'];

const field = (name: string, more: Partial<Standing> = {}): Standing => ({
  name,
  task: TASK,
  settled: false,
  pending: null,
  mine: null,
  route: 'confirm',
  value: null,
  ...more,
});
const settled = (name: string): Standing => field(name, { settled: true });

describe('the field that the machine is least sure of', () => {
  const of = (name: string, confidence: number | null, more: Partial<Standing> = {}) => ({
    ...field(name, more),
    machine: confidence === null ? null : ({ confidence } as Shown['machine']),
  });
  const fields = [of('a', 0.9), of('b', 0.4), of('c', 0.1, { settled: true }), of('d', null), of('e', 0.4)];

  it('comes first, then the next one, each once; what needs nobody never', () => {
    const visited = new Set<string>();
    const order = [];
    for (let from: string | null = 'a'; order.length < 4; order.push(from)) {
      from = leastSure(fields, from, visited);
      visited.add(from ?? '');
    }
    expect(order).toEqual(['d', 'b', 'e', 'a']);
  });
  it('is any of them again when all were gone to, and none when nothing waits', () => {
    expect(leastSure(fields, 'd', new Set(['a', 'b', 'd', 'e']))).toBe('b');
    expect(leastSure([of('c', 0.1, { settled: true })], null, new Set())).toBeNull();
  });
});

describe('the next field', () => {
  const fields = [settled('a'), field('b'), settled('c'), field('d')];

  it('is the next one that needs a person, going round', () => {
    expect(nextNeeding(fields, null)).toBe('b');
    expect(nextNeeding(fields, 'b')).toBe('d');
    expect(nextNeeding(fields, 'd')).toBe('b');
    expect(nextNeeding(fields, 'c', -1)).toBe('b');
    expect(nextNeeding(fields, 'b', -1)).toBe('d');
  });

  it('is none when nothing is left, or only the field itself', () => {
    expect(nextNeeding([settled('a')], 'a')).toBeNull();
    expect(nextNeeding([field('a')], 'a')).toBeNull();
    expect(nextNeeding([], null)).toBeNull();
  });

  it('passes over what was keyed blind and waits for somebody else', () => {
    const mine = { verbatim: 'x', normalized: null, state: 'read' } as const;
    expect(needsPerson(field('a', { mine }))).toBe(false);
    expect(openCount([field('a', { mine }), field('b')])).toBe(1);
  });
});

it('knows fields that the edition lacks', () => {
  expect(isAbsent(field('a', { task: null }))).toBe(true);
  expect(isAbsent(field('a'))).toBe(false);
});

it('steps to neighbours and stays at the ends', () => {
  const fields = [field('a'), field('b')];
  expect(neighbour(fields, 'a', 1)).toBe('b');
  expect(neighbour(fields, 'b', 1)).toBe('b');
  expect(neighbour(fields, 'a', -1)).toBe('a');
});
