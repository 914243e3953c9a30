import { corruptLabels } from '../../../src/calculators/train/kernels/chance/corrupt-labels.ts';
import { xoshiro128 } from '../../../src/calculators/train/kernels/chance/xoshiro128.ts';
import { meanBand, reinforceBernoulli } from '../../../src/calculators/train/kernels/losses/reinforce.ts';
import { rmspe } from '../../../src/calculators/train/kernels/metrics/regression-metrics.ts';
import { applyOptimiser, initialMoments } from '../../../src/calculators/train/kernels/optimisers/optimiser.ts';
import { discoveryCurve, keptRows } from '../../../src/calculators/train/kernels/valuation/discovery.ts';
import { predictionDifference } from '../../../src/calculators/train/kernels/valuation/prediction-difference.ts';
import { movingAverageBaseline } from '../../../src/calculators/train/kernels/valuation/reward-baseline.ts';
import { noisyF1, twoMeansSplit } from '../../../src/calculators/train/kernels/valuation/two-means.ts';
import { valueEstimatorGradient } from '../../../src/calculators/train/kernels/valuation/value-estimator.ts';
import {
  type Case,
  type CaseChecks,
  close,
  flat,
  listAt,
  matrixAt,
  numberAt,
  numbersAt,
  recordAt,
  textAt,
} from './case-tools.ts';

/** Data valuation by reinforcement learning. */
export const dvrlChecks: CaseChecks = {
  dve: one => {
    const atol = numberAt(one, 'atol');
    const expected = recordAt(one, 'expected');
    const layers = [...listAt(one, 'trunk'), one['comb'], one['out']].map(layer => {
      const [kernel, bias] = layer as [number[][], number[]];
      return { kernel: Float64Array.from(flat(kernel)), bias: Float64Array.from(flat(bias)) };
    });
    const found = valueEstimatorGradient(
      { layers, activation: textAt(one, 'activation') as 'relu' | 'tanh' },
      { x: matrixAt(one, 'x'), targets: matrixAt(one, 'y_onehot'), difference: matrixAt(one, 'pred_diff') },
      values => {
        const policy = reinforceBernoulli(values, numbersAt(one, 'selection'), numberAt(one, 'reward'));
        const threshold = numberAt(one, 'threshold');
        const band = meanBand(values, 1 - threshold, threshold);
        const weight = numberAt(one, 'exploration_weight');
        return {
          value: policy.value + weight * band.value,
          gradients: [values.map((_, i) => (policy.gradients[0]?.[i] ?? 0) + weight * (band.gradients[0]?.[i] ?? 0))],
          figures: { ...policy.figures, ...band.figures },
        };
      },
    );
    close('values', found.values, expected['values'], atol);
    close('log_prob', found.loss.figures?.['log_prob'], expected['log_prob'], atol, atol);
    close('loss', found.loss.value, expected['loss'], atol, atol);
    close('mean', found.loss.figures?.['mean'], expected['mean_value'], atol);
    close('gradient', found.gradients, expected['gradient_flat'], atol, atol);
    const spec = { kind: 'adam', learning_rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
    const variable = Float64Array.from(layers.flatMap(({ kernel, bias }) => [...kernel, ...bias]));
    const moments = initialMoments(spec, variable);
    applyOptimiser({ spec, variable, gradient: found.gradients, moments, rate: 0.01, step: 1 });
    close('parameters', variable, expected['params_after_adam_step_flat'], atol);
  },
  loss: (one, tolerance) => {
    const values = numbersAt(one, 'values');
    const policy = reinforceBernoulli(values, numbersAt(one, 'selection'), numberAt(one, 'reward'));
    close('log_prob', policy.figures?.['log_prob'], one['expected_log_prob'], tolerance, 1e-6);
    close('loss', policy.value + 1000 * meanBand(values, 0.1, 0.9).value, one['expected_loss'], tolerance, 1e-6);
  },
  moving_average: (one, tolerance) => {
    const baseline = movingAverageBaseline(numberAt(one, 'window'), numberAt(one, 'initial'));
    const steps = numbersAt(one, 'rewards').map(reward => [baseline.advantage(reward), baseline.value]);
    close(
      'advantages',
      steps.map(([advantage = Number.NaN]) => advantage),
      one['expected_advantages'],
      tolerance,
    );
    close(
      'baselines',
      steps.map(([, value = Number.NaN]) => value),
      one['expected_baselines'],
      tolerance,
    );
  },
  prediction_difference: (one, tolerance) => {
    const regression = textAt(one, 'kind') === 'regression';
    const targets = matrixAt(one, regression ? 'y' : 'y_onehot');
    const found = predictionDifference(targets, matrixAt(one, 'val_prediction'), regression);
    close('difference', found.data, one['expected'], tolerance);
  },
  discovery: (one, tolerance) => {
    const values = numbersAt(one, 'values');
    const noisy = numbersAt(one, 'noise_indices');
    // The curves take the rate that was asked for, in steps of .05; floor(n * rate) rows are noisy.
    const steps = Array.from({ length: 20 }, (_, i) => (i + 1) / 20);
    const rate = steps.find(step => Math.floor(values.length * step) === noisy.length);
    const curve = discoveryCurve(values, noisy, { bins: numberAt(one, 'bins'), rate });
    close('discovery', curve.found, one['expected_discovery'], tolerance);
    close('optimal', curve.optimal, one['expected_optimal'], tolerance);
    close('area', curve.area, one['expected_area'], tolerance);
    close('split', twoMeansSplit(values), one['expected_two_means_split'], 0);
    close('f1', noisyF1(values, noisy), one['expected_f1_two_means'], tolerance);
  },
  label_corruption: one => checkCorruption(one),
  removal: one => {
    const [bins, b] = [numberAt(one, 'bins'), numberAt(one, 'b')];
    const kept = keptRows(numbersAt(one, 'values'), textAt(one, 'remove') as 'low' | 'high', b, bins);
    close('kept', kept, one['expected_kept_indices'], 0);
  },
  rmspe: (one, tolerance) => {
    close('rmspe', rmspe(numbersAt(one, 'y'), numbersAt(one, 'pred')), one['expected'], tolerance);
  },
};

function checkCorruption(one: Case): void {
  const classes = numberAt(one, 'classes');
  const labels = Array.from({ length: numberAt(one, 'n') }, (_, i) => i % classes);
  const found = corruptLabels(labels, classes, numberAt(one, 'rate'), xoshiro128(1));
  const changed = found.labels.flatMap((label, i) => (label === labels[i] ? [] : [i]));
  close('corrupted', changed.length, one['expected_corrupted'], 0);
  close('noisy', found.noisy, changed, 0);
}
