import {
  anyImage,
  defineCalculator,
  type GpuImage,
  type Image,
  image,
  type Packet,
  required,
} from '../../graph/index.ts';
import { lostWithGpu } from './lost-with-gpu.ts';

/**
 * Brings pictures and masks from the GPU to CPU memory, for calculators that compute there. Each counts as a copy. Those in
 * CPU memory pass as they are; one whose device is gone is lost, and counted.
 */
export const imageFromGpuCalculator = defineCalculator({
  name: 'ImageFromGpuCalculator',
  summary: 'Brings pictures from the GPU to CPU memory.',
  example: `
calculator: ImageFromGpuCalculator
input_stream: IMAGE:gpu_frame
output_stream: IMAGE:frame
`,
  inputs: { IMAGE: required(anyImage, 'Pictures or masks') },
  outputs: { IMAGE: required(image, 'The same in CPU memory') },
  open: () => ({
    async process(ctx) {
      const { value, packet } = ctx.inputs.IMAGE;
      if (value === undefined) return;
      if (value.kind === 'cpu') {
        // Its value lies in CPU memory, as was just seen.
        ctx.outputs.IMAGE.forward(packet as Packet<Image>);
        return;
      }
      const read = await readImage(value);
      if (read === undefined) ctx.count(lostWithGpu);
      else ctx.outputs.IMAGE.emit(read);
    },
  }),
});

/** A picture of a GPU in CPU memory; `undefined` when its device is gone. */
async function readImage(picture: GpuImage): Promise<Image | undefined> {
  const { width, height, memory } = picture;
  try {
    const data = await picture.read();
    return data instanceof Uint8Array
      ? { kind: 'cpu', format: 'rgba8', width, height, data }
      : { kind: 'cpu', format: 'grayf32', width, height, data };
  } catch (error) {
    if (memory.lost) return undefined;
    throw error;
  }
}
