/** The little linear algebra that fitting maps needs. */

/**
 * Solves the normal equations `a · x = b` for each right-hand side in place (Cholesky). `a` is symmetric positive
 * definite, `n × n`, row by row; both arguments are overwritten. False when `a` is not positive definite.
 * @param band nothing but zeros further than this off the diagonal; the work grows with its square.
 */
export const solveSymmetric = (
  a: Float64Array,
  n: number,
  sides: readonly Float64Array[],
  band = n,
): boolean => {
  for (let j = 0; j < n; j++) {
    let d = a[j * n + j]!;
    const first = Math.max(0, j - band);
    for (let k = first; k < j; k++) d -= a[j * n + k]! * a[j * n + k]!;
    if (!(d > 1e-12)) return false;
    const root = Math.sqrt(d);
    a[j * n + j] = root;
    for (let i = j + 1, end = Math.min(n, j + band + 1); i < end; i++) {
      let s = a[i * n + j]!;
      for (let k = Math.max(0, i - band); k < j; k++) s -= a[i * n + k]! * a[j * n + k]!;
      a[i * n + j] = s / root;
    }
  }
  for (const b of sides) {
    for (let i = 0; i < n; i++) {
      let s = b[i]!;
      for (let k = Math.max(0, i - band); k < i; k++) s -= a[i * n + k]! * b[k]!;
      b[i] = s / a[i * n + i]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      let s = b[i]!;
      for (let k = i + 1, end = Math.min(n, i + band + 1); k < end; k++) s -= a[k * n + i]! * b[k]!;
      b[i] = s / a[i * n + i]!;
    }
  }
  return true;
};

export const medianOf = (values: readonly number[]): number => {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};
