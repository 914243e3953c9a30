import type { NetworkKernels } from './network-kernels.ts';

/** A filter as a matrix: rows are what goes in, columns what comes out. */
export interface MuonMatrix {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
}

/** Muon over named matrices. */
export interface Muon {
  /** Applies one step in place to the matrices it was made for. */
  step(values: ReadonlyMap<string, Float32Array>, gradients: ReadonlyMap<string, Float32Array>, rate: number): void;
  /** The running mean of each gradient; all there is to save besides the values. */
  readonly momentum: Map<string, Float32Array>;
}

/** Newton-Schulz iterations, and the coefficients that bring singular values near one in that many. */
const ITERATIONS = 5;
const [A, B, C] = [3.4445, -4.775, 2.0315];

/**
 * Muon (Jordan et al., 2024): the momentum of a matrix's gradient, made near orthogonal by Newton-Schulz iterations, is
 * its step: all directions of a filter are learned at one pace, whereas those of small gradients hardly move under
 * Adam. Rates are those of the source: a step has the spectral norm `rate * sqrt(max(1, columns / rows))`.
 *
 * `kernels` are for this alone: matrices lie at the beginning of their memory. Columns and rows are multiples of 4, or
 * the longer side any number.
 */
export function createMuon(
  kernels: NetworkKernels,
  matrices: readonly MuonMatrix[],
  { momentum = 0.95, weightDecay = 1e-4 } = {},
): Muon {
  const largest = Math.max(...matrices.map(({ rows, columns }) => rows * columns));
  const narrow = Math.max(...matrices.map(({ rows, columns }) => Math.min(rows, columns)));
  const bytes = (floats: number): number => Math.ceil(floats / 4) * 16;
  const x = 1024;
  const y = x + bytes(largest);
  const gram = y + bytes(largest);
  const product = gram + bytes(narrow * narrow);
  const missing = product + bytes(narrow * narrow) - kernels.memory.buffer.byteLength;
  if (missing > 0) kernels.memory.grow(Math.ceil(missing / 65536));
  const view = (offset: number, floats: number): Float32Array =>
    new Float32Array(kernels.memory.buffer, offset, floats);

  /** Makes the tall matrix [n, m] at x near orthogonal. */
  const orthogonalise = (n: number, m: number): void => {
    let norm = 0;
    const from = view(x, n * m);
    for (const v of from) norm += v * v;
    const unit = 1 / (Math.sqrt(norm) + 1e-7);
    for (let i = 0; i < from.length; i++) from[i]! *= unit;
    const g = view(gram, m * m);
    const p = view(product, m * m);
    let [now, next] = [x, y];
    for (let iteration = 0; iteration < ITERATIONS; iteration++) {
      // X <- a X + X (b G + c G G) with G = transposed X times X.
      g.fill(0);
      kernels.gemmTransposed(now, now, gram, n, m, m);
      kernels.gemm(gram, gram, product, m, m, m, 0);
      for (let i = 0; i < p.length; i++) p[i] = B * g[i]! + C * p[i]!;
      const old = view(now, n * m);
      const fresh = view(next, n * m);
      for (let i = 0; i < old.length; i++) fresh[i] = A * old[i]!;
      kernels.gemm(now, product, next, n, m, m, 1);
      [now, next] = [next, now];
    }
    if (now !== x) view(x, n * m).set(view(now, n * m));
  };

  const means = new Map(matrices.map(({ name, rows, columns }) => [name, new Float32Array(rows * columns)]));
  return {
    momentum: means,
    step(values, gradients, rate) {
      for (const { name, rows, columns } of matrices) {
        const w = values.get(name);
        const gradient = gradients.get(name);
        const mean = means.get(name);
        if (w === undefined || gradient === undefined || mean === undefined) continue;
        const tall = rows >= columns;
        const into = view(x, rows * columns);
        for (let r = 0, i = 0; r < rows; r++) {
          for (let c = 0; c < columns; c++, i++) {
            const d = gradient[i]!;
            const m = momentum * mean[i]! + (1 - momentum) * d;
            mean[i] = m;
            // Nesterov's look ahead.
            into[tall ? i : c * rows + r] = momentum * m + (1 - momentum) * d;
          }
        }
        orthogonalise(Math.max(rows, columns), Math.min(rows, columns));
        const step = rate * Math.sqrt(Math.max(1, columns / rows));
        const shrink = 1 - rate * weightDecay;
        for (let r = 0, i = 0; r < rows; r++) {
          for (let c = 0; c < columns; c++, i++) w[i] = w[i]! * shrink - step * into[tall ? i : c * rows + r]!;
        }
      }
    },
  };
}
