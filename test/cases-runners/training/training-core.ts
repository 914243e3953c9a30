import { batchPlan } from '../../../src/calculators/train/kernels/chance/batch-plan.ts';
import type { Generator } from '../../../src/calculators/train/kernels/chance/generator.ts';
import { mulberry32 } from '../../../src/calculators/train/kernels/chance/mulberry32.ts';
import { pcg32 } from '../../../src/calculators/train/kernels/chance/pcg32.ts';
import { shuffledIndices } from '../../../src/calculators/train/kernels/chance/shuffle.ts';
import { splitmix32 } from '../../../src/calculators/train/kernels/chance/splitmix32.ts';
import { xoshiro128 } from '../../../src/calculators/train/kernels/chance/xoshiro128.ts';
import { denseNetworkGradient } from '../../../src/calculators/train/kernels/linear/dense-network.ts';
import { fitLogistic } from '../../../src/calculators/train/kernels/linear/logistic-newton.ts';
import { categoricalCrossEntropy } from '../../../src/calculators/train/kernels/losses/cross-entropy.ts';
import { matrixOf, rowsOf } from '../../../src/calculators/train/kernels/matrix.ts';
import {
  applyOptimiser,
  initialMoments,
  type OptimiserSpec,
} from '../../../src/calculators/train/kernels/optimisers/optimiser.ts';
import { beforeFirstEpoch, earlyStopping } from '../../../src/calculators/train/kernels/schedules/early-stopping.ts';
import {
  type LearningRateSchedule,
  learningRateAt,
} from '../../../src/calculators/train/kernels/schedules/learning-rate-schedule.ts';
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
  same,
  textAt,
  weightsAt,
} from './case-tools.ts';

const generators: Readonly<Record<string, (seed: number) => Generator>> = {
  splitmix32,
  mulberry32,
  'xoshiro128**': xoshiro128,
  pcg32,
};

/** Chance, optimisers, schedules, plans of batches. */
export const trainingCoreChecks: CaseChecks = {
  prng: one => {
    const make = generators[textAt(one, 'generator')];
    if (make === undefined) throw new Error(`no generator is called "${textAt(one, 'generator')}"`);
    const seed = numberAt(one, 'seed');
    const take = (n: number, next: (g: Generator) => number): number[] => {
      const generator = make(seed);
      return Array.from({ length: n }, () => next(generator));
    };
    close(
      'uint32',
      take(numbersAt(one, 'uint32').length, g => g.uint32()),
      one['uint32'],
      0,
    );
    close(
      'uniform',
      take(4, g => g.uniform()),
      one['float01_first4'],
      0,
    );
    close('shuffle', shuffledIndices(10, make(seed)), one['fisher_yates_10'], 0);
  },
  optimizers: one => {
    const x = Float64Array.from(numbersAt(one, 'x0'));
    const spec = optimiser(textAt(one, 'optimizer'), recordAt(one, 'params'));
    const moments = initialMoments(spec, x);
    const expected = recordAt(one, 'expected_after');
    for (let step = 1; step <= Object.keys(expected).length; step++) {
      const gradient = [2 * x[0]!, x[1]!, 4 * x[2]!];
      applyOptimiser({ spec, variable: x, gradient, moments, rate: spec.learning_rate, step });
      close(`step ${step}`, x, expected[String(step)], numberAt(one, 'atol'));
    }
  },
  mlp_trajectories: checkTrajectory,
  logistic_optimum: one => {
    const [x, y] = [matrixAt(one, 'x'), numbersAt(one, 'y')];
    const fit = fitLogistic(x, y, { l2: numberAt(one, 'l2'), weights: weightsAt(one) });
    const atol = numberAt(one, 'atol');
    close('coefficients', fit.coefficients, one['expected_coef'], atol);
    close('intercept', fit.intercept, one['expected_intercept'], atol);
    close('objective', fit.objective, one['expected_objective'], atol);
  },
  early_stopping: one => {
    const mode = textAt(one, 'mode') as 'min' | 'max';
    const options = { mode, patience: numberAt(one, 'patience'), minDelta: numberAt(one, 'min_delta') };
    let state = beforeFirstEpoch;
    let stopped: number | null = null;
    for (const [epoch, value] of numbersAt(one, 'values').entries()) {
      state = earlyStopping(state, epoch, value, options);
      if (!state.stop) continue;
      stopped = epoch;
      break;
    }
    const found = { stopped_epoch: stopped, best_epoch: state.bestEpoch, best: state.best };
    same('result', found, one['expected']);
  },
  schedules: one => {
    const schedule = one as unknown as LearningRateSchedule;
    close(
      'rates',
      numbersAt(one, 'at').map(step => learningRateAt(schedule, step)),
      one['expected'],
      1e-12,
    );
  },
  batch_plans: one => {
    const [rows, batchSize] = [numberAt(one, 'n'), numberAt(one, 'batch')];
    let step = 0;
    const found = Array.from({ length: numberAt(one, 'epochs') }, (_, epoch) =>
      batchPlan({
        rows,
        batchSize,
        seed: numberAt(one, 'seed'),
        epoch,
        dropRemainder: one['drop_remainder'] === true,
      }).map(indices => ({ epoch, step: step++, indices })),
    ).flat();
    same('plan', found, one['expected']);
  },
};

