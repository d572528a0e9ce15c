/** Error rates of lines: edits over all characters, and over all words, of what should have been read. */

export type LinePair = Readonly<{ wanted: string; got: string }>;
export type LineFigures = Readonly<{
  lines: number;
  /** Characters and words to insert, remove or exchange, as shares of those wanted. */
  cer: number;
  wer: number;
  /** Share of lines without any edit. */
  exact: number;
}>;

export const lineFigures = (pairs: readonly LinePair[]): LineFigures => {
  let [letterEdits, letters, wordEdits, words, exact] = [0, 0, 0, 0, 0];
  for (const { wanted, got } of pairs) {
    letterEdits += distance([...wanted], [...got]);
    letters += [...wanted].length;
    wordEdits += distance(wordsOf(wanted), wordsOf(got));
    words += wordsOf(wanted).length;
    if (wanted === got) exact += 1;
  }
  return {
    lines: pairs.length,
    cer: letterEdits / Math.max(1, letters),
    wer: wordEdits / Math.max(1, words),
    exact: exact / Math.max(1, pairs.length),
  };
};

const wordsOf = (text: string): readonly string[] => text.split(/\s+/u).filter((word) => word !== '');

const distance = (a: readonly string[], b: readonly string[]): number => {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  a.forEach((one, i) => {
    const next = [i + 1];
    b.forEach((other, j) => {
      next.push(Math.min(row[j]! + (one === other ? 0 : 1), row[j + 1]! + 1, next[j]! + 1));
    });
    row = next;
  });
  return row[b.length]!;
};
