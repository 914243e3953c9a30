import { expect, it } from 'vitest';
import { createWeightAverage } from './weight-average.ts';
import type { Weights } from './weights.ts';

const weights = (value: number): Weights => new Map([['a', { shape: [2], data: Float32Array.of(value, -value) }]]);

it('begins at the weights, follows fast at first and slowly later', () => {
  const average = createWeightAverage(weights(0), 0.99);
  expect(average.weights.get('a')?.data).toEqual(Float32Array.of(0, -0));
  average.follow(weights(1));
  // 1 - 2 / 11.
  expect(average.weights.get('a')?.data[0]).toBeCloseTo(9 / 11, 6);
  for (let step = 0; step < 3000; step++) average.follow(weights(1));
  const before = average.weights.get('a')?.data[0] ?? 0;
  average.follow(weights(2));
  expect((average.weights.get('a')?.data[0] ?? 0) - before).toBeCloseTo(0.01, 4);
});

it('leaves the weights that it follows alone', () => {
  const present = weights(3);
  const average = createWeightAverage(present, 0.9);
  average.follow(weights(5));
  expect(present).toEqual(weights(3));
});
