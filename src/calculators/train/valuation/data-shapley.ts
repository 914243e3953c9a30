import { defineCalculator, list, number, option, required, STOP } from '../../../graph/index.ts';
import { deriveSeed } from '../kernels/chance/derive-seed.ts';
import { shuffledIndices } from '../kernels/chance/shuffle.ts';
import { xoshiro128 } from '../kernels/chance/xoshiro128.ts';
import { permutationShapley } from '../kernels/valuation/coalition-values.ts';
import { table } from '../tables/table.ts';
import { classifierOptions, scoreOption } from './classifier-options.ts';
import { labelledRows } from './labelled-rows.ts';
import { trainingUtility } from './training-utility.ts';

/** The value of a row by what it adds to random sets of others. */
export const dataShapleyCalculator = defineCalculator({
  name: 'DataShapleyCalculator',
  summary:
    'Values each training row by what it adds to the rows before it in random orders (Data Shapley by truncated Monte Carlo): an order ends early once its score is as near as tolerance to that of all rows. Ghorbani and Zou, 2019.',
  example: `
calculator: DataShapleyCalculator
input_side_packet: [TRAIN:train, VALID:valid]
output_stream: VALUES:shapley
options: {permutations: 20, tolerance: 0.01}
`,
  outputs: { VALUES: required(list(number), 'A value per training row, once, at timestamp 0') },
  sidePackets: {
    TRAIN: required(table, 'The rows that are valued: x and y'),
    VALID: required(table, 'The rows that training is judged by'),
  },
  options: {
    ...classifierOptions,
    score: scoreOption,
    permutations: option.integer({ description: 'How many orders', default: 20, minimum: 1 }),
    tolerance: option.number({
      description: 'How near to the score of all rows an order ends',
      default: 0.01,
      minimum: 0,
    }),
    max_steps: option.integer({ description: 'Steps of each fit at most', default: 4, minimum: 1 }),
    seed: option.integer({ description: 'What the orders follow from', default: 0 }),
  },
  open: ({ sidePackets, options, nodeName }) => ({
    process({ outputs }) {
      const where = `node "${nodeName}"`;
      const train = labelledRows(sidePackets.TRAIN, where);
      const valid = labelledRows(sidePackets.VALID, where, train.classes);
      const { l2, score, max_steps: maxSteps, permutations, tolerance, seed } = options;
      const utility = trainingUtility({ train, valid, score, fit: { l2, maxSteps } });
      const orders = Array.from({ length: permutations }, (_, k) =>
        shuffledIndices(train.x.rows, xoshiro128(deriveSeed(seed, nodeName, 'order', k))),
      );
      outputs.VALUES.emit(permutationShapley(train.x.rows, utility, orders, tolerance), 0);
      return STOP;
    },
  }),
});
