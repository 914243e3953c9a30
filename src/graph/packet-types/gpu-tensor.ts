import { definePacketType, oneOf, type PacketType } from '../packet-type.ts';
import type { GpuMemory } from './gpu-image.ts';
import { type Tensor, tensors } from './tensor.ts';

/** A dense array of floats that lies on a GPU, row-major; images as NHWC. */
export interface GpuTensor {
  /** Where the numbers are. */
  readonly kind: 'gpu';
  /** Sizes per axis, outermost first. */
  readonly shape: readonly number[];
  readonly dtype: 'float32';
  readonly memory: GpuMemory;
  /** Copies the numbers to CPU memory, which the runtime counts. @throws Error when the device is lost. */
  read(): Promise<Tensor>;
  /** Gives the buffer back to its pool. The engine calls it once, after the last consumer. */
  release(): void;
}

function isGpuTensor(value: unknown): value is GpuTensor {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'gpu' && 'shape' in value;
}

const gpuTensor: PacketType<GpuTensor> = definePacketType({
  name: 'gpu_tensor',
  description: 'A tensor on a GPU',
  is: isGpuTensor,
  release: value => value.release(),
  threadBound: true,
});

/** The inputs or outputs of a model on a GPU, in its order. */
export const gpuTensors: PacketType<readonly GpuTensor[]> = definePacketType({
  name: 'gpu_tensors',
  description: 'A list of tensors on a GPU, in the order of a model’s inputs or outputs',
  is: (value): value is readonly GpuTensor[] => Array.isArray(value) && value.every(isGpuTensor),
  items: gpuTensor,
  release: value => {
    for (const one of value) one.release();
  },
  threadBound: true,
});

/** Lists of tensors, in CPU memory or on a GPU. */
export const anyTensors: PacketType<readonly Tensor[] | readonly GpuTensor[]> = oneOf(tensors, gpuTensors);
