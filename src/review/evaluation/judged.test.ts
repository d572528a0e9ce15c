import { describe, expect, it } from 'vitest';
import { type CandidateEntry, judgeCandidates, type KnownEntry } from './judged.ts';
import { outcomesOf } from './outcomes.ts';
import { figuresOf } from './report.ts';

const known = (number: string, name: string, file = 'KS/1972/01/0002.jpg'): KnownEntry => ({
  file,
  kind: 'KS',
  edition: 'KS-1961',
  hand: 'print',
  fields: {
    so: { verbatim: number, normalized: number, state: 'read' },
    nksHoTen: { verbatim: name, normalized: name, state: 'read' },
  },
});
const candidate = ({ file, fields }: KnownEntry): CandidateEntry => ({
  page: { file },
  fields: Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      { ...value, confidence: 0.9, route: 'accepted' as const },
    ]),
  ),
});
const rightIn = (truth: readonly KnownEntry[], candidates: readonly CandidateEntry[]): number =>
  figuresOf(outcomesOf(judgeCandidates(truth, candidates))).right;

describe('candidates beside the truth', () => {
  const [first, second] = [known('1', 'TRẦN AN'), known('2', 'LÝ BÌNH')];

  it('are matched by their file, and by their order in it, though a number was misread', () => {
    const misread = candidate(known('7', 'LÝ BÌNH'));
    expect(rightIn([first, second], [candidate(first), misread])).toBe(3);
  });

  it('are matched by their number where some of a file are missing', () => {
    expect(rightIn([first, second], [candidate(second)])).toBe(2);
  });

  it('have all fields wrong where a file gave no entry', () => {
    const figures = figuresOf(
      outcomesOf(judgeCandidates([first], [candidate(known('1', 'TRẦN AN', 'x.jpg'))])),
    );
    expect(figures).toMatchObject({ fields: 2, right: 0 });
  });
});
