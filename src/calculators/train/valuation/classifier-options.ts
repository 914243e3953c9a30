import { option } from '../../../graph/index.ts';

/** The options of calculators that fit a linear classifier again and again. */
export const classifierOptions = {
  l2: option.number({ description: 'Regularisation of the classifier', default: 1, minimum: 0 }),
  max_steps: option.integer({ description: 'Steps of each fit at most', default: 50, minimum: 1 }),
} as const;

/** The option of what a fitted classifier is worth. */
export const scoreOption = option.choice(['accuracy', 'neg_log_loss'], {
  description: 'What a classifier is worth on the validation rows: the share of right answers, or minus the log loss',
  default: 'accuracy',
});
