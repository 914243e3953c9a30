import {
  defineCalculator,
  list,
  MillraceError,
  number,
  option,
  optional,
  record,
  repeated,
  STOP,
} from '../../../graph/index.ts';
import { trainingBackendNames, trainingBackendService } from '../backend/training-backend.ts';
import { type Batch, batch } from '../batches/batch.ts';
import { deriveSeed } from '../kernels/chance/derive-seed.ts';
import { lossOption } from '../losses/loss-options.ts';
import { buildNetwork } from '../network/build-network.ts';
import { loadModelFile } from '../network/load-model-file.ts';
import { type NetworkSpec, networkOption } from '../network/network-spec.ts';
import { withTargetUnits } from '../network/target-units.ts';
import { type TrainedModel, trainedModel } from '../network/trained-model.ts';
import { weightPool } from '../network/weight-pool.ts';
import { readNumbers } from '../tables/read-column.ts';
import { trainingFilesService } from '../training-files.ts';
import { optimiserOption, optimiserSpec } from './optimiser-options.ts';
import { createTrainer, rolesOf, type Trainer } from './trainer.ts';
import { restoreTrainer, saveTrainer } from './trainer-state.ts';

/** Trains a network, one step per batch. */
export const trainStepCalculator = defineCalculator({
  name: 'TrainStepCalculator',
  summary:
    'Trains a network: for each step one pass over the batches of all roles, the sum of the listed losses, one step of the optimiser. MODEL is a copy of the weights that never changes.',
  example: `
calculator: TrainStepCalculator
input_stream: BATCH:batch
output_stream: [MODEL:model, LOSSES:losses]
options:
  model: {layers: [{kind: dense, units: 16, activation: relu}, {kind: dense, units: 1}]}
  optimizer: {kind: adam, learning_rate: 0.001}
  losses: [{kind: binary_crossentropy, name: task, target: y, transform: sigmoid}]
`,
  inputs: {
    BATCH: repeated(batch, 'The batches, in the order of the option roles', { min: 1 }),
    LR: optional(number, 'The learning rate of the step'),
    WEIGHTS: optional(list(number), 'A weight for each row of the role main'),
    ADVANTAGE: optional(number, 'For reinforce_bernoulli: the reward less what was expected'),
    MODEL: optional(trainedModel, 'Weights to step from, in place of those of the step before'),
  },
  outputs: {
    MODEL: optional(trainedModel, 'The model after the step, as often as snapshot says'),
    LOSSES: optional(record, 'Each loss by name, and their weighted sum as total'),
    GRADIENT_NORM: optional(number, 'The Euclidean norm of all gradients, before clipping'),
    PREDICTIONS: optional(list(list(number)), 'The first output for the rows of the first role, before the step'),
  },
  options: {
    model: networkOption,
    optimizer: optimiserOption,
    losses: option.list(lossOption, { description: 'What is minimised', required: true }),
    roles: option.list(option.string({ description: 'A name' }), {
      description: 'What the losses call the batches, by index of BATCH',
      default: ['main'],
    }),
    inputs: option.string({ description: 'The column that the network sees', default: 'x' }),
    snapshot: option.choice(['epoch_end', 'every_step'], {
      description: 'When a MODEL goes out',
      default: 'epoch_end',
    }),
    clip_norm: option.number({
      description: 'The largest global norm of the gradients; 0: any',
      default: 0,
      minimum: 0,
    }),
    on_nan: option.choice(['fail', 'skip', 'stop'], {
      description: 'When a loss or gradient is not finite: fail the run, leave the step out, or end all sources',
      default: 'fail',
    }),
    backend: option.choice(trainingBackendNames, {
      description:
        'cpu: the bit-exact reference of tfjs; wasm: several times faster; webgpu: on a GPU, for large networks; plain: the fastest for small dense layers, and nothing else',
      default: 'wasm',
    }),
    seed: option.integer({ description: 'What first weights and dropout follow from', default: 0 }),
  },
  services: { backends: trainingBackendService, files: trainingFilesService },
  *check({ options, inputs }) {
    if (options.roles.length !== inputs('BATCH')) {
      yield `${inputs('BATCH')} batches are connected, ${options.roles.length} roles named. Name each by the option roles.`;
    }
    const unknown = options.losses.flatMap(rolesOf).find(role => !options.roles.includes(role));
    if (unknown !== undefined) {
      yield `A loss names the role "${unknown}". The roles: ${options.roles.join(', ')}.`;
    }
    if (options.losses.length === 0) yield 'There is no loss. List one in the option losses.';
    if (options.model.layers.length === 0 && options.model.heads === undefined && options.model.file === undefined) {
      yield 'The network has no layers. List them in model.layers, or name a file.';
    }
    if (options.losses.some(one => one.kind === 'reinforce_bernoulli') && inputs('ADVANTAGE') === 0) {
      yield 'reinforce_bernoulli needs an advantage. Connect ADVANTAGE.';
    }
  },
  async open(ctx) {
    const { options, services, nodeName } = ctx;
    const where = `node "${nodeName}"`;
    const backend = await services.backends.open(options.backend);
    const file = options.model.file;
    const start = file === undefined ? undefined : await loadModelFile(services.files, file);
    const seed = deriveSeed(options.seed, nodeName, 'train step');
    const pool = weightPool();
    let trainer: Trainer | undefined;
    let restored: unknown;
    let topology: TrainedModel['topology'] | undefined;
    let variables: readonly {
      readonly name: string;
      readonly shape: readonly number[];
      readonly trainable: boolean;
    }[] = [];

    const prepare = async (first: Batch): Promise<Trainer> => {
      const built =
        start === undefined
          ? buildNetwork(
              backend,
              withTargetUnits(specOf(options.model), first.table, options.losses[0]?.target ?? 'y', where),
              readNumbers(first.table, options.inputs, where).shape,
              seed,
              where,
            )
          : await start.build(backend);
      topology = built.network.topology;
      variables = built.network.variables;
      const made = createTrainer({
        built,
        losses: options.losses,
        optimiser: optimiserSpec(options.optimizer),
        clipNorm: options.clip_norm,
        inputs: options.inputs,
        seed,
        where,
      });
      if (restored !== undefined) restoreTrainer(made, restored, variables, where);
      restored = undefined;
      return made;
    };

    return {
      async process(ctx) {
        const { inputs, outputs, inputTimestamp } = ctx;
        const given = inputs.BATCH.map(one => one.value);
        const batches = new Map(
          options.roles.flatMap((role, i) => (given[i] === undefined ? [] : [[role, given[i]] as const])),
        );
        const first = given.find(one => one !== undefined);
        if (first === undefined) return;
        trainer ??= await prepare(first);
        const from = inputs.MODEL?.value;
        if (from !== undefined) {
          trainer.values.forEach((value, i) => {
            value.set(from.weights[i]?.data ?? []);
          });
          trainer.rewrite();
        }
        const result = await trainer.step({
          step: inputTimestamp,
          batches,
          rate: inputs.LR?.value ?? options.optimizer.learning_rate,
          weights: inputs.WEIGHTS?.value,
          advantage: inputs.ADVANTAGE?.value,
        });
        if (!result.applied) {
          const message = notFinite(result.losses, inputTimestamp, [...batches.values()], where);
          ctx.count('steps_not_finite');
          if (options.on_nan === 'fail') throw new MillraceError('OUT_OF_RANGE', message);
          ctx.log('warn', message);
          if (options.on_nan === 'stop') return STOP;
        }
        ctx.count('steps');
        outputs.LOSSES?.emit(result.losses);
        outputs.GRADIENT_NORM?.emit(result.gradientNorm);
        if (outputs.PREDICTIONS !== undefined && result.predictions !== undefined) {
          const { rows, columns, data } = result.predictions;
          outputs.PREDICTIONS.emit(
            Array.from({ length: rows }, (_, r) => Array.from(data.subarray(r * columns, (r + 1) * columns))),
          );
        }
        if (outputs.MODEL !== undefined && (options.snapshot === 'every_step' || first.last)) {
          outputs.MODEL.emit(snapshot(trainer, first));
        }
        return;
      },
      saveState: () => (trainer === undefined ? restored : saveTrainer(trainer, variables)),
      loadState(state) {
        restored = state;
      },
      close() {
        trainer?.dispose();
      },
    };

    function snapshot(trained: Trainer, at: Batch): TrainedModel {
      const { copies, giveBack } = pool.copy(trained.values);
      if (topology === undefined) throw new TypeError(`${where}: a snapshot before the first step. Report this.`);
      return {
        topology,
        weights: copies.map((data, i) => ({
          name: variables[i]?.name ?? '',
          shape: variables[i]?.shape ?? [],
          trainable: variables[i]?.trainable ?? false,
          data,
        })),
        step: at.step,
        epoch: at.epoch,
        release: giveBack,
      };
    }
  },
});

/** The specification behind the option; each layer is checked when it is built. */
function specOf(given: { readonly layers: readonly unknown[] }): NetworkSpec {
  return given as NetworkSpec;
}

function notFinite(
  losses: Readonly<Record<string, number>>,
  step: number,
  batches: readonly Batch[],
  where: string,
): string {
  const name = Object.keys(losses).find(one => one !== 'total' && !Number.isFinite(losses[one]));
  const ids = batches.flatMap(one => one.ids);
  const shown = ids.slice(0, 20).join(', ');
  const rows = ids.length > 20 ? `${shown} … (${ids.length} rows)` : shown;
  const fact =
    name === undefined ? 'the gradient is not finite' : `the loss "${name}" is ${losses[name] ?? Number.NaN}`;
  return `${where}: step ${step}: ${fact}, for the rows ${rows}. Look at these rows, lower the learning rate, or set clip_norm.`;
}
