/** Print, typewriter or handwriting, by what the network's last layer sees: a linear layer fitted with the network. */
import type { Hand } from '../engine.ts';
import type { Features, ModelDescription } from './model.ts';

/** How likely each hand is; null where the model does not tell hands apart. */
export const handsOf = (
  { steps, size, values }: Features,
  { hands }: ModelDescription,
): ReadonlyMap<Hand, number> | null => {
  if (hands === undefined) return null;
  const pooled = new Float64Array(2 * size + 1);
  pooled.fill(Number.NEGATIVE_INFINITY, size, 2 * size);
  for (let t = 0; t < steps; t++) {
    for (let k = 0; k < size; k++) {
      const value = values[t * size + k]!;
      pooled[k]! += value / steps;
      if (value > pooled[size + k]!) pooled[size + k] = value;
    }
  }
  pooled[2 * size] = 1;
  const scores = hands.weights.map((row) => row.reduce((sum, weight, k) => sum + weight * pooled[k]!, 0));
  const most = Math.max(...scores);
  const odds = scores.map((score) => Math.exp(score - most));
  const sum = odds.reduce((a, b) => a + b, 0);
  return new Map(hands.labels.map((label, index) => [label, odds[index]! / sum]));
};
