/** Imports an official list of administrative units: CSV or TSV, UTF-8, with a header. All of it or none. */
import { CsvError, parse } from 'csv-parse/sync';
import { SohoaError } from '../src/domain/errors.ts';
import { readPlaceList } from '../src/domain/place-lists.ts';
import type { Db } from '../src/store/database.ts';
import { type ListTimes, savePlaceList } from '../src/store/places.ts';

type Row = { record: Record<string, string>; info: { lines: number } };

/**
 * @throws SohoaError `place-list-encoding-file` when the bytes are no UTF-8; `place-list-unreadable` and those of
 *   `readPlaceList`, with file and line
 */
export const importPlaceList = async (
  db: Db,
  bytes: Uint8Array,
  { file, ...times }: ListTimes & Readonly<{ file: string }>,
): Promise<{ units: number; moves: number }> => {
  try {
    const { columns, rows } = rowsOf(textOf(bytes));
    return await savePlaceList(db, readPlaceList(columns, rows), times);
  } catch (error) {
    if (error instanceof CsvError) {
      throw new SohoaError('place-list-unreadable', { file, problem: error.message }, { cause: error });
    }
    if (error instanceof SohoaError && error.code.startsWith('place-list-')) {
      throw new SohoaError(error.code, { ...error.params, file }, { cause: error });
    }
    throw error;
  }
};

const textOf = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SohoaError('place-list-encoding-file', {}, { cause });
  }
};

const rowsOf = (text: string) => {
  if (text.trim() === '') throw new SohoaError('place-list-empty');
  const header = text.slice(0, text.search(/\r?\n|$/u));
  const delimiter = ['\t', ';', ','].find((sign) => header.includes(sign)) ?? ',';
  const columns = header
    .replace(/^\ufeff/u, '')
    .split(delimiter)
    .map((name) => name.trim().replace(/^"|"$/gu, ''));
  const parsed = parse(text, {
    columns: true,
    delimiter,
    bom: true,
    trim: true,
    info: true,
    skip_empty_lines: true,
    quote: delimiter === '\t' ? null : '"',
  }) as unknown as Row[];
  return { columns, rows: parsed.map(({ record, info }) => ({ line: info.lines, cells: record })) };
};
