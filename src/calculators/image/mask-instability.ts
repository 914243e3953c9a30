import { defineCalculator, image, number, optional, required, Timestamp } from '../../graph/index.ts';
import { imageKernelsService } from './image-kernels-service.ts';
import type { PooledBuffer } from './kernels/image-kernels.ts';
import { maskInstability } from './kernels/mask-instability.ts';
import { withMask } from './with-mask.ts';

/**
 * Measures how much a mask flickers: the mean change per pixel from one mask to the next. Meant for scenes that stand
 * still. Nothing is sent for the first mask, nor for one whose size differs from the one before.
 */
export const maskInstabilityCalculator = defineCalculator({
  name: 'MaskInstabilityCalculator',
  summary: 'Measures how much a mask flickers on a scene that stands still.',
  example: `
calculator: MaskInstabilityCalculator
input_stream: MASK:mask
output_stream: [INSTABILITY:instability, MEAN:mean_instability]
`,
  inputs: { MASK: required(image, 'The masks, in time') },
  outputs: {
    INSTABILITY: optional(number, 'Mean absolute change per pixel since the mask before'),
    MEAN: optional(number, 'Its mean, once, at PostStream'),
  },
  services: { kernels: imageKernelsService },
  open() {
    let previous:
      | { readonly width: number; readonly height: number; readonly buffer: PooledBuffer<Float32Array> }
      | undefined;
    let sum = 0;
    let count = 0;
    return {
      process(ctx) {
        if (ctx.inputs.MASK.value === undefined) return;
        const { kernels } = ctx.services;
        withMask('MASK', kernels, ctx.inputs.MASK.value, undefined, mask => {
          const { width, height } = mask;
          if (previous !== undefined && previous.width === width && previous.height === height) {
            const change = maskInstability(mask, { width, height, data: previous.buffer.data });
            sum += change;
            count++;
            ctx.outputs.INSTABILITY?.emit(change);
          } else {
            previous?.buffer.release();
            previous = { width, height, buffer: kernels.allocPlane(width, height) };
          }
          previous.buffer.data.set(mask.data);
        });
      },
      close(ctx) {
        previous?.buffer.release();
        previous = undefined;
        if (count > 0) ctx.outputs.MEAN?.emit(sum / count, Timestamp.PostStream);
      },
    };
  },
});
