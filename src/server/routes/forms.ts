/** Forms that there are: to begin a draft with, to look up names for places, to take a file of. */
import { knownForms } from '../../../pipelines/forms/known.ts';
import { storedForms } from '../../../pipelines/forms/stored.ts';
import { authorizeSomewhere } from '../../access/accounts.ts';
import { CODE_LISTS } from '../../domain/code-lists.ts';
import type { FieldSpec, FieldType } from '../../domain/fields.ts';
import { KIND_CODES, KINDS } from '../../domain/kinds.ts';
import { getEdition } from '../../forms/catalog.ts';
import { BOOK_FIELDS, PAGE_FIELDS } from '../../forms/edition.ts';
import { CELL_GRAMMARS, GRAMMAR_PARTS, GRAMMARS } from '../../forms/grammars.ts';
import type { Language, Messages } from '../../messages/messages.ts';
import type { Binder } from '../binding.ts';
import type { ServerSystem } from '../context.ts';
import type { Reply } from '../contract/contract.ts';

export const formRoutes = ({ bind }: Binder, { db }: Pick<ServerSystem, 'db'>): void => {
  bind('forms.list', async ({ actor, query }) => {
    authorizeSomewhere(actor, 'form.manage');
    const all = await knownForms(db);
    return { items: all.filter(({ kind }) => query.kind === undefined || kind === query.kind) };
  });

  bind('forms.vocabulary', async ({ actor, query, language, say }) => {
    authorizeSomewhere(actor, 'form.manage');
    return vocabularyOf(query.kind, language, say);
  });

  bind('forms.export', async ({ actor, params, reply }) => {
    authorizeSomewhere(actor, 'form.manage');
    await storedForms(db);
    const edition = getEdition(params.form);
    reply.header('Content-Disposition', `attachment; filename="${edition.id}.json"`);
    return { ...edition };
  });
};

type Vocabulary = Reply<'forms.vocabulary'>;
type Named = Vocabulary['fields'][number];

const vocabularyOf = (kind: keyof typeof KINDS, language: Language, say: Messages): Vocabulary => ({
  kinds: KIND_CODES.map((code) => ({ kind: code, title: KINDS[code].title[language] })),
  fields: KINDS[kind].fields.map((spec) => namedField(spec, language)),
  bookFields: ownFields(BOOK_FIELDS, say),
  pageFields: ownFields(PAGE_FIELDS, say),
  grammars: CELL_GRAMMARS.map((grammar) => ({
    grammar,
    cellsOnly: !(GRAMMARS as readonly string[]).includes(grammar),
    parts: [...GRAMMAR_PARTS[grammar]],
  })),
});

const namedField = ({ name, label, type, critical, codeList }: FieldSpec, language: Language): Named => ({
  name,
  label: label[language],
  type,
  critical,
  codes:
    codeList === undefined
      ? []
      : CODE_LISTS[codeList].map((one) => ({ code: one.code, label: one.label[language] })),
});

const ownFields = (fields: Readonly<Record<string, FieldType>>, say: Messages): Named[] =>
  Object.entries(fields).map(([name, type]) => ({
    name,
    label: say(`form-field-${name}`),
    type,
    critical: false,
    codes: [],
  }));
