/** The editions this installation knows: the shipped ones, read once and checked against the kinds' official fields. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packagePath } from '../config/root.ts';
import { SohoaError } from '../domain/errors.ts';
import { findField } from '../domain/kinds.ts';
import { BOOK_FIELDS, type Edition, editionSchema, type Layout, namesOf } from './edition.ts';

const SHIPPED = packagePath('src/forms/editions');

/**
 * Reads one edition file.
 * @throws SohoaError `edition-invalid` naming the file and the first place that is wrong; `edition-unknown-field` when
 *   a field is neither an official field of the kind nor one of the book's own.
 */
export const parseEdition = (json: string, file: string): Edition => {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch (cause) {
    throw new SohoaError('edition-invalid', { file, where: '-', problem: 'JSON' }, { cause });
  }
  const parsed = editionSchema.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new SohoaError('edition-invalid', {
      file,
      where: issue?.path.join('.') ?? '-',
      problem: issue?.message ?? '-',
    });
  }
  for (const layout of parsed.data.layouts) checkFields(parsed.data, layout, file);
  return parsed.data;
};

const checkFields = (edition: Edition, layout: Layout, file: string): void => {
  const seen = new Set<string>();
  for (const name of layout.fields.flatMap(namesOf)) {
    const known =
      layout.class === 'entry' ? findField(edition.kind, name) !== undefined : name in BOOK_FIELDS;
    if (!known) throw new SohoaError('edition-unknown-field', { file, field: name, kind: edition.kind });
    if (seen.has(name)) throw new SohoaError('edition-field-twice', { file, field: name });
    seen.add(name);
  }
};

let shipped: ReadonlyMap<string, Edition> | undefined;

/** All shipped editions by id. */
export const editions = (): ReadonlyMap<string, Edition> => {
  shipped ??= new Map(
    readdirSync(SHIPPED)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => {
        const edition = parseEdition(readFileSync(join(SHIPPED, name), 'utf8'), name);
        if (`${edition.id}.json` !== basename(name)) {
          throw new SohoaError('edition-invalid', { file: name, where: 'id', problem: edition.id });
        }
        return [edition.id, edition];
      }),
  );
  return shipped;
};

/** @throws SohoaError `edition-unknown` with the ids there are. */
export const getEdition = (id: string): Edition => {
  const edition = editions().get(id);
  if (edition === undefined) {
    throw new SohoaError('edition-unknown', { edition: id, known: [...editions().keys()].join(', ') });
  }
  return edition;
};

/** The layout of that class, or undefined when the edition has none. */
export const layoutOf = (edition: Edition, pageClass: Layout['class']): Layout | undefined =>
  edition.layouts.find((layout) => layout.class === pageClass);
