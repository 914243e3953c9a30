import { defineCalculator, number, option, optional, record, required, STOP } from '../../../graph/index.ts';
import { fitClassifier } from '../kernels/linear/classifier.ts';
import { table } from '../tables/table.ts';
import { classifierOptions, scoreOption } from './classifier-options.ts';
import { labelledRows } from './labelled-rows.ts';
import { scoreClassifier } from './score-classifier.ts';

/** What a plain training on some rows is worth. */
export const classifierScoreCalculator = defineCalculator({
  name: 'ClassifierScoreCalculator',
  summary:
    'Fits a linear classifier to rows and measures it on others, once: what training on all rows, or on the validation rows only, would have given.',
  example: `
calculator: ClassifierScoreCalculator
input_side_packet: [TRAIN:valid, TEST:test]
output_stream: FIGURES:figures
options: {name: learning.validation_rows}
`,
  outputs: { FIGURES: optional(record, 'The score under its name, once, at timestamp 0') },
  sidePackets: {
    TRAIN: required(table, 'The rows that are fitted to: x and y'),
    TEST: required(table, 'The rows that are measured on'),
  },
  outputSidePackets: { SCORE: optional(number, 'The score') },
  options: {
    ...classifierOptions,
    score: scoreOption,
    name: option.string({ description: 'The name of the figure', default: 'score' }),
  },
  open({ sidePackets, outputSidePackets, options, nodeName }) {
    const where = `node "${nodeName}"`;
    const train = labelledRows(sidePackets.TRAIN, where);
    const test = labelledRows(sidePackets.TEST, where, train.classes);
    const rows = { ...train, classes: test.classes };
    const found = scoreClassifier(
      options.score,
      fitClassifier(rows, { l2: options.l2, maxSteps: options.max_steps }),
      test,
    );
    outputSidePackets.SCORE?.set(found);
    return {
      process({ outputs }) {
        outputs.FIGURES?.emit({ [options.name]: found }, 0);
        return STOP;
      },
    };
  },
});
