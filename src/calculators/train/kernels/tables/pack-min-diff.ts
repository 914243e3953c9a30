/** A batch of rows with optional weights. */
export interface RowBatch {
  readonly x: readonly (readonly number[])[];
  readonly w: readonly (readonly number[])[] | null;
}

/** The rows of two groups as one batch, with membership. */
export interface PackedGroups extends RowBatch {
  /** 1 for the first group's rows, 0 for the second's. */
  readonly membership: readonly (readonly number[])[];
}

/** Puts the rows of the sensitive group before those of the other. Where only one side has weights, the other's are 1. */
export function packGroups(sensitive: RowBatch, other: RowBatch): PackedGroups {
  const ones = (rows: readonly unknown[]): number[][] => rows.map(() => [1]);
  return {
    x: [...sensitive.x, ...other.x],
    membership: [...ones(sensitive.x), ...other.x.map(() => [0])],
    w:
      sensitive.w === null && other.w === null
        ? null
        : [...(sensitive.w ?? ones(sensitive.x)), ...(other.w ?? ones(other.x))],
  };
}

/**
 * The weight of each loss from one number for all, or from a record in which missing ones are 1.
 *
 * @throws RangeError for a weight of a loss that does not exist.
 */
export function lossWeights(
  losses: readonly string[],
  weight: number | Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  if (typeof weight === 'number') return Object.fromEntries(losses.map(name => [name, weight]));
  const unknown = Object.keys(weight).filter(name => !losses.includes(name));
  if (unknown.length > 0) {
    throw new RangeError(`loss weights: no loss is called ${unknown.join(', ')}. The losses: ${losses.join(', ')}.`);
  }
  return Object.fromEntries(losses.map(name => [name, weight[name] ?? 1]));
}

/** Checks that two batches have the same features. @throws RangeError that names those that one of them lacks. */
export function sameFeatures(first: readonly string[], second: readonly string[]): void {
  const missing = [...first.filter(name => !second.includes(name)), ...second.filter(name => !first.includes(name))];
  if (missing.length > 0) {
    throw new RangeError(
      `packed batches: the feature ${missing.join(', ')} is in one of them only. Give batches of the same features.`,
    );
  }
}
