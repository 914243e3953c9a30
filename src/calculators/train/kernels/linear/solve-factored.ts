/** Solves L L^T x = b, in place: `b` becomes the solution. L is the lower triangle that `factorPositive` leaves. */
export function solveFactored(factor: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= factor[i * n + k]! * b[k]!;
    b[i] = sum / factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const solved = b[i]! / factor[i * n + i]!;
    b[i] = solved;
    for (let k = 0; k < i; k++) b[k] = b[k]! - factor[i * n + k]! * solved;
  }
  return b;
}
