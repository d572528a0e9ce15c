import { describe, expect, it } from 'vitest';
import type { FieldReadings } from './entry-readings.ts';
import { guessFromNeighbours, officialsAround, type SequencePage } from './sequence.ts';
import { BOOK, lineOf } from './testing.ts';

const page = (so: string, trangSo: string): SequencePage => ({
  class: 'entry',
  readings: {
    so: { type: 'written', lines: [lineOf(so)] },
    trangSo: { type: 'written', lines: [lineOf(trangSo)] },
  } satisfies FieldReadings,
});
const VOID: SequencePage = { class: 'void', readings: {} };
const COVER: SequencePage = { class: 'cover', readings: {} };
const guess = (pages: readonly SequencePage[], at: number) => guessFromNeighbours('KS', pages, at, BOOK);

describe('the numbers that neighbours ask for', () => {
  it('go on from the pages before and back from those behind', () => {
    const pages = [
      COVER,
      page('11/2018', '11'),
      page('?', '?'),
      page('13/2018', '13'),
      page('14/2018', '14'),
    ];
    expect(guess(pages, 2)).toEqual({ entryNumberGuess: 12, pageNumberGuess: 12 });
  });

  it('count a crossed-out page as a page but not as an entry', () => {
    const pages = [page('4/2018', '4'), page('5/2018', '5'), VOID, page('?', '?')];
    expect(guess(pages, 3)).toEqual({ entryNumberGuess: 6, pageNumberGuess: 7 });
  });

  it('are unknown with one voice, with voices that differ evenly, and across a page that nobody knows', () => {
    expect(guess([page('4/2018', '4'), page('?', '?')], 1).entryNumberGuess).toBeNull();
    const torn = [
      page('4/2018', '4'),
      page('5/2018', '5'),
      page('?', '?'),
      page('17/2018', '17'),
      page('18/2018', '18'),
    ];
    expect(guess(torn, 2).entryNumberGuess).toBeNull();
    const unknown: SequencePage = { class: 'unknown', readings: null };
    expect(
      guess([page('4/2018', '4'), page('5/2018', '5'), unknown, page('?', '?')], 3).entryNumberGuess,
    ).toBeNull();
  });

  it('never come from the page itself', () => {
    expect(guess([page('7/2018', '7')], 0)).toEqual({ entryNumberGuess: null, pageNumberGuess: null });
  });
});

describe('the people of the office on the pages around', () => {
  const signed = (nguoiKy: string | null): SequencePage => ({
    class: 'entry',
    readings: { nguoiKy: { type: 'written', lines: [lineOf(nguoiKy)] } },
  });

  it('are named as they were read, without the page itself and pages that nobody has read', () => {
    const unread: SequencePage = { class: 'entry', readings: null };
    const pages = [COVER, signed('Lê Văn Tám'), signed('Trần Văn Hai'), unread, signed('LÊ VĂN TAM')];
    expect(officialsAround(pages, 2)).toMatchObject({
      nguoiKy: ['Lê Văn Tám', 'LÊ VĂN TAM'],
      nguoiThucHien: [],
    });
  });

  it('are those of the nearest pages only', () => {
    const pages = Array.from({ length: 30 }, (_, at) => signed(`Người ${at}`));
    expect(officialsAround(pages, 15).nguoiKy).toHaveLength(12);
  });
});
