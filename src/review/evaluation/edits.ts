/** Edit distance with the edits themselves: the ground of character error rates and confusions. Pure. */

export type Edit = Readonly<{ wanted: string; got: string }>;

const characters = (text: string): readonly string[] => [...text.normalize('NFC')];

/** Least number of characters to insert, remove or exchange (Levenshtein), over NFC characters. */
export const editDistance = (wanted: string, got: string): number => {
  const [a, b] = [characters(wanted), characters(got)];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  a.forEach((letter, i) => {
    const next = [i + 1];
    b.forEach((other, j) => {
      next.push(Math.min(row[j]! + (letter === other ? 0 : 1), row[j + 1]! + 1, next[j]! + 1));
    });
    row = next;
  });
  return row[b.length]!;
};

/** Longer texts are not laid side by side: the work grows with the square. */
const LONGEST = 600;

/**
 * The characters that differ in a cheapest alignment: exchanges have both sides, an inserted character has an empty
 * `wanted`, a lost one an empty `got`. None for texts too long to compare.
 */
export const editsBetween = (wanted: string, got: string): readonly Edit[] => {
  const [a, b] = [characters(wanted), characters(got)];
  if (a.length > LONGEST || b.length > LONGEST) return [];
  const width = b.length + 1;
  const cost = new Uint16Array((a.length + 1) * width);
  for (let i = 0; i <= a.length; i++) {
    for (let j = 0; j <= b.length; j++) {
      cost[i * width + j] =
        i === 0 || j === 0
          ? i + j
          : Math.min(
              cost[(i - 1) * width + j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1),
              cost[(i - 1) * width + j]! + 1,
              cost[i * width + j - 1]! + 1,
            );
    }
  }
  const edits: Edit[] = [];
  let [i, j] = [a.length, b.length];
  while (i > 0 || j > 0) {
    const here = cost[i * width + j]!;
    const same = i > 0 && j > 0 && a[i - 1] === b[j - 1];
    if (i > 0 && j > 0 && here === cost[(i - 1) * width + j - 1]! + (same ? 0 : 1)) {
      if (!same) edits.push({ wanted: a[i - 1]!, got: b[j - 1]! });
      i--;
      j--;
    } else if (i > 0 && here === cost[(i - 1) * width + j]! + 1) edits.push({ wanted: a[--i]!, got: '' });
    else edits.push({ wanted: '', got: b[--j]! });
  }
  return edits.reverse();
};
