/** Finds the files that are handed in on disk and labels them with their books. */
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { SohoaError } from '../../src/domain/errors.ts';
import {
  type BookOptions,
  groupBooks,
  labelBook,
  labelFromTree,
  type PlannedBook,
  type PlannedFile,
} from './plan.ts';

/** Files that scanners and systems leave beside scans, and our own generator's truth. */
const NOT_SCANS = /^(\.|~\$)|^(thumbs\.db|desktop\.ini)$|\.(jsonl?|csv|txt|md|xlsx?|db|tmp|part)$/i;

/**
 * Books from the paths given: folders (searched with their subfolders) and files. Options win over the folder tree.
 * @throws SohoaError `path-missing`, `nothing-found`, `book-incomplete` and the other label errors naming the file
 */
export const collectPaths = async (
  paths: readonly string[],
  options: BookOptions,
): Promise<PlannedBook[]> => {
  const files: PlannedFile[] = [];
  for (const path of paths) files.push(...(await filesBelow(resolve(path))));
  if (files.length === 0) throw new SohoaError('nothing-found', { path: paths.join(' ') });
  return groupBooks(
    files.map((file) => {
      const tree = labelFromTree(file.path.split(sep).join('/')) ?? {};
      return { ...labelBook({ ...tree, ...defined(options) }, file.name), file };
    }),
  );
};

const filesBelow = async (path: string): Promise<PlannedFile[]> => {
  const stats = await stat(path).catch(() => null);
  if (stats === null) throw new SohoaError('path-missing', { path });
  // A file that is named outright is taken whatever its name; what it is, is found from its content.
  if (!stats.isDirectory()) return [{ path, name: basename(path) }];
  const found = await readdir(path, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile() && !NOT_SCANS.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: file, name: relative(path, file).split(sep).join('/') }));
};

/** Columns of a manifest; only `file` must be there, the rest comes from the options or the folder tree. */
const COLUMNS: Readonly<Record<string, keyof BookOptions | 'file'>> = {
  file: 'file',
  kind: 'kind',
  year: 'year',
  volume: 'volume',
  office: 'office',
  edition: 'edition',
  declared_entries: 'declaredEntries',
  declared_pages: 'declaredPages',
};

/**
 * Books from a manifest (CSV with a header line, UTF-8). Paths are relative to the manifest's folder and must stay in it.
 * @throws SohoaError `manifest-invalid` (with the line), `manifest-column-unknown`, `manifest-path-outside`,
 *   `manifest-file-missing`, and label errors naming the line
 */
export const collectManifest = async (path: string, options: BookOptions): Promise<PlannedBook[]> => {
  const manifest = resolve(path);
  const name = basename(manifest);
  const text = await readFile(manifest, 'utf8').catch(() => null);
  if (text === null) throw new SohoaError('path-missing', { path: manifest });
  const rows = parseManifest(text, name);
  const folder = await realpath(dirname(manifest));
  const labelled = [];
  for (const { line, values } of rows) {
    const where = `${name}:${line}`;
    const { file, ...said } = values;
    if (file === undefined || file === '') throw new SohoaError('book-incomplete', { what: 'file', where });
    const planned = await insideFile(folder, file, where);
    const tree = labelFromTree(planned.name) ?? {};
    labelled.push({ ...labelBook({ ...tree, ...defined(options), ...defined(said) }, where), file: planned });
  }
  if (labelled.length === 0) throw new SohoaError('nothing-found', { path: manifest });
  return groupBooks(labelled);
};

type ManifestRow = { line: number; values: Record<string, string> };

const parseManifest = (text: string, name: string): ManifestRow[] => {
  let parsed: { record: Record<string, string>; info: { lines: number } }[];
  try {
    parsed = parseCsv(text, {
      bom: true,
      columns: (header: string[]) => header.map((column) => checkColumn(column.trim().toLowerCase(), name)),
      info: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (cause) {
    if (cause instanceof SohoaError) throw cause;
    const line = (cause as { lines?: unknown }).lines;
    throw new SohoaError(
      'manifest-invalid',
      { where: `${name}:${typeof line === 'number' ? line : '?'}` },
      { cause },
    );
  }
  return parsed.map(({ record, info }) => ({ line: info.lines, values: record }));
};

const checkColumn = (column: string, file: string): string => {
  const known = COLUMNS[column];
  if (known === undefined) {
    throw new SohoaError('manifest-column-unknown', { column, file, known: Object.keys(COLUMNS).join(', ') });
  }
  return known;
};

/** The real path decides: neither `..` nor a link may lead out of the manifest's folder. */
const insideFile = async (folder: string, file: string, where: string): Promise<PlannedFile> => {
  const wanted = resolve(folder, file);
  if (!isInside(folder, wanted)) throw new SohoaError('manifest-path-outside', { file, where });
  const real = await realpath(wanted).catch(() => null);
  if (real === null || !(await stat(real)).isFile())
    throw new SohoaError('manifest-file-missing', { file, where });
  if (!isInside(folder, real)) throw new SohoaError('manifest-path-outside', { file, where });
  return { path: real, name: relative(folder, wanted).split(sep).join('/') };
};

const isInside = (folder: string, path: string): boolean => path.startsWith(folder + sep);

const defined = (options: BookOptions): BookOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== ''));
