import { type OptionValues, option } from '../../../graph/index.ts';
import type { OptimiserSpec } from '../kernels/optimisers/optimiser.ts';

const fields = {
  kind: option.choice(['sgd', 'momentum', 'rmsprop', 'adagrad', 'adam', 'adamw'], {
    description: 'The rule',
    default: 'adam',
  }),
  learning_rate: option.number({ description: 'The rate, where no LR comes', default: 0.001, minimum: 0 }),
  momentum: option.number({ description: 'Of momentum', default: 0.9, minimum: 0, maximum: 1 }),
  nesterov: option.boolean({ description: 'Of momentum: look ahead', default: false }),
  rho: option.number({
    description: 'Of rmsprop: how much of the mean square stays',
    default: 0.9,
    minimum: 0,
    maximum: 1,
  }),
  initial: option.number({ description: 'Of adagrad: where the sums start', default: 0.1, minimum: 0 }),
  beta1: option.number({
    description: 'Of adam: how much of the mean stays',
    default: 0.9,
    minimum: 0,
    exclusiveMaximum: 1,
  }),
  beta2: option.number({
    description: 'Of adam: how much of the mean square stays',
    default: 0.999,
    minimum: 0,
    exclusiveMaximum: 1,
  }),
  epsilon: option.number({ description: 'Keeps divisions finite', default: 1e-7, exclusiveMinimum: 0 }),
  weight_decay: option.number({ description: 'Of adamw, on kernels only', default: 0.0001, minimum: 0 }),
} as const;

/** The option of calculators that train. */
export const optimiserOption = option.object(fields, {
  description: 'How gradients change the variables',
  default: {
    kind: 'adam',
    learning_rate: 0.001,
    momentum: 0.9,
    nesterov: false,
    rho: 0.9,
    initial: 0.1,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-7,
    weight_decay: 0.0001,
  },
});

/** The specification behind the option. */
export function optimiserSpec(given: OptionValues<typeof fields>): OptimiserSpec {
  return given;
}
