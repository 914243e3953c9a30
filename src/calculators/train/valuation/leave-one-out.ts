import { defineCalculator, list, number, option, required, STOP } from '../../../graph/index.ts';
import { fitClassifier } from '../kernels/linear/classifier.ts';
import { leaveOneOut } from '../kernels/valuation/coalition-values.ts';
import { table } from '../tables/table.ts';
import { classifierOptions, scoreOption } from './classifier-options.ts';
import { labelledRows } from './labelled-rows.ts';
import { trainingUtility } from './training-utility.ts';

/** The value of a row by what is lost without it. */
export const leaveOneOutCalculator = defineCalculator({
  name: 'LeaveOneOutCalculator',
  summary:
    'Values each training row by how much worse a linear classifier is on the validation rows when it is fitted without this row. Each fit begins at that of all rows.',
  example: `
calculator: LeaveOneOutCalculator
input_side_packet: [TRAIN:train, VALID:valid]
output_stream: VALUES:loo
options: {score: accuracy}
`,
  outputs: { VALUES: required(list(number), 'A value per training row, once, at timestamp 0') },
  sidePackets: {
    TRAIN: required(table, 'The rows that are valued: x and y'),
    VALID: required(table, 'The rows that training is judged by'),
  },
  options: {
    ...classifierOptions,
    score: scoreOption,
    max_steps: option.integer({
      description: 'Steps of each fit at most: so near to the fit of all rows, two of Newton are exact to many digits',
      default: 2,
      minimum: 1,
    }),
  },
  open: ({ sidePackets, options, nodeName }) => ({
    process({ outputs }) {
      const where = `node "${nodeName}"`;
      const train = labelledRows(sidePackets.TRAIN, where);
      const valid = labelledRows(sidePackets.VALID, where, train.classes);
      const { l2, score } = options;
      const start = fitClassifier(train, { l2, maxSteps: 50 });
      const utility = trainingUtility({ train, valid, score, fit: { l2, maxSteps: options.max_steps, start } });
      outputs.VALUES.emit(leaveOneOut(train.x.rows, utility), 0);
      return STOP;
    },
  }),
});
