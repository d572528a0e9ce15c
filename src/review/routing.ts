/**
 * Which way a field goes on after the machine: accepted without a look, one key to confirm, or keyed. The thresholds are
 * data, per field type; a critical field needs more. Pure.
 */
import type { FieldSpec, FieldType } from '../domain/fields.ts';
import type { Route, Value } from '../domain/values.ts';
import type { PolicyName } from '../domain/work.ts';

export type Thresholds = Readonly<{
  /** From this confidence on nobody looks. */
  accept: number;
  /** From this confidence on one look is enough; below it is keyed without showing what the machine thinks. */
  confirm: number;
}>;

export type RoutingPolicy = Readonly<{
  version: string;
  default: Thresholds;
  critical: Thresholds;
  types: Partial<Readonly<Record<FieldType, Thresholds>>>;
  /** Fields that two people key blind: none, critical ones that nobody may accept unseen, or all that the form has. */
  twice?: 'critical' | 'all';
}>;

/** What routing needs to know of a broken rule. */
export type RoutingHit = Readonly<{ severity: 'question' | 'doubt'; fields: readonly string[] }>;

/** Set by hand until enough is verified; thresholds from a target error rate come with the calibration. */
export const DEFAULT_POLICY: RoutingPolicy = {
  version: 'hand-1',
  default: { accept: 0.95, confirm: 0.4 },
  critical: { accept: 0.97, confirm: 0.4 },
  types: {
    place: { accept: 0.94, confirm: 0.25 },
    office: { accept: 0.94, confirm: 0.25 },
    text: { accept: 0.94, confirm: 0.25 },
  },
};

const never: Thresholds = { accept: Number.POSITIVE_INFINITY, confirm: 0.4 };

/** The policies that a batch can be given. `double` is what offices do today by hand: the measure for all others. */
export const POLICIES: Readonly<Record<PolicyName, RoutingPolicy>> = {
  standard: DEFAULT_POLICY,
  'look-at-all': { version: 'look-1', default: never, critical: never, types: {} },
  'double-critical': { ...DEFAULT_POLICY, version: 'double-critical-1', twice: 'critical' },
  double: { version: 'double-1', default: never, critical: never, types: {}, twice: 'all' },
};

/**
 * `hits` are the broken rules of the entry: a field that one of them names is looked at, however sure the machine is.
 * Fields that the form does not have need nobody.
 */
export const routeOf = (
  value: Pick<Value, 'state' | 'confidence' | 'normalized'>,
  spec: Pick<FieldSpec, 'name' | 'type' | 'critical'>,
  hits: readonly RoutingHit[] = [],
  policy: RoutingPolicy = DEFAULT_POLICY,
): Route => {
  if (value.state === 'absent-in-edition') return 'accepted';
  if (policy.twice === 'all' && value.state !== 'inferred') return 'key-twice';
  const way = oneWay(value, spec, hits, policy);
  return way !== 'accepted' && spec.critical && policy.twice === 'critical' ? 'key-twice' : way;
};

const oneWay = (
  value: Pick<Value, 'state' | 'confidence' | 'normalized'>,
  spec: Pick<FieldSpec, 'name' | 'type' | 'critical'>,
  hits: readonly RoutingHit[],
  policy: RoutingPolicy,
): Route => {
  if (value.state === 'illegible') return 'key';
  const { accept, confirm } = policy.types[spec.type] ?? (spec.critical ? policy.critical : policy.default);
  if (value.confidence < confirm) return 'key';
  const asked = hits.some((hit) => hit.fields.includes(spec.name));
  const settled = value.state !== 'struck' && (value.normalized !== null || value.state === 'blank');
  return value.confidence >= accept && !asked && settled ? 'accepted' : 'confirm';
};

export type TaskKind = 'confirm' | 'key' | 'key-twice';

/** The work a route makes for people, null when it makes none. */
export const taskOf = (route: Route): TaskKind | null => {
  switch (route) {
    case 'confirm':
    case 'key':
    case 'key-twice':
      return route;
    case 'accepted':
    case 'adjudicate':
      return null;
  }
};
