import { expect, test } from 'vitest';
import { linearFit } from './linear-fit.ts';

test('finds the line through points on it, and how far others are from theirs', () => {
  const exact = linearFit([
    [10, 25],
    [100, 205],
    [1000, 2005],
  ]);
  expect(exact.slope).toBeCloseTo(2);
  expect(exact.offset).toBeCloseTo(5);
  expect(exact.r2).toBeCloseTo(1);
  // By hand: means 1 and 2/3, slope 0.5, offset 1/6; 0.5 of a variance of 2/3 is explained.
  const rough = linearFit([
    [0, 0],
    [1, 1],
    [2, 1],
  ]);
  expect(rough.slope).toBeCloseTo(0.5);
  expect(rough.offset).toBeCloseTo(1 / 6);
  expect(rough.r2).toBeCloseTo(0.75);
  expect(() => linearFit([[1, 2]])).toThrow(RangeError);
});
