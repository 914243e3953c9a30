import { expect, it } from 'vitest';
import { normalSource } from '../chance/normal.ts';
import { xoshiro128 } from '../chance/xoshiro128.ts';
import { matrixOf } from '../matrix.ts';
import { classProbabilities, fitClassifier } from './classifier.ts';
import { fitLogistic } from './logistic-newton.ts';
import { minimise } from './minimise.ts';
import { fitSoftmax, softmaxProbabilities } from './softmax-regression.ts';

const normal = normalSource(xoshiro128(2));
const list = Array.from({ length: 60 }, () => [normal(), normal(), 0]);
const x = matrixOf(list);
const labels = list.map(([a = 0, b = 0]) => (a + 0.3 * normal() > 0.4 ? 2 : b > 0 ? 1 : 0));

it('L-BFGS finds the minimum of a bent bowl and never rises', () => {
  const values: number[] = [];
  const { point, value } = minimise(
    (p, gradient) => {
      const [a = 0, b = 0] = p;
      gradient[0] = 2 * (a - 1) + 40 * a * (a * a - b);
      gradient[1] = -20 * (a * a - b);
      return (a - 1) ** 2 + 10 * (a * a - b) ** 2;
    },
    Float64Array.of(-1, 2),
    { maxSteps: 200, tolerance: 0 },
  );
  values.push(value);
  expect(point[0]).toBeCloseTo(1, 5);
  expect(point[1]).toBeCloseTo(1, 5);
  expect(value).toBeLessThan(1e-10);
});

it('softmax regression of two classes is logistic regression with twice the scores', () => {
  const two = labels.map(label => (label > 0 ? 1 : 0));
  // Two symmetric sets of coefficients share the penalty: each is half as long.
  const soft = softmaxProbabilities(x, fitSoftmax(x, two, 2, { l2: 1, maxSteps: 500 }));
  const logistic = classProbabilities({ kind: 'logistic', fit: fitLogistic(x, two, { l2: 0.5 }) }, x);
  for (const [i, p] of soft.data.entries()) expect(p).toBeCloseTo(logistic.data[i]!, 4);
});

it('weights of 0 leave rows out, and a start near the end saves steps', () => {
  const rows = { x, labels, classes: 3 };
  const options = { l2: 1, maxSteps: 300 };
  const weights = labels.map((_, i) => (i < 40 ? 1 : 0));
  const part = { x: matrixOf(list.slice(0, 40)), labels: labels.slice(0, 40), classes: 3 };
  const [heeded, alone] = [fitClassifier(rows, { ...options, weights }), fitClassifier(part, options)];
  const [a, b] = [classProbabilities(heeded, x), classProbabilities(alone, x)];
  for (const [i, p] of a.data.entries()) expect(p).toBeCloseTo(b.data[i]!, 4);
  const again = fitClassifier(rows, { ...options, weights, maxSteps: 1, start: heeded });
  expect(again.fit.objective).toBeCloseTo(heeded.fit.objective, 6);
});

it('probabilities of a row add up to 1, and the right class leads', () => {
  const found = classProbabilities(fitClassifier({ x, labels, classes: 3 }, { l2: 0.1, maxSteps: 300 }), x);
  let right = 0;
  for (const [row, label] of labels.entries()) {
    const p = Array.from(found.data.subarray(3 * row, 3 * row + 3));
    expect(p.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 10);
    if (p.indexOf(Math.max(...p)) === label) right++;
  }
  expect(right / labels.length).toBeGreaterThan(0.8);
});
