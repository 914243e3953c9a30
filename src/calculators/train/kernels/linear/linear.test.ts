import { expect, it } from 'vitest';
import { normalSource } from '../chance/normal.ts';
import { xoshiro128 } from '../chance/xoshiro128.ts';
import { matrixOf } from '../matrix.ts';
import { fitLogistic, linearScores } from './logistic-newton.ts';
import { fitRidge } from './ridge.ts';
import { fitSoftmax } from './softmax-regression.ts';
import { solvePositive } from './solve-positive.ts';

const normal = normalSource(xoshiro128(5));
const x = matrixOf(Array.from({ length: 50 }, () => [normal(), normal()]));

it('ridge finds the line that made the data', () => {
  const y = linearScores(x, { coefficients: Float64Array.of(2, -1), intercept: 0.5 });
  const fit = fitRidge(x, y, { l2: 0 });
  expect(fit.coefficients[0]).toBeCloseTo(2, 8);
  expect(fit.coefficients[1]).toBeCloseTo(-1, 8);
  expect(fit.intercept).toBeCloseTo(0.5, 8);
  expect(fit.objective).toBeCloseTo(0, 8);
  const shrunk = fitRidge(x, y, { l2: 100 });
  expect(Math.abs(shrunk.coefficients[0]!)).toBeLessThan(2);
});

it('rows of weight 0 do not count', () => {
  const y = Array.from({ length: 50 }, (_, i) => (x.data[2 * i]! > 0 ? 1 : 0));
  const weights = y.map((_, i) => (i < 25 ? 1 : 0));
  const half = { rows: 25, columns: 2, data: x.data.slice(0, 50) };
  const a = fitLogistic(x, y, { l2: 1, weights });
  const b = fitLogistic(half, y.slice(0, 25), { l2: 1 });
  expect(a.coefficients[0]).toBeCloseTo(b.coefficients[0]!, 10);
  const again = fitLogistic(x, y, { l2: 1, weights, start: a, maxSteps: 1 });
  expect(again.objective).toBeCloseTo(a.objective, 10);
});

it('without any weight the fit is all zeros, and a singular system is named', () => {
  const fit = fitLogistic(x, new Float64Array(50), { l2: 1, weights: new Float64Array(50) });
  expect([...fit.coefficients, fit.intercept].every(value => value === 0)).toBe(true);
  expect(() => solvePositive(Float64Array.of(1, 1, 1, 1), Float64Array.of(1, 1))).toThrow('Raise the regularisation');
});

it('a few steps from the fit of half the rows come near the fit of the other half, for two classes and for more', () => {
  const wide = matrixOf(
    Array.from({ length: 300 }, () => Array.from({ length: 12 }, (_, c) => normal() * 2 ** (c % 5))),
  );
  const labels = Array.from({ length: 300 }, (_, r) => {
    const [a = 0, b = 0, c = 0] = wide.data.subarray(r * 12, r * 12 + 3);
    return [a + normal(), b + normal(), c + normal()].reduce(
      (top, one, i, all) => (one > (all[top] ?? 0) ? i : top),
      0,
    );
  });
  const halves = [0, 1].map(half => labels.map((_, r) => (r % 2 === half ? 1 : 0)));
  const start = fitSoftmax(wide, labels, 3, { l2: 1, weights: halves[0] });
  const best = fitSoftmax(wide, labels, 3, { l2: 1, weights: halves[1], tolerance: 0 });
  const near = fitSoftmax(wide, labels, 3, { l2: 1, weights: halves[1], start, maxSteps: 10 });
  expect(near.objective / best.objective - 1).toBeLessThan(1e-3);
  // The optimum is where the slope is zero: the residuals of each class sum to nothing over the rows.
  expect(fitSoftmax(wide, labels, 3, { l2: 1, weights: halves[1], start: best }).objective).toBeCloseTo(
    best.objective,
    8,
  );
  const two = labels.map(label => Math.min(1, label));
  const from = fitLogistic(wide, two, { l2: 1, weights: halves[0] });
  const to = fitLogistic(wide, two, { l2: 1, weights: halves[1] });
  const loose = fitLogistic(wide, two, { l2: 1, weights: halves[1], start: from, tolerance: 1e-3 });
  expect(loose.objective / to.objective - 1).toBeLessThan(1e-3);
});
