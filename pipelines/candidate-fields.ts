/** What the extract stage hands to the store about the fields of an entry: how each goes on. */
import { findField, type KindCode } from '../src/domain/kinds.ts';
import type { ExtractedEntry } from '../src/reading/extract-types.ts';
import { type RoutingPolicy, routeOf, taskOf } from '../src/review/routing.ts';
import type { CandidateField } from '../src/store/entries.ts';

export const candidateFields = (
  kind: KindCode,
  extracted: ExtractedEntry,
  policy: RoutingPolicy,
): CandidateField[] =>
  Object.entries(extracted.fields).flatMap(([name, { engine, ...value }]) => {
    const spec = findField(kind, name);
    if (spec === undefined) return [];
    const hits = extracted.hits.filter((hit) => hit.fields.includes(name));
    const route = routeOf({ ...value, engine }, spec, hits, policy);
    return [{ field: name, value, engine, route, task: taskOf(route), rules: hits.map((hit) => hit.code) }];
  });
