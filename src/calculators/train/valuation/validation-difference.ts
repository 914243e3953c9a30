import { defineCalculator, list, number, option, optional, required, STOP } from '../../../graph/index.ts';
import { classProbabilities, fitClassifier } from '../kernels/linear/classifier.ts';
import type { Matrix } from '../kernels/matrix.ts';
import { predictionDifference } from '../kernels/valuation/prediction-difference.ts';
import { table } from '../tables/table.ts';
import { classifierOptions } from './classifier-options.ts';
import { labelledRows } from './labelled-rows.ts';

/** How far labels lie from what the validation rows let expect. */
export const validationDifferenceCalculator = defineCalculator({
  name: 'ValidationDifferenceCalculator',
  summary:
    'Fits a linear classifier to the validation rows alone and adds to the training rows how far their labels lie from its predictions, as the column difference: the third input of a data value estimator. VALUES are minus the difference at the own label: a valuation without any learning, the first one to compare others with.',
  example: `
calculator: ValidationDifferenceCalculator
input_side_packet: [TRAIN:train, VALID:valid]
output_side_packet: TABLE:train_with_difference
output_stream: VALUES:difference_alone
`,
  outputs: { VALUES: optional(list(number), 'A value per training row, once, at timestamp 0') },
  sidePackets: {
    TRAIN: required(table, 'The rows that are valued: x and y'),
    VALID: required(table, 'The rows that are trusted'),
  },
  outputSidePackets: { TABLE: optional(table, 'The training rows with the column difference') },
  options: {
    ...classifierOptions,
    form: option.choice(['per_class', 'own_class'], {
      description: 'The column: |y - p| for each class (Yoon et al., 2020), or 1 - p of the own label alone',
      default: 'per_class',
    }),
  },
  open({ sidePackets, outputSidePackets, options, nodeName }) {
    const where = `node "${nodeName}"`;
    const train = labelledRows(sidePackets.TRAIN, where);
    const valid = labelledRows(sidePackets.VALID, where, train.classes);
    const classes = Math.max(train.classes, valid.classes);
    const classifier = fitClassifier({ ...valid, classes }, { l2: options.l2, maxSteps: options.max_steps });
    const probabilities = classProbabilities(classifier, train.x);
    const own = Float64Array.from(
      { length: train.x.rows },
      (_, row) => 1 - (probabilities.data[row * classes + (train.labels[row] ?? 0)] ?? 0),
    );
    const targets: Matrix = { rows: train.x.rows, columns: classes, data: new Float64Array(train.x.rows * classes) };
    for (let row = 0; row < targets.rows; row++) targets.data[row * classes + (train.labels[row] ?? 0)] = 1;
    const isOwn = options.form === 'own_class';
    const data = isOwn ? own : predictionDifference(targets, probabilities).data;
    const { rows, columns } = sidePackets.TRAIN;
    outputSidePackets.TABLE?.set({
      rows,
      columns: new Map(columns).set('difference', { kind: 'number', data, shape: isOwn ? [] : [classes] }),
    });
    return {
      process({ outputs }) {
        outputs.VALUES?.emit(
          Array.from(own, difference => -difference),
          0,
        );
        return STOP;
      },
    };
  },
});
