import { describe, expect, it } from 'vitest';
import { normalSource } from '../chance/normal.ts';
import { xoshiro128 } from '../chance/xoshiro128.ts';
import type { Matrix } from '../matrix.ts';
import { counterfactualLoss } from './counterfactual.ts';
import { binaryCrossEntropy, categoricalCrossEntropy } from './cross-entropy.ts';
import { ge2eLoss } from './ge2e.ts';
import type { LossValue } from './loss-value.ts';
import { pairSoftmaxLoss } from './pair-softmax.ts';
import { listnetLoss, ranknetLoss } from './ranking-losses.ts';
import { regressionLoss } from './regression.ts';
import { meanBand, reinforceBernoulli } from './reinforce.ts';
import { transform } from './transform.ts';
import { tripletLoss } from './triplet.ts';

function random(rows: number, columns: number, seed: number): Matrix {
  const normal = normalSource(xoshiro128(seed));
  return { rows, columns, data: Float64Array.from({ length: rows * columns }, normal) };
}

/** Compares the gradient by one of the given matrices with central differences. */
function checkGradient(given: Matrix, loss: (given: Matrix) => LossValue, which = 0): void {
  const { gradients } = loss(given);
  const h = 1e-6;
  given.data.forEach((_, i) => {
    const at = (shift: number): number => {
      const data = Float64Array.from(given.data);
      data[i] = data[i]! + shift;
      return loss({ ...given, data }).value;
    };
    expect(gradients[which]?.[i]).toBeCloseTo((at(h) - at(-h)) / (2 * h), 5);
  });
}

const probabilities = (given: Matrix): Matrix => transform('sigmoid', given).output;

describe('gradients equal central differences', () => {
  const targets = probabilities(random(6, 3, 9)).data;
  const weights = [1, 2, 0, 0.5, 1, 3];
  const labels = [0, 0, 1, 1, 2, 2];

  it('cross-entropies', () => {
    for (const fromLogits of [true, false]) {
      const given = fromLogits ? random(6, 3, 1) : probabilities(random(6, 3, 1));
      const options = { fromLogits, weights, labelSmoothing: 0.1 };
      checkGradient(given, one => binaryCrossEntropy(one, targets, options));
      checkGradient(given, one => categoricalCrossEntropy(one, targets, options));
    }
  });

  it('regression losses', () => {
    for (const kind of ['l1', 'l2', 'huber', 'asymmetric_l2'] as const) {
      checkGradient(random(6, 3, 2), one => regressionLoss(one, targets, { kind, delta: 0.5, alpha: 10 }, weights));
    }
  });

  it('transforms', () => {
    for (const kind of ['sigmoid', 'softmax', 'identity'] as const) {
      checkGradient(random(4, 3, 3), one => {
        const { output, back } = transform(kind, one);
        const loss = regressionLoss(output, targets, { kind: 'l2' });
        return { value: loss.value, gradients: [back(loss.gradients[0]!)] };
      });
    }
  });

  it('losses of pairs, on both sides', () => {
    const other = random(6, 3, 5);
    for (const kind of ['mse', 'mae', 'cosine'] as const) {
      checkGradient(random(6, 3, 4), one => counterfactualLoss(kind, one, other, weights));
      checkGradient(random(6, 3, 4), one => counterfactualLoss(kind, other, one, weights), 1);
    }
    for (const form of ['log', 'linear'] as const) {
      const options = { temperature: 0.3, form, identities: [0, 1, 2, 3, 4, 0] };
      checkGradient(random(6, 3, 4), one => pairSoftmaxLoss(one, other, options));
      checkGradient(random(6, 3, 4), one => pairSoftmaxLoss(other, one, options), 1);
    }
    const at = (temperature: number): LossValue => pairSoftmaxLoss(random(6, 3, 4), other, { temperature });
    const slope = (at(0.3 + 1e-6).value - at(0.3 - 1e-6).value) / 2e-6;
    expect(at(0.3).figures?.['temperature_gradient']).toBeCloseTo(slope, 5);
  });

  it('GE2E, with its scale and offset', () => {
    for (const form of ['softmax', 'contrast'] as const) {
      checkGradient(random(6, 4, 6), one => ge2eLoss(one, 3, { form, w: 10, b: -5 }));
      const at = (w: number, b: number): LossValue => ge2eLoss(random(6, 4, 6), 3, { form, w, b });
      expect(at(10, -5).figures?.['w_gradient']).toBeCloseTo((at(10.001, -5).value - at(9.999, -5).value) / 0.002, 4);
      expect(at(10, -5).figures?.['b_gradient']).toBeCloseTo((at(10, -4.999).value - at(10, -5.001).value) / 0.002, 4);
    }
  });

  it('triplets, rankings and policies', () => {
    const options = { margin: 0.2, mining: 'batch_hard', reduction: 'mean', smooth: true } as const;
    for (const distance of ['euclidean', 'squared_euclidean', 'cosine'] as const) {
      checkGradient(random(6, 4, 7), one => tripletLoss(one, labels, { ...options, distance }));
    }
    checkGradient(random(1, 6, 8), one => ranknetLoss(one.data, labels));
    checkGradient(random(1, 6, 8), one => listnetLoss(one.data, labels));
    const chances = probabilities(random(1, 6, 8));
    checkGradient(chances, one => reinforceBernoulli(one.data, [1, 0, 1, 0, 0, 1], 0.3));
    checkGradient(chances, one => meanBand(one.data, 0.9, 0.95));
  });
});

