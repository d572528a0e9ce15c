import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEdition, shippedEditions } from '../catalog.ts';
import { draftOfEdition, editionOfDraft, keysOf } from './convert.ts';
import { type DraftPart, draftSchema, emptyDraft, type FormDraft } from './draft.ts';
import { isBlocked, problemsOfDraft, type Surroundings } from './problems.ts';
import { withProposal } from './proposal.ts';

const ALL = [...shippedEditions().values()];
const around: Surroundings = { pictures: new Set(['entry', 'cover', 'closing']), ids: new Map() };
const codesOf = (draft: FormDraft, with_: Partial<Surroundings> = {}) =>
  problemsOfDraft(draft, { ...around, ...with_ }).filter(({ blocks }) => blocks !== 'nothing');
const draftOf = (id: string): FormDraft => draftOfEdition(ALL.find((edition) => edition.id === id)!);
const first = (draft: FormDraft): DraftPart => draft.parts.find((part) => part.class === 'entry')!;
const changed = (draft: FormDraft, change: (part: DraftPart) => DraftPart): FormDraft => ({
  ...draft,
  parts: draft.parts.map((part) => (part === first(draft) ? change(part) : part)),
});

describe('an edition that comes with the program', () => {
  it.each(ALL.map((edition) => [edition.id, edition] as const))(
    '%s becomes a draft without problems, and the same edition again',
    (_id, edition) => {
      const draft = draftOfEdition(edition);
      expect(codesOf(draft)).toEqual([]);
      expect(draftSchema.parse(JSON.parse(JSON.stringify(draft)))).toEqual(draft);
      expect(new Set(keysOf(draft.parts)).size).toBe(keysOf(draft.parts).length);
      expect(editionOfDraft(draft, edition.kind, edition.version)).toEqual(edition);
    },
  );
});

describe('problems of a draft', () => {
  it('of which nothing is known are all told at once', () => {
    const codes = codesOf({ ...emptyDraft({ id: '', kind: null }), paper: { width: 0, height: 297 } });
    expect(codes.map(({ code }) => code)).toEqual([
      'form-problem-id',
      'form-problem-kind',
      'form-problem-title',
      'form-problem-paper',
      'form-problem-no-entry-part',
    ]);
  });

  it('say which two places lie on each other, which names are wrong, and what is missing', () => {
    const draft = draftOf('KS-2016');
    const [a, b, c, d] = first(draft).places.filter((place) => place.type === 'text');
    const wrong = changed(draft, (part) => ({
      ...part,
      places: part.places.map((place) => {
        if (place.type !== 'text') return place;
        if (place === a) return { ...place, name: 'tenCuaToi' };
        if (place === b) return { ...place, lines: c!.lines };
        if (place === d) return { ...place, name: c!.name };
        return place;
      }),
    }));
    const problems = problemsOfDraft(wrong, around);
    expect(problems).toContainEqual(
      expect.objectContaining({ code: 'form-problem-name-unknown', item: a!.key, member: 'name' }),
    );
    expect(problems).toContainEqual(
      expect.objectContaining({
        code: 'form-problem-overlap',
        part: first(wrong).key,
        item: b!.key,
        line: 0,
        other: { item: c!.key, line: 0 },
      }),
    );
    expect(problems).toContainEqual(
      expect.objectContaining({
        code: 'form-problem-name-twice',
        item: d!.key,
        other: { item: c!.key, line: null },
      }),
    );
    expect(a!.name).toBe('so');
    expect(problems.map(({ code }) => code)).toContain('form-problem-number-missing');
  });

  it('of a table name the column and the member', () => {
    const draft = draftOf('KS-1961');
    const columns = first(draft).table!.columns;
    const wrong = changed(draft, (part) => ({
      ...part,
      table: {
        ...part.table!,
        head: { from: 80, to: 20 },
        columns: columns.map((column, i) =>
          i === 2 ? { ...column, margin: true } : i === 3 ? { ...column, from: 0 } : column,
        ),
        rows: { ...part.table!.rows, startsIn: null },
      },
    }));
    expect(codesOf(wrong).map(({ code, item, member }) => [code, item, member])).toEqual([
      ['form-problem-table-span', null, 'head'],
      ['form-problem-column-margin', columns[2]!.key, null],
      ['form-problem-column-order', columns[3]!.key, null],
      ['form-problem-rows-start', null, 'startsIn'],
    ]);
  });

  it('know the ids of others and of the program, and sides that do not go together', () => {
    const draft = { ...draftOf('KS-1961'), id: 'KS-CU' };
    const ids = (kind: 'KS' | 'KT', shipped: boolean) => ({ ids: new Map([['KS-CU', { kind, shipped }]]) });
    expect(codesOf(draft, ids('KS', false))).toEqual([]);
    expect(codesOf(draft, ids('KT', false))[0]?.code).toBe('form-problem-id-other-kind');
    expect(codesOf(draft, ids('KS', true))[0]?.code).toBe('form-problem-id-shipped');
    const left = changed(draft, (part) => ({ ...part, side: 'single' }));
    expect(codesOf(left).map(({ code }) => code)).toContain('form-problem-sides');
    expect(codesOf(draftOf('KS-2016'), { pictures: new Set() })[0]?.code).toBe('form-problem-picture');
  });

  it('ask for nothing where a place has no name yet: it is tried, and left out of the form', () => {
    const draft = draftOf('KS-2006');
    const place = first(draft).places.find(({ type }) => type === 'text')!;
    const unnamed = changed(draft, (part) => ({
      ...part,
      places: [
        ...part.places.filter((one) => one !== place),
        { ...place, key: 'mine', name: null } as typeof place,
      ],
    }));
    const told = problemsOfDraft(unnamed, around).filter(({ item }) => item === 'mine');
    expect(told.map(({ code, blocks }) => [code, blocks])).toEqual([['form-problem-unnamed', 'nothing']]);
    const before = editionOfDraft(draft, 'KS').layouts[0]!.fields.length;
    expect(editionOfDraft(unnamed, 'KS').layouts[0]!.fields.length).toBe(before - 1);
  });
});

