/** Do confidences mean what they say? Reliability, calibration error, and how much is accepted at a wished precision. Pure. */

export type Judged = Readonly<{ confidence: number; right: boolean }>;

export type Bin = Readonly<{
  from: number;
  to: number;
  count: number;
  /** Mean confidence and share of right values in the bin. */
  confidence: number;
  right: number;
}>;

/** Most values are nearly sure: the last bins are narrower than the first. */
const EDGES = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1] as const;

/** Values by confidence; empty bins are left out. */
export const reliability = (values: readonly Judged[]): readonly Bin[] =>
  EDGES.slice(0, -1).flatMap((from, at) => {
    const to = EDGES[at + 1] ?? 1;
    const inside = values.filter(
      ({ confidence }) => confidence >= from && (confidence < to || (to === 1 && confidence === 1)),
    );
    if (inside.length === 0) return [];
    const count = inside.length;
    return [
      {
        from,
        to,
        count,
        confidence: inside.reduce((sum, value) => sum + value.confidence, 0) / count,
        right: inside.filter((value) => value.right).length / count,
      },
    ];
  });

/** Expected calibration error: mean distance of confidence and share right over the bins, weighted by their values; 0…1. */
export const calibrationError = (values: readonly Judged[]): number =>
  values.length === 0
    ? 0
    : reliability(values).reduce((sum, bin) => sum + bin.count * Math.abs(bin.confidence - bin.right), 0) /
      values.length;

export type Coverage = Readonly<{ precision: number; coverage: number; from: number }>;

/**
 * The largest share of values that can be taken, surest first, with at least `precision` of them right, and the confidence
 * from which on they are taken (above 1 when none can be). Values of equal confidence are taken together.
 */
export const coverageAt = (values: readonly Judged[], precision: number): Coverage => {
  const sorted = [...values].sort((a, b) => b.confidence - a.confidence);
  let best: Coverage = { precision, coverage: 0, from: 2 };
  let right = 0;
  sorted.forEach((value, index) => {
    if (value.right) right++;
    const count = index + 1;
    if (sorted[count]?.confidence === value.confidence) return;
    if (right / count >= precision) {
      best = { precision, coverage: count / sorted.length, from: value.confidence };
    }
  });
  return best;
};

export type Accepted = Readonly<{ count: number; wrong: number; share: number; precision: number }>;

/** What was accepted without a look, by the routes the fields were given. */
export const acceptedOf = (
  outcomes: readonly Readonly<{ right: boolean; said: Readonly<{ route: string }> | undefined }>[],
): Accepted => {
  const accepted = outcomes.filter((outcome) => outcome.said?.route === 'accepted');
  const wrong = accepted.filter((outcome) => !outcome.right).length;
  return {
    count: accepted.length,
    wrong,
    share: outcomes.length === 0 ? 0 : accepted.length / outcomes.length,
    precision: accepted.length === 0 ? 1 : 1 - wrong / accepted.length,
  };
};
