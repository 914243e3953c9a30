import { defineCalculator, list, MillraceError, number, option, optional, required } from '../../../graph/index.ts';
import { trainingBackendNames, trainingBackendService } from '../backend/training-backend.ts';
import { type Batch, batch } from '../batches/batch.ts';
import { batchNumbers } from '../batches/batch-column.ts';
import { batchPlan } from '../kernels/chance/batch-plan.ts';
import { deriveSeed } from '../kernels/chance/derive-seed.ts';
import { fitLogistic, type LinearFit } from '../kernels/linear/logistic-newton.ts';
import { fitRidge } from '../kernels/linear/ridge.ts';
import { fitSoftmax, type SoftmaxFit } from '../kernels/linear/softmax-regression.ts';
import { lossOption } from '../losses/loss-options.ts';
import { buildNetwork } from '../network/build-network.ts';
import type { Network } from '../network/network.ts';
import type { NetworkSpec } from '../network/network-spec.ts';
import type { Topology, TrainedModel } from '../network/trained-model.ts';
import { trainedModel } from '../network/trained-model.ts';
import { optimiserOption, optimiserSpec } from './optimiser-options.ts';
import { createTrainer, type Trainer } from './trainer.ts';

/** The network that a linear model is written down as. */
const linear = (units: number): NetworkSpec => ({ layers: [{ kind: 'dense', units, initializer: 'zeros' }] });

