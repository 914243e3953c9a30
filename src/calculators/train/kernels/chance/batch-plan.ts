import { shuffledIndices } from './shuffle.ts';
import { xoshiro128 } from './xoshiro128.ts';

/** How the rows of one epoch become batches. */
export interface BatchPlanOptions {
  readonly rows: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly epoch: number;
  /** False: the rows in their own order. */
  readonly shuffle?: boolean;
  /** Leaves out a last batch that is not full. */
  readonly dropRemainder?: boolean;
}

/**
 * The row indices of each batch of an epoch. The order is a function of seed and epoch: xoshiro128** of
 * seed + epoch * 0x9e3779b9 mod 2^32, and {@link shuffledIndices}.
 */
export function batchPlan(options: BatchPlanOptions): readonly (readonly number[])[] {
  const { rows, batchSize, seed, epoch, shuffle = true, dropRemainder = false } = options;
  const order = shuffle
    ? shuffledIndices(rows, xoshiro128((seed + Math.imul(epoch, 0x9e3779b9)) >>> 0))
    : Array.from({ length: rows }, (_, i) => i);
  const batches: number[][] = [];
  for (let start = 0; start < rows; start += batchSize) {
    if (dropRemainder && start + batchSize > rows) break;
    batches.push(order.slice(start, start + batchSize));
  }
  return batches;
}
