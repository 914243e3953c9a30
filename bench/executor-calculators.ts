import { any, type Calculator, defineCalculator, type Image, image, oneOf, required } from '../src/graph/index.ts';

/** Sends what it gets. */
export const echo = defineCalculator({
  name: 'EchoCalculator',
  summary: 'Sends what it gets, as a value of its own.',
  inputs: { '': required(oneOf(image, any), 'Anything') },
  outputs: { '': required(oneOf(image, any), 'The same') },
  open: () => ({
    process(ctx) {
      const { value } = ctx.inputs[''];
      // Not the packet itself: an input that goes out again would not be sent back.
      if (typeof value === 'object' && value !== null) ctx.outputs[''].emit({ ...value, data: (value as Image).data });
      else if (value !== undefined) ctx.outputs[''].emit(value);
    },
  }),
});

/** Works for a good ten milliseconds on each picture. */
export const heavy = defineCalculator({
  name: 'HeavyCalculator',
  summary: 'Sums the pixels of a picture in a slow way.',
  inputs: { '': required(image, 'A picture') },
  outputs: { '': required(image, 'The picture') },
  open: () => ({
    process(ctx) {
      const { data } = ctx.inputs[''].get();
      let sum = 0;
      for (let round = 0; round < 3; round += 1) {
        for (let i = 0; i < data.length; i += 1) sum = (sum * 31 + (data[i] ?? 0)) | 0;
      }
      ctx.count('sum', sum === 1 ? 1 : 0);
      ctx.outputs[''].forward(ctx.inputs[''].packet);
    },
  }),
});

/** What the workers of the bench load. */
export const calculators: readonly Calculator[] = [echo, heavy];