function optimiser(kind: string, params: Case): OptimiserSpec {
  const learning_rate = numberAt(params, 'lr');
  switch (kind) {
    case 'sgd':
      return { kind, learning_rate };
    case 'momentum':
      return { kind, learning_rate, momentum: numberAt(params, 'mu'), nesterov: params['nesterov'] === true };
    case 'rmsprop':
      return { kind, learning_rate, rho: numberAt(params, 'rho'), epsilon: numberAt(params, 'eps') };
    case 'adagrad':
      return { kind, learning_rate, initial: numberAt(params, 'init'), epsilon: numberAt(params, 'eps') };
    case 'adam': {
      const [beta1, beta2] = [numberAt(params, 'b1'), numberAt(params, 'b2')];
      return { kind, learning_rate, beta1, beta2, epsilon: numberAt(params, 'eps') };
    }
    default:
      throw new Error(`no optimiser is called "${kind}"`);
  }
}

function checkTrajectory(one: Case): void {
  const layers = ['w1', 'w2'].map(name => {
    const kernel = matrixAt(one, name);
    return { kernel: Float64Array.from(kernel.data), bias: new Float64Array(kernel.columns) };
  });
  const params = recordAt(one, 'optimizer');
  const spec: OptimiserSpec =
    params['b1'] === undefined && !textAt(one, 'id').endsWith('adam')
      ? { kind: 'sgd', learning_rate: numberAt(params, 'lr') }
      : {
          kind: 'adam',
          learning_rate: numberAt(params, 'lr'),
          beta1: Number(params['b1'] ?? 0.9),
          beta2: Number(params['b2'] ?? 0.999),
          epsilon: Number(params['eps'] ?? 1e-7),
        };
  const variables = layers.flatMap(({ kernel, bias }) => [kernel, bias]);
  const moments = variables.map(variable => initialMoments(spec, variable));
  const [x, y] = [rowsOf(matrixAt(one, 'x')), listAt(one, 'y_onehot').map(flat)];
  const losses = Array.from({ length: 10 }, (_, i) => {
    const rows = Array.from({ length: 4 }, (_, j) => (2 * (i + 1) + j) % 8);
    const batch = matrixOf(rows.map(row => x[row] ?? []));
    const targets = rows.flatMap(row => y[row] ?? []);
    const activation = textAt(one, 'activation') as 'relu' | 'tanh';
    const { loss, gradients } = denseNetworkGradient({ layers, activation }, batch, logits =>
      categoricalCrossEntropy(logits, targets, { fromLogits: true }),
    );
    variables.forEach((variable, k) => {
      applyOptimiser({
        spec,
        variable,
        gradient: gradients[k]!,
        moments: moments[k]!,
        rate: spec.learning_rate,
        step: i + 1,
      });
    });
    return loss.value;
  });
  const atol = numberAt(one, 'atol');
  close('losses', losses, one['expected_losses_before_each_step'], atol);
  close(
    'parameters',
    variables.map(variable => Array.from(variable)),
    one['expected_params_after_10'],
    atol,
  );
}