/** A whole training for each batch. */
export const fitCalculator = defineCalculator({
  name: 'FitCalculator',
  summary:
    'Fits a model to each batch from beginning to end: a logistic regression (a network of one logit), a softmax regression (one of a logit per class), ridge regression in closed form, or a network by steps. For trainings inside of trainings.',
  example: `
calculator: FitCalculator
input_stream: [BATCH:batch, WEIGHTS:selected]
output_stream: MODEL:model
options: {kind: logistic_newton, l2: 1.0}
`,
  inputs: {
    BATCH: required(batch, 'The rows to fit to'),
    WEIGHTS: optional(list(number), 'A weight per row'),
  },
  outputs: { MODEL: required(trainedModel, 'The fitted model') },
  options: {
    kind: option.choice(['logistic_newton', 'softmax', 'ridge', 'network'], {
      description: 'What is fitted',
      default: 'logistic_newton',
    }),
    target: option.string({ description: 'The column of targets', default: 'y' }),
    inputs: option.string({ description: 'The column of features', default: 'x' }),
    l2: option.number({ description: 'Regularisation of a closed form', default: 1, minimum: 0 }),
    restart_from: option.choice(['initial', 'previous'], {
      description: 'Where a fit begins: at the same first weights, or at the fit before',
      default: 'initial',
    }),
    max_steps: option.integer({ description: 'Of logistic_newton and softmax', default: 50, minimum: 1 }),
    tolerance: option.number({
      description: 'Of logistic_newton and softmax: a fit ends when a step gains less than this share of the objective',
      default: 1e-9,
      minimum: 0,
    }),
    classes: option.integer({ description: 'Of softmax: how many there are', default: 2, minimum: 2 }),
    model: option.object(
      { layers: option.list(option.json({ description: 'A layer' }), { description: 'The layers', required: true }) },
      {
        description: 'Of network: as in TrainStepCalculator',
      },
    ),
    losses: option.list(lossOption, { description: 'Of network', default: [] }),
    optimizer: optimiserOption,
    steps: option.integer({ description: 'Of network: steps of each fit', default: 100, minimum: 1 }),
    batch_size: option.integer({ description: 'Of network: rows of a step', default: 32, minimum: 1 }),
    backend: option.choice(trainingBackendNames, { description: 'What a network is trained on', default: 'wasm' }),
    seed: option.integer({ description: 'What first weights and order follow from', default: 0 }),
  },
  services: { backends: trainingBackendService },
  *check({ options }) {
    if (options.kind === 'network' && (options.model === undefined || options.losses.length === 0)) {
      yield 'A network needs layers and losses. Set model and losses.';
    }
  },
  async open({ options, services, nodeName }) {
    const where = `node "${nodeName}"`;
    const backend = await services.backends.open(options.backend);
    const seed = deriveSeed(options.seed, nodeName, 'fit');
    let network:
      | { readonly network: Network; readonly trainer: Trainer; readonly initial: readonly Float32Array[] }
      | undefined;
    let previous: LinearFit | SoftmaxFit | undefined;

    const prepare = (rows: Batch) => {
      const spec =
        options.kind === 'network'
          ? (options.model as NetworkSpec)
          : linear(options.kind === 'softmax' ? options.classes : 1);
      const { shape } = batchNumbers(rows, options.inputs, where);
      const built = buildNetwork(backend, spec, shape, seed, where);
      const trainer = createTrainer({
        built,
        losses: options.losses,
        optimiser: optimiserSpec(options.optimizer),
        clipNorm: 0,
        inputs: options.inputs,
        seed,
        where,
      });
      return { network: built.network, trainer, initial: built.initial };
    };

    return {
      async process({ inputs, outputs }) {
        const rows = inputs.BATCH.value;
        if (rows === undefined) return;
        network ??= prepare(rows);
        const weights = inputs.WEIGHTS?.value;
        const values =
          options.kind === 'network'
            ? await train(network.trainer, network.initial, rows, weights)
            : closedForm(rows, weights);
        outputs.MODEL.emit(modelOf(network.network.topology, network.network, values, rows));
      },
      saveState: () => previous,
      loadState(saved) {
        previous = saved as LinearFit | SoftmaxFit;
      },
      close() {
        network?.trainer.dispose();
      },
    };

    function closedForm(rows: Batch, weights: readonly number[] | undefined): readonly Float32Array[] {
      const x = batchNumbers(rows, options.inputs, where).matrix;
      const y = batchNumbers(rows, options.target, where).matrix;
      if (y.columns !== 1) {
        throw new MillraceError(
          'INVALID_ARGUMENT',
          `${where}: the target has ${y.columns} columns, a closed form takes one.`,
        );
      }
      const start = options.restart_from === 'previous' ? previous : undefined;
      const settings = { l2: options.l2, weights, maxSteps: options.max_steps, tolerance: options.tolerance };
      if (options.kind !== 'ridge') {
        const classes = options.kind === 'softmax' ? options.classes : 2;
        const odd = y.data.find(label => !Number.isInteger(label) || label < 0 || label >= classes);
        if (odd !== undefined) {
          const remedy = options.kind === 'softmax' ? 'Set classes to how many there are.' : 'Set kind to softmax.';
          throw new MillraceError(
            'INVALID_ARGUMENT',
            `${where}: the target ${odd} is none of ${classes} classes. ${remedy}`,
          );
        }
      }
      if (options.kind === 'softmax') {
        const { classes } = options;
        const from = start !== undefined && 'weights' in start ? start : undefined;
        const fit = fitSoftmax(x, y.data, classes, { ...settings, start: from });
        previous = fit;
        const size = x.columns * classes;
        return [Float32Array.from(fit.weights.subarray(0, size)), Float32Array.from(fit.weights.subarray(size))];
      }
      const from = start !== undefined && 'coefficients' in start ? start : undefined;
      const fit =
        options.kind === 'ridge'
          ? fitRidge(x, y.data, { l2: options.l2, weights })
          : fitLogistic(x, y.data, { ...settings, start: from });
      previous = fit;
      return [Float32Array.from(fit.coefficients), Float32Array.of(fit.intercept)];
    }

    async function train(
      trainer: Trainer,
      initial: readonly Float32Array[],
      rows: Batch,
      weights: readonly number[] | undefined,
    ): Promise<readonly Float32Array[]> {
      if (options.restart_from === 'initial') {
        trainer.values.forEach((value, i) => {
          value.set(initial[i] ?? []);
        });
        for (const moments of trainer.moments) for (const one of moments) one.fill(0);
        trainer.steps = 0;
        trainer.rewrite();
      }
      const { batch_size: batchSize, optimizer } = options;
      for (let step = 0, epoch = 0; step < options.steps; epoch++) {
        for (const indices of batchPlan({ rows: rows.rows.length, batchSize, seed, epoch })) {
          if (step >= options.steps) break;
          const part: Batch = {
            ...rows,
            rows: indices.map(i => rows.rows[i] ?? 0),
            ids: indices.map(i => rows.ids[i] ?? 0),
          };
          await trainer.step({
            step,
            batches: new Map([['main', part]]),
            rate: optimizer.learning_rate,
            weights: weights === undefined ? undefined : indices.map(i => weights[i] ?? 0),
          });
          step++;
        }
      }
      return trainer.values.map(value => value.slice());
    }
  },
});

function modelOf(topology: Topology, network: Network, values: readonly Float32Array[], rows: Batch): TrainedModel {
  return {
    topology,
    weights: network.variables.map((one, i) => ({ ...one, data: values[i] ?? new Float32Array(0) })),
    step: rows.step,
    epoch: rows.epoch,
  };
}
