/** The editions this installation knows: the shipped ones, read once and checked against the kinds' official fields. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packagePath } from '../config/root.ts';
import { SohoaError } from '../domain/errors.ts';
import { checkForm } from './check.ts';
import { type Edition, type Form, formSchema, type Layout, type Side } from './edition.ts';

const SHIPPED = packagePath('src/forms/editions');

/**
 * Reads one form file, of a civil-status kind or of another register.
 * @throws SohoaError `edition-invalid` naming the file and the first place that is wrong, and what `checkForm` refuses.
 */
export const parseForm = (json: string, file: string): Form => {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch (cause) {
    throw new SohoaError('edition-invalid', { file, where: '-', problem: 'JSON' }, { cause });
  }
  const parsed = formSchema.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new SohoaError('edition-invalid', {
      file,
      where: issue?.path.join('.') || '-',
      problem: issue?.message ?? '-',
    });
  }
  checkForm(parsed.data, file);
  return parsed.data;
};

/** Reads one edition file. @throws SohoaError as `parseForm`, and `edition-of-no-kind` for the form of another register. */
export const parseEdition = (json: string, file: string): Edition => {
  const form = parseForm(json, file);
  if (form.kind === 'OTHER') throw new SohoaError('edition-of-no-kind', { file });
  return form;
};

const readFolder = <F extends Form>(
  folder: string,
  parse: (json: string, file: string) => F,
): ReadonlyMap<string, F> =>
  new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => {
        const form = parse(readFileSync(join(folder, name), 'utf8'), name);
        if (`${form.id}.json` !== basename(name)) {
          throw new SohoaError('edition-invalid', { file: name, where: 'id', problem: form.id });
        }
        return [form.id, form];
      }),
  );

/** Versions that offices made, by id, oldest first. They never change, so a process may remember them for good. */
const office = new Map<string, Edition[]>();

/** Makes a stored version known to this process. */
export const rememberEdition = (edition: Edition): void => {
  const known = office.get(edition.id) ?? [];
  const others = known.filter(({ version }) => version !== edition.version);
  office.set(
    edition.id,
    [...others, edition].sort((a, b) => a.version - b.version),
  );
};

let shipped: ReadonlyMap<string, Edition> | undefined;
let others: ReadonlyMap<string, Form> | undefined;

/** All shipped editions of civil-status ledgers by id. */
export const shippedEditions = (): ReadonlyMap<string, Edition> => {
  shipped ??= readFolder(SHIPPED, parseEdition);
  return shipped;
};

/** The shipped editions, and the newest version of each that an office made, by id. */
export const editions = (): ReadonlyMap<string, Edition> =>
  new Map([
    ...shippedEditions(),
    ...[...office].flatMap(([id, versions]) => {
      const newest = versions.at(-1);
      return newest === undefined ? [] : [[id, newest] as const];
    }),
  ]);

/** `ID` or `ID@VERSION`, taken apart. */
export const parseEditionName = (name: string): { id: string; version: number | null } => {
  const [, id, version] = /^([^@]*)(?:@(\d{1,6}))?$/.exec(name) ?? [];
  return { id: id ?? name, version: version === undefined ? null : Number(version) };
};

/** Everything shipped by id: the editions, and the forms of registers of no civil-status kind. */
export const shippedForms = (): ReadonlyMap<string, Form> => {
  others ??= readFolder(join(SHIPPED, 'other'), parseForm);
  return new Map<string, Form>([...shippedEditions(), ...others]);
};

/** What is shipped, and what offices made (`editions`), by id. */
export const forms = (): ReadonlyMap<string, Form> =>
  new Map<string, Form>([...shippedForms(), ...editions()]);

/** @throws SohoaError `edition-unknown` with the ids there are. */
export const getForm = (id: string): Form => {
  const form = findVersion(id) ?? forms().get(id);
  if (form === undefined) {
    throw new SohoaError('edition-unknown', { edition: id, known: [...forms().keys()].join(', ') });
  }
  return form;
};

const findVersion = (name: string): Edition | undefined => {
  const { id, version } = parseEditionName(name);
  if (version === null) return editions().get(id);
  const of = shippedEditions().get(id);
  return of?.version === version ? of : office.get(id)?.find((one) => one.version === version);
};

/**
 * By `ID` (the newest version) or `ID@VERSION`.
 * @throws SohoaError `edition-unknown` with the ids there are.
 */
export const getEdition = (id: string): Edition => {
  const edition = findVersion(id);
  if (edition === undefined) {
    throw new SohoaError('edition-unknown', { edition: id, known: [...editions().keys()].join(', ') });
  }
  return edition;
};

/**
 * The layout of that class, or undefined when the form has none. A spread has two: the left one unless `side` says which.
 */
export const layoutOf = (form: Form, pageClass: Layout['class'], side?: Side): Layout | undefined =>
  form.layouts.find((layout) => layout.class === pageClass && (side === undefined || layout.side === side));
