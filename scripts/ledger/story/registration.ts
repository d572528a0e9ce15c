/**
 * A made-up registration: all official fields that its kind's story knows, in normal form (src/domain/fields.ts). A form
 * edition shows those it has a place for; a later edition with more places finds their values here, too.
 */

import { formatEntryNumber } from '../../../src/domain/entry-number.ts';
import { findField, type KindCode } from '../../../src/domain/kinds.ts';
import { upper } from '../../../src/domain/text.ts';
import type { Commune } from '../people/places.ts';
import type { Random } from '../random.ts';
import { tellAdoption } from './adoption.ts';
import { tellAmendment } from './amendment.ts';
import { tellBirth } from './birth.ts';
import { tellCertificate } from './certificate.ts';
import { tellDeath } from './death.ts';
import { tellEndedGuardianship } from './ended-guardianship.ts';
import { tellGuardianship } from './guardianship.ts';
import { tellMarriage } from './marriage.ts';
import { tellRecognition } from './recognition.ts';

/** Official field name → normal form; null is a blank. */
export type Facts = Readonly<Record<string, string | null>>;

export type Signer = Readonly<{ name: string; title: string }>;

/** The office that keeps the book, with the people who worked there that year. */
export type Office = Readonly<{
  name: string;
  place: Commune;
  signers: readonly Signer[];
  registrars: readonly string[];
}>;

export type StoryContext = Readonly<{ random: Random; office: Office; registeredOn: string }>;

export type Registration = Readonly<{
  kind: KindCode;
  number: number;
  year: number;
  registeredOn: string;
  facts: Facts;
}>;

/** What happened, as facts beyond the ones every kind has. */
const STORIES: Readonly<Record<KindCode, (context: StoryContext) => Facts>> = {
  KS: tellBirth,
  KH: tellMarriage,
  KT: tellDeath,
  HN: tellCertificate,
  CMC: tellRecognition,
  GH: tellGuardianship,
  CDGH: tellEndedGuardianship,
  NCN: tellAdoption,
  CC: tellAmendment,
};

export const makeRegistration = (
  kind: KindCode,
  context: StoryContext,
  place: Readonly<{ number: number; year: number; volume: string; page: number }>,
): Registration => {
  const signer = context.random.pick(context.office.signers);
  return {
    kind,
    number: place.number,
    year: place.year,
    registeredOn: context.registeredOn,
    facts: official(kind, {
      so: formatEntryNumber({ number: place.number, suffix: '', year: place.year }),
      quyenSo: place.volume,
      trangSo: String(place.page),
      ngayDangKy: context.registeredOn,
      noiDangKy: context.office.name,
      noiCap: context.office.name,
      nguoiKy: upper(signer.name),
      chucVuNguoiKy: signer.title,
      nguoiThucHien: upper(context.random.pick(context.office.registrars)),
      ...STORIES[kind](context),
    }),
  };
};

/** People are told of in full; what the kind has no official field for is left out. */
const official = (kind: KindCode, facts: Facts): Facts =>
  Object.fromEntries(Object.entries(facts).filter(([name]) => findField(kind, name) !== undefined));
