/**
 * Weights of rows scaled to sum 1; equal ones when none are given, all 0 when they sum to 0.
 *
 * @throws RangeError for a negative weight, or for another number of weights than rows.
 */
export function rowWeights(rows: number, weights: ArrayLike<number> | undefined): Float64Array {
  const result = new Float64Array(rows);
  if (weights === undefined) return result.fill(rows > 0 ? 1 / rows : 0);
  if (weights.length !== rows) {
    throw new RangeError(`sample_weight: ${weights.length} weights for ${rows} rows. Give one per row.`);
  }
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    if (weights[i]! < 0) {
      throw new RangeError(
        `sample_weight: cannot contain negative weights, row ${i} has ${weights[i]}. Give weights of 0 or more.`,
      );
    }
    sum += weights[i]!;
  }
  if (sum > 0) for (let i = 0; i < rows; i++) result[i] = weights[i]! / sum;
  return result;
}
