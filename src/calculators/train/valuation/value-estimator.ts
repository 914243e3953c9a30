import {
  defineCalculator,
  list,
  MillraceError,
  number,
  option,
  optional,
  record,
  required,
} from '../../../graph/index.ts';
import { type Batch, batch } from '../batches/batch.ts';
import { batchNumbers } from '../batches/batch-column.ts';
import { deriveSeed } from '../kernels/chance/derive-seed.ts';
import { xoshiro128 } from '../kernels/chance/xoshiro128.ts';
import type { DenseParameters } from '../kernels/linear/dense-network.ts';
import { meanBand, reinforceBernoulli } from '../kernels/losses/reinforce.ts';
import { applyOptimiser, initialMoments, type OptimiserSpec } from '../kernels/optimisers/optimiser.ts';
import {
  estimateValues,
  type ValuedRows,
  type ValueEstimator,
  type ValuePass,
  valueEstimatorGradient,
} from '../kernels/valuation/value-estimator.ts';
import { initialWeights } from '../network/initial-weights.ts';
import { readNumbers } from '../tables/read-column.ts';
import { table } from '../tables/table.ts';
import { labelledRows } from './labelled-rows.ts';

interface EstimatorState {
  readonly parameters: Float64Array;
  readonly moments: readonly Float64Array[];
  readonly steps: number;
}

interface Selection {
  readonly rows: ValuedRows;
  readonly pass: ValuePass;
  readonly selected: readonly number[];
}

