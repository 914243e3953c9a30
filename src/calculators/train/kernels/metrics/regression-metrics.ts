/** The root of the mean square of relative errors; rows with target 0 do not count. */
export function rmspe(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < targets.length; i++) {
    if (targets[i] === 0) continue;
    sum += ((targets[i]! - predictions[i]!) / targets[i]!) ** 2;
    count++;
  }
  return count === 0 ? Number.NaN : Math.sqrt(sum / count);
}

/** The mean of the absolute errors. */
export function meanAbsoluteError(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < targets.length; i++) sum += Math.abs(targets[i]! - predictions[i]!);
  return sum / targets.length;
}

/** The root of the mean squared error. */
export function rootMeanSquaredError(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < targets.length; i++) sum += (targets[i]! - predictions[i]!) ** 2;
  return Math.sqrt(sum / targets.length);
}
