import { anyImage, defineCalculator, optionalService, required } from '../../graph/index.ts';
import { gpuService } from './gpu-service.ts';
import { uploadable } from './on-gpu.ts';

/**
 * Brings pictures and masks to the GPU, so that the calculators behind it compute there. Each upload counts as a copy.
 *
 * Where the runtime has no GPU, or has lost it, they pass as they are, and the calculators behind it compute on the CPU; so
 * does what lies on a GPU already.
 */
export const imageToGpuCalculator = defineCalculator({
  name: 'ImageToGpuCalculator',
  summary: 'Brings pictures to the GPU, where there is one.',
  example: `
calculator: ImageToGpuCalculator
input_stream: IMAGE:frame
output_stream: IMAGE:gpu_frame
`,
  inputs: { IMAGE: required(anyImage, 'Pictures or masks') },
  outputs: { IMAGE: required(anyImage, 'The same on the GPU') },
  services: { gpu: optionalService(gpuService) },
  open: () => ({
    async process({ inputs: { IMAGE }, outputs, services }) {
      const { value } = IMAGE;
      if (value === undefined) return;
      const kernels = value.kind === 'gpu' ? undefined : await services.gpu?.kernels();
      if (value.kind === 'gpu' || kernels === undefined) outputs.IMAGE.forward(IMAGE.packet);
      else outputs.IMAGE.emit(kernels.upload(uploadable(value)));
    },
  }),
});