/** Something done to one number, name or list of a draft. */
const damaged = (draft: FormDraft, seed: number, kind: number, by: number): FormDraft => {
  const copy = structuredClone(draft) as FormDraft;
  const part = copy.parts[seed % copy.parts.length]!;
  const place = part.places[seed % Math.max(1, part.places.length)];
  const column = part.table?.columns[seed % part.table.columns.length];
  const box =
    place === undefined ? undefined : place.type === 'ticks' ? place.options[0]?.box : place.lines[0];
  switch (kind) {
    case 0:
      if (box !== undefined) box[seed % 4] = by;
      break;
    case 1:
      if (place !== undefined && place.type !== 'composite') place.name = by > 0 ? 'nksHoTen' : null;
      break;
    case 2:
      if (column !== undefined) column.to = by;
      break;
    case 3:
      part.side = by > 0 ? 'left' : 'single';
      break;
    case 4:
      copy.paper.width = by;
      break;
    case 5:
      if (part.table !== null) part.table.body.from = by;
      break;
    case 6:
      part.table?.columns.splice(0, 1);
      break;
    case 7:
      if (part.texts[0] !== undefined) part.texts[0].x = by * 3;
      break;
    default:
      copy.parts.splice(seed % copy.parts.length, 1);
  }
  return copy;
};

it('whatever is done to a draft: without a problem that blocks saving it is a valid edition', () => {
  const step = fc.tuple(fc.nat(200), fc.nat(8), fc.integer({ min: -60, max: 420 }));
  fc.assert(
    fc.property(fc.nat(ALL.length - 1), fc.array(step, { maxLength: 3 }), (which, steps) => {
      const draft = steps.reduce(
        (one, [seed, kind, by]) => (one.parts.length === 0 ? one : damaged(one, seed, kind, by)),
        draftOfEdition(ALL[which]!),
      );
      const problems = problemsOfDraft(draft, around);
      fc.pre(!isBlocked(problems, 'save'));
      parseEdition(JSON.stringify(editionOfDraft(draft, draft.kind!)), 'x');
    }),
    { numRuns: 200 },
  );
});

it('a proposal takes the place of the parts of its class, under keys that are free', () => {
  const draft = { ...draftOf('KS-2016'), kind: null };
  const parts = draftOf('KS-1961').parts.filter((part) => part.class === 'entry');
  const taken = withProposal(draft, { kind: 'KS', paper: { width: 300, height: 420 }, parts }, 'entry');
  expect(taken.parts.map((part) => [part.class, part.side])).toEqual([
    ['entry', 'left'],
    ['entry', 'right'],
    ['cover', 'single'],
    ['closing', 'single'],
  ]);
  expect(new Set(keysOf(taken.parts)).size).toBe(keysOf(taken.parts).length);
  expect(taken).toMatchObject({ kind: 'KS', paper: { width: 300 } });
  expect(codesOf(taken)).toEqual([]);
});
