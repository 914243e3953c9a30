import {
  anyImage,
  anyTensors,
  defineCalculator,
  type GpuTensor,
  MillraceError,
  option,
  required,
  type Tensor,
} from '../../graph/index.ts';
import { imageKernelsService } from './image-kernels-service.ts';
import type { SegmentationActivationOptions } from './kernels/segmentation-activation.ts';
import { lostWithGpu } from './lost-with-gpu.ts';
import { newMaskImage } from './new-image.ts';
import { kernelMemory } from './on-gpu.ts';

/**
 * Turns the tensor of a segmentation network into a float mask of the tensor's size.
 *
 * Reads the first tensor of the list, `[1, height, width, channels]`, `[height, width, channels]` or
 * `[height, width]`, as float32.
 */
export const tensorsToSegmentationCalculator = defineCalculator({
  name: 'TensorsToSegmentationCalculator',
  summary: 'Turns a segmentation network’s output into a mask of probabilities.',
  example: `
calculator: TensorsToSegmentationCalculator
input_stream: TENSORS:logits
output_stream: MASK:mask
options: {activation: auto}
`,
  inputs: { TENSORS: required(anyTensors, 'The network’s outputs; the first is read') },
  outputs: { MASK: required(anyImage, 'The mask (grayf32), 1 = foreground') },
  options: {
    activation: option.choice(['auto', 'none', 'sigmoid', 'softmax'], {
      description:
        'What turns outputs into probabilities. auto: none for one channel (a probability), softmax for two (logits)',
      default: 'auto',
    }),
    output_layer_index: option.integer({
      description: 'The channel of the foreground, where there are several',
      default: 1,
      minimum: 0,
    }),
  },
  services: { kernels: imageKernelsService },
  stateless: true,
  open: () => ({
    process(ctx) {
      const [tensor] = ctx.inputs.TENSORS.value ?? [];
      if (tensor === undefined) return;
      const { height, width, channels } = plane(tensor);
      const { kernels } = ctx.services;
      const choice = ctx.options.activation;
      const channel = channels === 1 ? 0 : ctx.options.output_layer_index;
      const activation = choice === 'auto' ? (channels === 2 ? 'softmax' : 'none') : choice;
      if (choice === 'auto' && channels > 2) {
        throw new MillraceError(
          'INVALID_ARGUMENT',
          `TENSORS: ${channels} channels have no obvious meaning. Set the option activation, and output_layer_index.`,
        );
      }
      const options: SegmentationActivationOptions = { activation, channels, channel };
      if ('kind' in tensor) {
        const memory = kernelMemory(tensor);
        if (memory.lost) ctx.count(lostWithGpu);
        else
          ctx.outputs.MASK.emit(
            memory.kernels.segmentationActivation({ ...tensor, memory }, { width, height }, options),
          );
        return;
      }
      const data = floats(tensor);
      ctx.outputs.MASK.emit(
        newMaskImage(kernels, width, height, mask => kernels.segmentationActivation(data, mask.data, options)),
      );
    },
  }),
});

function plane(tensor: Tensor | GpuTensor): { height: number; width: number; channels: number } {
  const { shape } = tensor;
  const sizes = shape.length === 4 && shape[0] === 1 ? shape.slice(1) : shape;
  const [height, width, channels = 1] = sizes;
  if (sizes.length > 3 || height === undefined || width === undefined) throw notAPlane(tensor);
  return { height, width, channels };
}

function floats(tensor: Tensor): Float32Array {
  if (tensor.data instanceof Float32Array) return tensor.data;
  throw notAPlane(tensor);
}

function notAPlane({ dtype, shape }: Tensor | GpuTensor): MillraceError {
  return new MillraceError(
    'INVALID_ARGUMENT',
    `TENSORS: the first tensor is ${dtype} of shape [${shape.join(', ')}]. It must be float32 of [1, height, width, channels].`,
  );
}
