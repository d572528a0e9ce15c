/** Plain tables for terminals. Widths count letters as people see them: Vietnamese marks are part of their letter. */

const width = (text: string): number => [...new Intl.Segmenter('vi').segment(text)].length;
const pad = (text: string, to: number, right: boolean): string => {
  const gap = ' '.repeat(Math.max(0, to - width(text)));
  return right ? gap + text : text + gap;
};

/** Rows under headings; columns of numbers stand to the right. */
export const table = (
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string => {
  const cells = rows.map((row) => row.map(String));
  const widths = headings.map((heading, column) =>
    Math.max(width(heading), ...cells.map((row) => width(row[column] ?? ''))),
  );
  const right = headings.map(
    (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, right[column] ?? false))
      .join('  ')
      .trimEnd();
  return [line(headings), widths.map((count) => '─'.repeat(count)).join('  '), ...cells.map(line)].join('\n');
};
