/** The parser of every field type: reading → verbatim text, normal form, state and evidence. */
import type { FieldType } from '../../domain/fields.ts';
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
import type { Parser } from './parsed.ts';
import { parsePersonName } from './person-names.ts';

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
  office: parseAddress,
  relation: parseRelation,
  text: parseAddress,
};
