import { type OptionValues, option } from '../../../graph/index.ts';

const fields = {
  kind: option.choice(
    [
      'accuracy',
      'class_accuracy',
      'auc',
      'log_loss',
      'neg_log_loss',
      'macro_f1',
      'group_rates',
      'subgroup_auc',
      'score_distance',
      'retrieval',
      'iou',
      'mae',
      'rmse',
      'rmspe',
    ],
    { description: 'What is measured', required: true },
  ),
  name: option.string({ description: 'Its name, or the beginning of its names; left out, the kind' }),
  output: option.string({ description: 'Which output of the network; left out, the first' }),
  target: option.string({ description: 'The column of right answers', default: 'y' }),
  by: option.string({
    description: 'The column of groups (group_rates, score_distance, class_accuracy) or of identities (retrieval)',
  }),
  subgroup: option.string({ description: 'Of subgroup_auc: which value of by is the subgroup' }),
  threshold: option.number({ description: 'From which probability on a decision is positive', default: 0.5 }),
  match_fpr: option.number({
    description:
      'Of group_rates: decide at the threshold that gives this false positive rate over all rows, not at threshold',
    minimum: 0,
    maximum: 1,
  }),
  ks: option.list(option.integer({ description: 'A rank', minimum: 1 }), {
    description: 'Of retrieval: the ranks of recall',
    default: [1, 5, 10],
  }),
} as const;

/** One metric of a list. */
export const metricOption = option.object(fields, { description: 'A metric' });

/** The settings of one metric. */
export type MetricSettings = OptionValues<typeof fields>;