describe('values known otherwise', () => {
  it('GE2E of two speakers who are orthogonal', () => {
    const embeddings: Matrix = { rows: 4, columns: 2, data: Float64Array.of(1, 0, 2, 0, 0, 1, 0, 3) };
    // Own cosine 1, other cosine 0: -5 + log(e^5 + e^-5).
    const softmax = ge2eLoss(embeddings, 2, { form: 'softmax', w: 10, b: -5 });
    expect(softmax.value).toBeCloseTo(Math.log1p(Math.exp(-10)), 12);
    expect(() => ge2eLoss(embeddings, 3, { form: 'softmax', w: 10, b: -5 })).toThrow('the same number, two at least');
  });

  it('an asymmetric loss of alpha 1 is L2, and counts losses alpha squared times', () => {
    const given = random(3, 2, 1);
    const l2 = regressionLoss(given, [0, 0, 0, 0, 0, 0], { kind: 'l2' });
    expect(regressionLoss(given, [0, 0, 0, 0, 0, 0], { kind: 'asymmetric_l2', alpha: 1 })).toEqual(l2);
    const below: Matrix = { rows: 1, columns: 1, data: Float64Array.of(1) };
    expect(regressionLoss(below, [3], { kind: 'asymmetric_l2', alpha: 10 }).value).toBe(400);
    expect(regressionLoss(below, [-1], { kind: 'asymmetric_l2', alpha: 10 }).value).toBe(4);
  });

  it('nothing to count is 0, never NaN', () => {
    const none: Matrix = { rows: 0, columns: 1, data: new Float64Array(0) };
    expect(binaryCrossEntropy(none, [], { fromLogits: true }).value).toBe(0);
    expect(binaryCrossEntropy(random(2, 1, 1), [0, 1], { fromLogits: true, weights: [0, 0] }).value).toBe(0);
    expect(ranknetLoss([1, 2], [0, 0]).value).toBe(0);
    expect(meanBand([], 0.1, 0.9).value).toBe(0);
    expect(pairSoftmaxLoss(none, none, { temperature: 1 }).value).toBe(0);
  });

  it('hard negatives and focal weights change what counts', () => {
    const [q, r] = [random(5, 3, 1), random(5, 3, 2)];
    const plain = pairSoftmaxLoss(q, r, { temperature: 0.5 }).value;
    expect(pairSoftmaxLoss(q, r, { temperature: 0.5, hardNegativeBoost: 1 }).value).not.toBeCloseTo(plain, 3);
    expect(pairSoftmaxLoss(q, r, { temperature: 0.5, focal: 2 }).value).toBeLessThan(plain);
  });
});
