import { expect, it } from 'vitest';
import { matrixOf } from '../matrix.ts';
import { accuracy, argmaxRows, logLoss, macroF1 } from './classification.ts';
import { intersectionOverUnion } from './iou.ts';
import { ksDistance } from './ks-distance.ts';
import { meanAbsoluteError, rootMeanSquaredError } from './regression-metrics.ts';

it('accuracy and log loss of one and of several columns', () => {
  const one = matrixOf([[0.9], [0.2], [0.6]]);
  expect(accuracy(one, [1, 0, 0])).toBeCloseTo(2 / 3);
  expect(accuracy(one, [1, 0, 0], { threshold: 0.7 })).toBe(1);
  expect(accuracy(one, [1, 0, 0], { weights: [1, 1, 2] })).toBe(0.5);
  expect(logLoss(one, [1, 0, 0])).toBeCloseTo(-(Math.log(0.9) + Math.log(0.8) + Math.log(0.4)) / 3);
  const two = matrixOf([
    [0.2, 0.8],
    [0.5, 0.5],
  ]);
  expect(argmaxRows(two)).toEqual([1, 0]);
  expect(accuracy(two, [1, 1])).toBe(0.5);
  expect(logLoss(two, [1, 1])).toBeCloseTo(-(Math.log(0.8) + Math.log(0.5)) / 2);
  expect(accuracy(matrixOf([]), [])).toBeNaN();
});

it('macro F1 averages the classes evenly', () => {
  expect(macroF1([0, 0, 1, 1], [0, 0, 1, 1])).toBe(1);
  // Class 0: 2 hits, 1 wrong; class 1: 1 hit, 1 wrong.
  expect(macroF1([0, 0, 0, 1], [0, 0, 1, 1])).toBeCloseTo((4 / 5 + 2 / 3) / 2);
});

it('intersection over union', () => {
  expect(intersectionOverUnion([1, 1, 0, 0], [1, 0, 1, 0])).toBeCloseTo(1 / 3);
  expect(intersectionOverUnion([0, 0], [0, 0])).toBe(1);
});

it('distance of distributions', () => {
  expect(ksDistance([1, 2, 3], [1, 2, 3])).toBe(0);
  expect(ksDistance([1, 2], [3, 4])).toBe(1);
  expect(ksDistance([1, 3], [2, 3])).toBe(0.5);
  expect(ksDistance([], [1])).toBeNaN();
});

it('errors of regressions', () => {
  expect(meanAbsoluteError([1, 2], [2, 4])).toBe(1.5);
  expect(rootMeanSquaredError([0, 0], [3, 4])).toBeCloseTo(Math.sqrt(12.5));
});
