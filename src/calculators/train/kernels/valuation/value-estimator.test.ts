import { expect, it } from 'vitest';
import { normalSource } from '../chance/normal.ts';
import { xoshiro128 } from '../chance/xoshiro128.ts';
import { matrixOf } from '../matrix.ts';
import { permutationShapley } from './coalition-values.ts';
import { estimateValues } from './value-estimator.ts';

it('values lie between 0 and 1, and follow the rows', () => {
  const normal = normalSource(xoshiro128(1));
  const layer = (inputs: number, units: number) => ({
    kernel: Float64Array.from({ length: inputs * units }, normal),
    bias: new Float64Array(units),
  });
  const estimator = { layers: [layer(4, 5), layer(7, 3), layer(3, 1)], activation: 'relu' } as const;
  const list = Array.from({ length: 6 }, () => [normal(), normal()]);
  const rows = { x: matrixOf(list), targets: matrixOf(list), difference: matrixOf(list) };
  const { values } = estimateValues(estimator, rows);
  expect(values.every(value => value > 0 && value < 1)).toBe(true);
  const turned = matrixOf(list.slice().reverse());
  const { values: other } = estimateValues(estimator, { x: turned, targets: turned, difference: turned });
  expect(Array.from(other).reverse()).toEqual(Array.from(values));
});

it('a truncated permutation stops when nothing is to gain', () => {
  let calls = 0;
  const utility = (rows: readonly number[]): number => {
    calls++;
    return Math.min(1, rows.length);
  };
  expect(permutationShapley(3, utility, [[2, 0, 1]], 0.01)).toEqual([0, 0, 1]);
  expect(calls).toBe(3);
});
