import { type OptionValues, option } from '../../../graph/index.ts';

/** The kinds of losses a graph may list. */
export const lossKinds = [
  'binary_crossentropy',
  'categorical_crossentropy',
  'l1',
  'l2',
  'huber',
  'asymmetric_l2',
  'triplet',
  'ntxent',
  'supcon',
  'multi_similarity',
  'contrastive',
  'pair_softmax',
  'ge2e',
  'mmd',
  'adjusted_mmd',
  'absolute_correlation',
  'counterfactual_mse',
  'counterfactual_mae',
  'counterfactual_cosine',
  'reinforce_bernoulli',
  'mean_band',
  'ranknet',
  'listnet',
  'weight_l2',
] as const;

const fields = {
  kind: option.choice(lossKinds, { description: 'What is measured', required: true }),
  name: option.string({ description: 'Its name in LOSSES and messages; left out, the kind' }),
  weight: option.number({ description: 'What it counts in the total', default: 1, minimum: 0 }),
  role: option.string({ description: 'Whose outputs it measures', default: 'main' }),
  output: option.string({ description: 'Which output of the network; left out, the first' }),
  transform: option.choice(['identity', 'sigmoid', 'softmax'], {
    description:
      'What is applied to the outputs first. Cross-entropies take sigmoid and softmax as "the outputs are logits"',
    default: 'identity',
  }),
  target: option.string({ description: 'The column with targets, classes or relevance', default: 'y' }),
  sample_weight: option.string({ description: 'The column with the weights of rows' }),
  label_smoothing: option.number({
    description: 'How much of a target is spread evenly',
    default: 0,
    minimum: 0,
    maximum: 1,
  }),
  labels: option.string({
    description: 'The column that says which rows belong together (embedding losses)',
    default: 'y',
  }),
  membership: option.string({
    description: 'The column that is 1 for the sensitive group (MinDiff)',
    default: 'membership',
  }),
  kernel: option.object(
    {
      kind: option.choice(['gaussian', 'laplacian'], { description: 'Its form', default: 'gaussian' }),
      length: option.number({ description: 'Its length scale, in scores', default: 0.1, exclusiveMinimum: 0 }),
    },
    { description: 'The kernel of mmd', default: { kind: 'gaussian', length: 0.1 } },
  ),
  second_role: option.string({
    description: 'The other side of a pair: references of pair_softmax, counterfactuals of the rows of role',
  }),
  margin: option.number({
    description: 'Of triplet, and the negative margin of contrastive',
    default: 0.2,
    minimum: 0,
  }),
  distance: option.choice(['euclidean', 'squared_euclidean', 'cosine'], {
    description: 'Between embeddings (triplet)',
    default: 'squared_euclidean',
  }),
  mining: option.choice(['all', 'semi_hard', 'hard', 'easy', 'violating', 'batch_hard'], {
    description: 'Which triplets count',
    default: 'semi_hard',
  }),
  reduction: option.choice(['nonzero', 'mean'], { description: 'The mean over which triplets', default: 'nonzero' }),
  temperature: option.number({ description: 'Divides similarities', default: 0.1, exclusiveMinimum: 0 }),
  form: option.choice(['log', 'linear', 'softmax', 'contrast'], {
    description: 'pair_softmax: log or linear; ge2e: softmax or contrast',
  }),
  focal: option.number({
    description: 'Of pair_softmax: (1 - confidence) to this power weighs a pair',
    default: 0,
    minimum: 0,
  }),
  hard_negative_boost: option.number({
    description: 'Of pair_softmax: near wrong pairs count more',
    default: 0,
    minimum: 0,
  }),
  delta: option.number({ description: 'Of huber', default: 1, exclusiveMinimum: 0 }),
  alpha: option.number({
    description: 'Of asymmetric_l2 (10 in the paper) and multi_similarity',
    default: 2,
    exclusiveMinimum: 0,
  }),
  beta: option.number({ description: 'Of multi_similarity', default: 50, exclusiveMinimum: 0 }),
  base: option.number({ description: 'Of multi_similarity', default: 0.5 }),
  speakers: option.integer({
    description: 'Of ge2e: speakers per batch, each with as many rows',
    default: 2,
    minimum: 2,
  }),
  w: option.number({ description: 'Of ge2e: the scale of cosines', default: 10, exclusiveMinimum: 0 }),
  b: option.number({ description: 'Of ge2e: the offset of cosines', default: -5 }),
  low: option.number({ description: 'Of mean_band', default: 0.1 }),
  high: option.number({ description: 'Of mean_band', default: 0.9 }),
  selected: option.string({
    description: 'Of reinforce_bernoulli: the column of what was chosen',
    default: 'selected',
  }),
  from_step: option.integer({ description: 'The first step at which it counts', default: 0, minimum: 0 }),
  until_step: option.integer({
    description: 'The first step at which it counts no more; 0: for ever',
    default: 0,
    minimum: 0,
  }),
} as const;

/** One loss of a list. */
export const lossOption = option.object(fields, { description: 'A loss' });

/** The settings of one loss, defaults filled in. */
export type LossSettings = OptionValues<typeof fields>;

/** The name of a loss in messages and logs. */
export function lossName(settings: LossSettings): string {
  return settings.name ?? settings.kind;
}
