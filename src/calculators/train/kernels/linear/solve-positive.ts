import { factorPositive } from './factor-positive.ts';
import { solveFactored } from './solve-factored.ts';

/**
 * Solves A x = b for a symmetric positive definite A (row-major, n by n) by Cholesky's method, in place: `a` becomes the
 * factor, `b` the solution. @throws RangeError when A is not positive definite.
 */
export function solvePositive(a: Float64Array, b: Float64Array): Float64Array {
  return solveFactored(factorPositive(a, b.length), b);
}
