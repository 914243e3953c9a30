/**
 * Cholesky's factor of a symmetric positive definite matrix (row-major, `size` by `size`, read from its lower triangle), in
 * place: its lower triangle becomes L with A = L L^T, the rest stays. @throws RangeError when A is not positive definite.
 */
export function factorPositive(a: Float64Array, size: number): Float64Array {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    // Row by row: both factors of each product then lie in memory in their order.
    for (let j = 0; j < i; j++) {
      const other = j * size;
      let sum = a[row + j]!;
      for (let k = 0; k < j; k++) sum -= a[row + k]! * a[other + k]!;
      a[row + j] = sum / a[other + j]!;
    }
    let pivot = a[row + i]!;
    for (let k = 0; k < i; k++) pivot -= a[row + k]! ** 2;
    if (!(pivot > 0)) {
      throw new RangeError('factorPositive: the matrix is not positive definite. Raise the regularisation.');
    }
    a[row + i] = Math.sqrt(pivot);
  }
  return a;
}
