import { beforeAll, describe, expect, it } from 'vitest';
import { mulberry32 } from '../chance/mulberry32.ts';
import { normalSource } from '../chance/normal.ts';
import { createMuon } from './muon.ts';
import { loadNetworkKernels, type NetworkKernels } from './network-kernels.ts';

let kernels: NetworkKernels;

beforeAll(async () => {
  kernels = await loadNetworkKernels();
});

const random = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, normalSource(mulberry32(seed)));

/** The definition, row by row in double precision: X <- a X + (b X Xt + c (X Xt) (X Xt)) X, five times. */
function orthogonalised(g: Float32Array, rows: number, columns: number): number[][] {
  const product = (a: number[][], b: number[][]): number[][] =>
    a.map(row => (b[0] ?? []).map((_, j) => row.reduce((sum, v, k) => sum + v * (b[k]?.[j] ?? 0), 0)));
  const norm = Math.hypot(...g) + 1e-7;
  let x = Array.from({ length: rows }, (_, r) => Array.from(g.subarray(r * columns, (r + 1) * columns), v => v / norm));
  for (let i = 0; i < 5; i++) {
    const gram = product(
      x,
      Array.from({ length: columns }, (_, c) => x.map(row => row[c] ?? 0)),
    );
    const square = product(gram, gram);
    const factor = gram.map((row, r) => row.map((v, c) => -4.775 * v + 2.0315 * (square[r]?.[c] ?? 0)));
    const more = product(factor, x);
    x = x.map((row, r) => row.map((v, c) => 3.4445 * v + (more[r]?.[c] ?? 0)));
  }
  return x;
}

describe('Muon', () => {
  it.each([
    [8, 20],
    [20, 8],
    [16, 16],
    [27, 16],
  ])('steps along the orthogonal factor of the gradient, [%i, %i]', (rows, columns) => {
    const muon = createMuon(kernels, [{ name: 'w', rows, columns }], { momentum: 0, weightDecay: 0 });
    const gradient = random(rows * columns, 3);
    const before = random(rows * columns, 4);
    const values = before.slice();
    muon.step(new Map([['w', values]]), new Map([['w', gradient]]), 0.1);
    const expected = orthogonalised(gradient, rows, columns).flat();
    const size = 0.1 * Math.sqrt(Math.max(1, columns / rows));
    values.forEach((v, i) => {
      expect(before[i]! - v).toBeCloseTo(size * (expected[i] ?? Number.NaN), 4);
    });
  });

  it('gives all directions of a filter one pace: singular values near one', () => {
    const muon = createMuon(kernels, [{ name: 'w', rows: 4, columns: 4 }], { momentum: 0, weightDecay: 0 });
    const values = new Float32Array(16);
    const gradient = new Float32Array(16);
    for (const [i, v] of [1, 0.5, 0.2, 0.1].entries()) gradient[i * 5] = v;
    muon.step(new Map([['w', values]]), new Map([['w', gradient]]), 1);
    for (let i = 0; i < 4; i++) {
      expect(-values[i * 5]!).toBeGreaterThan(0.6);
      expect(-values[i * 5]!).toBeLessThan(1.3);
    }
  });

  it('looks ahead along the mean of gradients, shrinks weights, and leaves other values alone', () => {
    const muon = createMuon(kernels, [{ name: 'w', rows: 4, columns: 4 }], { momentum: 0.5, weightDecay: 1 });
    const other = Float32Array.of(7);
    const values = new Map([
      ['w', new Float32Array(16).fill(2)],
      ['other', other],
    ]);
    const identity = new Float32Array(16);
    for (let i = 0; i < 4; i++) identity[i * 5] = 4;
    muon.step(values, new Map([['w', identity]]), 0.5);
    expect(muon.momentum.get('w')?.[0]).toBe(2);
    expect(values.get('w')?.[1]).toBeCloseTo(1, 6);
    expect(values.get('w')?.[0]).toBeLessThan(1);
    expect(other[0]).toBe(7);
  });
});
