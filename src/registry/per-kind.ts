import { KIND_CODES, type KindCode } from '../domain/kinds.ts';

/** Something made once for every kind from its data. */
export const perKind = <T>(make: (kind: KindCode) => T): Readonly<Record<KindCode, T>> =>
  Object.fromEntries(KIND_CODES.map((kind) => [kind, make(kind)])) as Record<KindCode, T>;
