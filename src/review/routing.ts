/**
 * Which way a field goes on after the machine: accepted without a look, one key to confirm, or keyed. A policy names the
 * errors it allows; the confidence that keeps to them comes from the calibration (confidence.ts), by type of field. Pure.
 */
import type { FieldSpec } from '../domain/fields.ts';
import type { Route, Value } from '../domain/values.ts';
import type { PolicyName } from '../domain/work.ts';
import { acceptFrom, type Calibration, calibration } from '../reading/confidence.ts';

export type Target = Readonly<{
  /** Share of errors allowed among the values that nobody looks at; null: somebody looks at all of them. */
  errors: number | null;
  /** From this confidence on one look is enough; below it is keyed without showing what the machine thinks. */
  confirm: number;
  /** Whether `confirm` is asked of each word of a text on its own: long texts with a letter wrong are mended, not keyed anew. */
  byWord?: boolean;
}>;

export type RoutingPolicy = Readonly<{
  version: string;
  usual: Target;
  /** An error in these fields changes who a person is. */
  critical: Target;
  /** Fields that two people key blind: none, critical ones that nobody may accept unseen, or all that the form has. */
  twice?: 'critical' | 'all';
  /** Handwritten critical fields take two independent readings: the machine's and a person's, or two persons'. */
  secondLook?: boolean;
}>;

/** What routing needs to know of a broken rule. */
export type RoutingHit = Readonly<{ severity: 'question' | 'doubt'; fields: readonly string[] }>;

/** A reading that is more often wrong than right would only lead people astray. */
const HALF = 0.5;

/**
 * Single keying errs in 0.29 % and double keying in 0.14 % of fields (Garza et al., 93 studies): what nobody looks at
 * must be between the two, critical fields better than both.
 */
export const DEFAULT_POLICY: RoutingPolicy = {
  version: 'target-2',
  usual: { errors: 0.002, confirm: HALF, byWord: true },
  critical: { errors: 0.001, confirm: HALF },
};

const LOOK: Target = { errors: null, confirm: HALF };

/** The policies that a batch can be given. `double` is what offices do today by hand: the measure for all others. */
export const POLICIES: Readonly<Record<PolicyName, RoutingPolicy>> = {
  standard: DEFAULT_POLICY,
  'look-at-all': { version: 'look-2', usual: LOOK, critical: LOOK },
  'second-look': { ...DEFAULT_POLICY, version: 'second-look-1', secondLook: true },
  'double-critical': { ...DEFAULT_POLICY, version: 'double-critical-2', twice: 'critical' },
  double: { version: 'double-2', usual: LOOK, critical: LOOK, twice: 'all' },
};

export type RoutedValue = Pick<Value, 'state' | 'confidence' | 'normalized'> & Readonly<{ engine: string }>;
export type RoutedSpec = Pick<FieldSpec, 'name' | 'type' | 'critical'>;

/**
 * `hits` are the broken rules of the entry: a field that one of them names is looked at, however sure the machine is.
 * Fields that the form does not have need nobody.
 */
export const routeOf = (
  value: RoutedValue,
  spec: RoutedSpec,
  hits: readonly RoutingHit[] = [],
  policy: RoutingPolicy = DEFAULT_POLICY,
  using: Calibration = calibration(),
): Route => {
  if (value.state === 'absent-in-edition') return 'accepted';
  if (policy.twice === 'all' && value.state !== 'inferred') return 'key-twice';
  const way = oneWay(value, spec, hits, policy, using);
  if (policy.secondLook === true && spec.critical && isHandwritten(value)) {
    // What the machine is sure of is one reading and a person's look the other; else two persons key blind.
    return way === 'accepted' || way === 'confirm' ? 'confirm' : 'key-twice';
  }
  return way !== 'accepted' && spec.critical && policy.twice === 'critical' ? 'key-twice' : way;
};

/** Read by the engine for handwriting, which gets what is not print or typewriting. */
const isHandwritten = ({ engine }: RoutedValue): boolean => engine.startsWith(`${HANDWRITING_ENGINE}@`);
const HANDWRITING_ENGINE = 'line-reader';

const oneWay = (
  value: RoutedValue,
  spec: RoutedSpec,
  hits: readonly RoutingHit[],
  policy: RoutingPolicy,
  using: Calibration,
): Route => {
  if (value.state === 'illegible') return 'key';
  const target = spec.critical ? policy.critical : policy.usual;
  const { errors } = target;
  if (value.confidence < leastToShow(target, value)) return 'key';
  const asked = hits.some((hit) => hit.fields.includes(spec.name));
  const settled = value.state !== 'struck' && (value.normalized !== null || value.state === 'blank');
  if (errors === null || asked || !settled) return 'confirm';
  return value.confidence >= acceptFrom(spec.type, value.engine, errors, using) ? 'accepted' : 'confirm';
};

/**
 * The confidence in the whole value from which its reading is shown. With words that are right or wrong on their own, a text
 * of n words is right with the n-th power of what one of them is.
 */
const leastToShow = ({ confirm, byWord }: Target, { normalized }: RoutedValue): number =>
  byWord === true && normalized !== null ? confirm ** normalized.split(' ').length : confirm;

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
