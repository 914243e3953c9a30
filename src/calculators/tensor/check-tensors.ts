import { ModelError, type Tensor } from '../../graph/index.ts';
import type { LoadedModel, TensorInfo } from './inference-engine.ts';

/**
 * Checks that tensors are what a model takes: as many, of its types and of its shapes (`null` takes any size).
 *
 * A uint8 tensor passes for an int32 input: TensorFlow.js has no uint8.
 *
 * @throws ModelError that names the model's input, both shapes and, for a picture of the wrong size, both sizes.
 */
export function checkTensors(model: LoadedModel, tensors: readonly Pick<Tensor, 'shape' | 'dtype'>[]): void {
  if (tensors.length !== model.inputs.length) {
    throw new ModelError(
      `model ${model.name}: got ${tensors.length} input tensors, takes ${model.inputs.length} (${model.inputs.map(one => one.name).join(', ')}). Give one per input, or choose them by input_output_config.`,
    );
  }
  model.inputs.forEach((info, index) => {
    const one = tensors[index];
    if (one !== undefined) checkTensor(model.name, info, one);
  });
}

function checkTensor(model: string, info: TensorInfo, tensor: Pick<Tensor, 'shape' | 'dtype'>): void {
  const fits =
    info.shape.length === tensor.shape.length && info.shape.every((n, i) => n === null || n === tensor.shape[i]);
  if (!fits) {
    throw new ModelError(
      `model ${model}: input "${info.name}" takes ${formatShape(info.shape)}, got a tensor of ${formatShape(tensor.shape)}. ${shapeRemedy(info.shape, tensor.shape)}`,
    );
  }
  if (info.dtype !== tensor.dtype && !(info.dtype === 'int32' && tensor.dtype === 'uint8')) {
    throw new ModelError(
      `model ${model}: input "${info.name}" takes ${info.dtype} values, got ${tensor.dtype}. Convert the tensor before inference, as ImageToTensorCalculator does for pictures.`,
    );
  }
}

function shapeRemedy(want: TensorInfo['shape'], got: readonly number[]): string {
  if (want.length !== 4 || got.length !== 4) return 'Give a tensor of that shape.';
  const [, a, b, c] = want;
  const [, height, width, channels] = got;
  if (a === channels && b === height && c === width) {
    return 'The model wants channels first. Set layout: nchw on ImageToTensorCalculator.';
  }
  if (c !== null && c !== channels) return `The model takes ${c} channels, the tensor has ${channels}.`;
  return `The model takes pictures of ${b ?? 'any'}x${a ?? 'any'} (width x height), the tensor holds one of ${width}x${height}. Set the width and height of the calculator that makes the tensor.`;
}

/** `[1, 144, 256, 3]`; `?` where any size is taken. */
export function formatShape(shape: readonly (number | null)[]): string {
  return `[${shape.map(size => size ?? '?').join(', ')}]`;
}
