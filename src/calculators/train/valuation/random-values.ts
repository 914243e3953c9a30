import { defineCalculator, list, number, option, required, STOP } from '../../../graph/index.ts';
import { deriveSeed } from '../kernels/chance/derive-seed.ts';
import { xoshiro128 } from '../kernels/chance/xoshiro128.ts';
import { table } from '../tables/table.ts';

/** Values without meaning. */
export const randomValuesCalculator = defineCalculator({
  name: 'RandomValuesCalculator',
  summary: 'Gives each training row a random value: what every valuation must beat.',
  example: `
calculator: RandomValuesCalculator
input_side_packet: TRAIN:train
output_stream: VALUES:random
options: {seed: 1}
`,
  outputs: { VALUES: required(list(number), 'A value in 0..1 per training row, once, at timestamp 0') },
  sidePackets: { TRAIN: required(table, 'The rows that are valued') },
  options: { seed: option.integer({ description: 'What the values follow from', default: 0 }) },
  open: ({ sidePackets, options, nodeName }) => ({
    process({ outputs }) {
      const generator = xoshiro128(deriveSeed(options.seed, nodeName, 'values'));
      outputs.VALUES.emit(
        Array.from({ length: sidePackets.TRAIN.rows }, () => generator.uniform()),
        0,
      );
      return STOP;
    },
  }),
});
