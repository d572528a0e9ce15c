/**
 * Layouts that look alike but for a few words (the closing notes of all ledgers of one printing). A page is compared with one
 * of each family; which of the family it is, the few words tell in the end (rivals.ts).
 */
import type { FormModel } from './model.ts';

export type Family = {
  readonly first: FormModel;
  /** `first` included. */
  readonly members: readonly FormModel[];
};

/** Likeness of the whole print (correlation at 13 dpi) from which on two layouts are one for the search. */
const ALIKE = 0.8;

/** Every model in one family, in the order of their first members. */
export const familiesOf = (models: readonly FormModel[]): readonly Family[] => {
  const families: { first: FormModel; members: FormModel[] }[] = [];
  for (const model of models) {
    const own = families.find(({ first }) => likeness(first, model) >= ALIKE);
    if (own === undefined) families.push({ first: model, members: [model] });
    else own.members.push(model);
  }
  return families;
};

const likenesses = new WeakMap<FormModel, WeakMap<FormModel, number>>();

const likeness = (a: FormModel, b: FormModel): number => {
  const known = likenesses.get(a) ?? new WeakMap<FormModel, number>();
  likenesses.set(a, known);
  let value = known.get(b);
  if (value === undefined) {
    value = correlation(a, b);
    known.set(b, value);
  }
  return value;
};

/** 0 for prints on paper of another size. */
const correlation = ({ look: a }: FormModel, { look: b }: FormModel): number => {
  if (a.width !== b.width || a.height !== b.height) return 0;
  const n = a.data.length;
  let sumA = 0;
  let sumB = 0;
  let squareA = 0;
  let squareB = 0;
  let product = 0;
  for (let i = 0; i < n; i++) {
    const u = a.data[i]!;
    const v = b.data[i]!;
    sumA += u;
    sumB += v;
    squareA += u * u;
    squareB += v * v;
    product += u * v;
  }
  const power = (squareA - (sumA * sumA) / n) * (squareB - (sumB * sumB) / n);
  return power <= 0 ? 0 : (product - (sumA * sumB) / n) / Math.sqrt(power);
};