/** Learns what rows are worth: DVRL. */
export const valueEstimatorCalculator = defineCalculator({
  name: 'ValueEstimatorCalculator',
  summary:
    'Data valuation by reinforcement learning (Yoon et al., 2020): a network estimates from features, label and prediction difference how likely a row should be used. For each batch rows are selected by these chances; ADVANTAGE, what the training on them has brought, teaches the network. After the last iteration the chances of all rows are their values.',
  example: `
calculator: ValueEstimatorCalculator
input_stream: [BATCH:batch, ADVANTAGE:advantage]
input_stream_info: {tag_index: ADVANTAGE, back_edge: true}
input_side_packet: TABLE:train_with_difference
output_stream: [SELECTED:selected, LOSSES:losses, VALUES:values]
options: {iterations: 500}
`,
  inputs: {
    BATCH: required(batch, 'Rows to select from, one batch per iteration'),
    ADVANTAGE: required(number, 'Back edge: the reward of the selection of the same time, less what was expected'),
  },
  outputs: {
    SELECTED: required(list(number), 'For each row of the batch 1 when it is used, else 0'),
    LOSSES: required(
      record,
      'The policy loss, the advantage, the mean chance and the share selected of each iteration',
    ),
    VALUES: optional(list(number), 'The value of each row of TABLE in 0..1, once, at timestamp 0'),
  },
  sidePackets: { TABLE: required(table, 'All rows: x, y and the column difference') },
  options: {
    iterations: option.integer({ description: 'After which iteration VALUES goes out', default: 500, minimum: 1 }),
    hidden: option.integer({ description: 'Units of the hidden layers', default: 100, minimum: 1 }),
    layers: option.integer({ description: 'All layers but the two last', default: 5, minimum: 3 }),
    combined: option.integer({
      description: 'Units before and after the difference joins in',
      default: 10,
      minimum: 1,
    }),
    activation: option.choice(['relu', 'tanh'], { description: 'Between the layers', default: 'relu' }),
    output_scale: option.number({
      description:
        'The first weights of the last layer are drawn this much smaller: near 0 all rows begin with even chances',
      default: 1,
      minimum: 0,
    }),
    learning_rate: option.number({ description: 'Of Adam', default: 0.01, exclusiveMinimum: 0 }),
    threshold: option.number({
      description: 'The mean chance is kept below this and above its complement',
      default: 0.9,
      minimum: 0.5,
      maximum: 1,
    }),
    exploration_weight: option.number({ description: 'What leaving that band costs', default: 1000, minimum: 0 }),
    seed: option.integer({ description: 'What first weights and selections follow from', default: 0 }),
  },
  inputPolicy: 'ImmediateInputStreamHandler',
  timestampOffset: null,
  open({ sidePackets, options, nodeName }) {
    const where = `node "${nodeName}"`;
    const all = labelledRows(sidePackets.TABLE, where);
    const { classes } = all;
    const width = readNumbers(sidePackets.TABLE, 'difference', where).data.length / Math.max(1, all.x.rows);
    const { estimator, parameters } = makeEstimator(all.x.columns + classes, width);
    const spec: OptimiserSpec = {
      kind: 'adam',
      learning_rate: options.learning_rate,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
    };
    let moments = initialMoments(spec, parameters);
    let steps = 0;
    let pending: Selection | undefined;

    return {
      process({ inputs, outputs, inputTimestamp }) {
        const given = inputs.BATCH.value;
        if (given !== undefined) {
          const rows = valuedRows(given);
          const generator = xoshiro128(deriveSeed(options.seed, nodeName, 'selection', given.step));
          const pass = estimateValues(estimator, rows);
          const first = Array.from(pass.values, chance => (generator.uniform() < chance ? 1 : 0));
          // Nothing to fit to: every row with even chances.
          const selected = first.includes(1) ? first : first.map(() => (generator.uniform() < 0.5 ? 1 : 0));
          pending = { rows, pass, selected };
          outputs.SELECTED.emit(selected, inputTimestamp);
        }
        const advantage = inputs.ADVANTAGE.value;
        if (advantage === undefined) return;
        if (pending === undefined) {
          throw new MillraceError(
            'FAILED_PRECONDITION',
            `${where}: an advantage came without a selection. Give one per batch.`,
          );
        }
        const figures = learn(pending, advantage);
        pending = undefined;
        outputs.LOSSES.emit(figures, inputTimestamp);
        if (steps === options.iterations) {
          const rows = Array.from({ length: all.x.rows }, (_, row) => row);
          const every: Batch = { epoch: 0, step: 0, last: true, table: sidePackets.TABLE, rows, ids: rows };
          outputs.VALUES?.emit(Array.from(estimateValues(estimator, valuedRows(every)).values), 0);
        }
      },
      saveState: (): EstimatorState => ({
        parameters: parameters.slice(),
        moments: moments.map(one => Float64Array.from(one)),
        steps,
      }),
      loadState(saved) {
        const state = saved as EstimatorState;
        parameters.set(state.parameters);
        ({ moments, steps } = state);
      },
    };

    function learn({ rows, pass, selected }: Selection, advantage: number): Readonly<Record<string, number>> {
      const { threshold, exploration_weight: weight } = options;
      const lossOf = (chances: Float64Array) => {
        const policy = reinforceBernoulli(chances, selected, advantage);
        const band = meanBand(chances, 1 - threshold, threshold);
        const slopes = chances.map((_, i) => (policy.gradients[0]?.[i] ?? 0) + weight * (band.gradients[0]?.[i] ?? 0));
        return { value: policy.value + weight * band.value, gradients: [slopes] };
      };
      const { gradients, loss, values } = valueEstimatorGradient(estimator, rows, lossOf, pass);
      if (!Number.isFinite(loss.value)) {
        throw new MillraceError(
          'OUT_OF_RANGE',
          `${where}: iteration ${steps}: the loss is ${loss.value}. Lower the learning rate.`,
        );
      }
      steps += 1;
      applyOptimiser({
        spec,
        variable: parameters,
        gradient: gradients,
        moments,
        rate: options.learning_rate,
        step: steps,
      });
      const mean = (list: ArrayLike<number>): number =>
        Array.from(list).reduce((sum, one) => sum + one, 0) / list.length;
      return { policy: loss.value, advantage, mean_chance: mean(values), selected: mean(selected) };
    }

    function valuedRows(given: Batch): ValuedRows {
      const double = (name: string) => {
        const { matrix } = batchNumbers(given, name, where);
        return { ...matrix, data: new Float64Array(matrix.data) };
      };
      const targets = {
        rows: given.rows.length,
        columns: classes,
        data: new Float64Array(given.rows.length * classes),
      };
      for (const [i, row] of given.rows.entries()) targets.data[i * classes + (all.labels[row] ?? 0)] = 1;
      return { x: double('x'), targets, difference: double('difference') };
    }

    /** The network, its parameters as views of one array: an optimiser then steps once. */
    function makeEstimator(
      inputs: number,
      differences: number,
    ): { readonly estimator: ValueEstimator; readonly parameters: Float64Array } {
      const { hidden, combined, layers: count, activation, seed } = options;
      const trunk = [...Array.from({ length: count - 2 }, () => hidden), combined];
      const shapes = trunk.map((units, i): readonly [number, number] => [trunk[i - 1] ?? inputs, units]);
      shapes.push([combined + differences, combined], [combined, 1]);
      const flat = new Float64Array(shapes.reduce((sum, [rows, units]) => sum + (rows + 1) * units, 0));
      let at = 0;
      const layers = shapes.map((shape, i): DenseParameters => {
        const size = shape[0] * shape[1];
        const kernel = flat.subarray(at, at + size);
        const bias = flat.subarray(at + size, at + size + shape[1]);
        kernel.set(
          initialWeights({
            name: `dense_${i}/kernel`,
            shape,
            initializer: undefined,
            seed: deriveSeed(seed, nodeName, 'weights'),
          }),
        );
        at += size + shape[1];
        return { kernel, bias };
      });
      const last = layers.at(-1)?.kernel;
      last?.forEach((value, i) => {
        last[i] = value * options.output_scale;
      });
      return { estimator: { layers, activation }, parameters: flat };
    }
  },
});
