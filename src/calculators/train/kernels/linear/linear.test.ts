import { expect, it } from 'vitest';
import { normalSource } from '../chance/normal.ts';
import { xoshiro128 } from '../chance/xoshiro128.ts';
import { matrixOf } from '../matrix.ts';
import { fitLogistic, linearScores } from './logistic-newton.ts';
import { fitRidge } from './ridge.ts';
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
