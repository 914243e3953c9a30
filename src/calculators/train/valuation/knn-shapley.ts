import { defineCalculator, list, number, option, required, STOP } from '../../../graph/index.ts';
import { knnShapley } from '../kernels/valuation/knn-shapley.ts';
import { table } from '../tables/table.ts';
import { labelledRows } from './labelled-rows.ts';

/** The value of a row to its neighbours. */
export const knnShapleyCalculator = defineCalculator({
  name: 'KnnShapleyCalculator',
  summary:
    'Values each training row by its exact Shapley value for a K-nearest-neighbour classifier of the validation rows. Jia et al., 2019.',
  example: `
calculator: KnnShapleyCalculator
input_side_packet: [TRAIN:train, VALID:valid]
output_stream: VALUES:knn
options: {k: 10}
`,
  outputs: { VALUES: required(list(number), 'A value per training row, once, at timestamp 0') },
  sidePackets: {
    TRAIN: required(table, 'The rows that are valued: x and y'),
    VALID: required(table, 'The rows that training is judged by'),
  },
  options: { k: option.integer({ description: 'How many neighbours vote', default: 10, minimum: 1 }) },
  open: ({ sidePackets, options, nodeName }) => ({
    process({ outputs }) {
      const where = `node "${nodeName}"`;
      const train = labelledRows(sidePackets.TRAIN, where);
      const valid = labelledRows(sidePackets.VALID, where, train.classes);
      const game = {
        k: options.k,
        train: train.x,
        trainLabels: train.labels,
        valid: valid.x,
        validLabels: valid.labels,
      };
      outputs.VALUES.emit(knnShapley(game), 0);
      return STOP;
    },
  }),
});
