import { type Matrix, zeros } from '../matrix.ts';

/** A kernel of the maximum mean discrepancy with its length scale. */
export interface MinDiffKernel {
  readonly kind: 'gaussian' | 'laplacian';
  readonly length: number;
}

/** What the Laplacian adds to each difference, so that its norm has a derivative everywhere. */
const OFFSET = 1e-8;

/**
 * The kernel of each pair of rows: Gaussian exp(-|x - y|^2 / l^2), without a 2; Laplacian exp(-|x - y + 1e-8| / l), with the
 * Euclidean norm. Row-major, [rows, rows]; the Laplacian is not quite symmetric.
 */
export function kernelMatrix(kernel: MinDiffKernel, points: Matrix): Matrix {
  const n = points.rows;
  const result = zeros(n, n);
  const { data } = result;
  const isSymmetric = kernel.kind === 'gaussian';
  for (let i = 0; i < n; i++) {
    for (let j = isSymmetric ? i : 0; j < n; j++) data[i * n + j] = pairKernel(kernel, points, i, j);
    if (isSymmetric) for (let j = 0; j < i; j++) data[i * n + j] = data[j * n + i]!;
  }
  return result;
}

function pairKernel({ kind, length }: MinDiffKernel, { columns, data }: Matrix, i: number, j: number): number {
  const offset = kind === 'laplacian' ? OFFSET : 0;
  let square = 0;
  for (let c = 0; c < columns; c++) {
    const d = data[i * columns + c]! - data[j * columns + c]! + offset;
    square += d * d;
  }
  return kind === 'gaussian' ? Math.exp(-square / (length * length)) : Math.exp(-Math.sqrt(square) / length);
}

/**
 * Adds to `gradient` the derivative of sum_ij pull[i, j] k[i, j] by the points, where `k` is their kernel matrix.
 */
export function addKernelGradient(
  { kind, length }: MinDiffKernel,
  points: Matrix,
  k: Matrix,
  pull: Float64Array,
  gradient: Float64Array,
): void {
  const { rows: n, columns, data } = points;
  const offset = kind === 'laplacian' ? OFFSET : 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const strength = pull[i * n + j]! * k.data[i * n + j]!;
      if (strength === 0 || i === j) continue;
      let factor = (-2 * strength) / (length * length);
      if (kind === 'laplacian') {
        let square = 0;
        for (let c = 0; c < columns; c++) {
          const d = data[i * columns + c]! - data[j * columns + c]! + offset;
          square += d * d;
        }
        factor = -strength / (length * Math.sqrt(square));
      }
      for (let c = 0; c < columns; c++) {
        const slope = factor * (data[i * columns + c]! - data[j * columns + c]! + offset);
        gradient[i * columns + c] = gradient[i * columns + c]! + slope;
        gradient[j * columns + c] = gradient[j * columns + c]! - slope;
      }
    }
  }
}

/** Reads a kernel's name: gauss, gaussian, laplace, laplacian, with or without `_kernel`, in any case. @throws RangeError */
export function minDiffKernelKind(name: string): MinDiffKernel['kind'] {
  const plain = name.toLowerCase().replace(/_kernel$/, '');
  if (plain === 'gauss' || plain === 'gaussian') return 'gaussian';
  if (plain === 'laplace' || plain === 'laplacian') return 'laplacian';
  throw new RangeError(
    `kernel "${name}": is unknown. Use gaussian or laplacian (also gauss, laplace, with or without _kernel).`,
  );
}
