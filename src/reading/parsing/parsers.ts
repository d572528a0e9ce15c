/** The parser of every field type: reading → verbatim text, normal form, state and evidence. */
import type { FieldType } from '../../domain/fields.ts';
import { textOf } from '../writing.ts';
import { parseAddress } from './addresses.ts';
import { parseCode, parseEthnicGroup, parseNationality, parseRelation } from './choices.ts';
import { parseDate, parseDateWords } from './dates.ts';
import {
  parseDocumentNumber,
  parseEntryNumber,
  parseEntryReference,
  parsePageNumber,
  parseTime,
  parseVolume,
} from './numbers.ts';
import { parseOffice } from './offices.ts';
import type { Parser } from './parsed.ts';
import { parsePersonName } from './person-names.ts';

const CAPITALS = /^[\p{Lu}\s'’-]+$/u;
/** Words of a full name. */
const [FEWEST, MOST] = [2, 6];

/** What stands in capitals and is made of nothing but what names are made of is a name ("từ … thành …" of a change). */
const parseText: Parser = (writing, context) => {
  const text = textOf(writing.glyphs);
  const words = text.split(' ').length;
  if (CAPITALS.test(text) && words >= FEWEST && words <= MOST) {
    const name = parsePersonName(writing, context);
    if (name.state === 'read' && name.evidence.knowledge === 1) return name;
  }
  return parseAddress(writing, context);
};

export const PARSERS: Readonly<Record<FieldType, Parser>> = {
  'entry-number': parseEntryNumber,
  'entry-reference': parseEntryReference,
  volume: parseVolume,
  'page-number': parsePageNumber,
  date: parseDate,
  'date-words': parseDateWords,
  time: parseTime,
  code: parseCode,
  'person-name': parsePersonName,
  'ethnic-group': parseEthnicGroup,
  nationality: parseNationality,
  'document-number': parseDocumentNumber,
  place: parseAddress,
  office: parseOffice,
  relation: parseRelation,
  text: parseText,
};
