import { definePacketType, type PacketType } from '../packet-type.ts';

/** A dense array of numbers with a shape, row-major; images as NHWC. */
export interface Tensor {
  /** Sizes per axis, outermost first. */
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'uint8';
  /** As many elements as the product of the shape. */
  readonly data: Float32Array | Int32Array | Uint8Array;
  /** Gives the buffer back to its pool. The engine calls it once, after the last consumer. */
  readonly release?: () => void;
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'shape' in value && 'dtype' in value && 'data' in value;
}

/** One tensor. */
export const tensor: PacketType<Tensor> = definePacketType({
  name: 'tensor',
  description: 'A dense array of numbers with a shape',
  is: isTensor,
  release: value => value.release?.(),
});

/** The inputs or outputs of a model, in its order. */
export const tensors: PacketType<readonly Tensor[]> = definePacketType({
  name: 'tensors',
  description: 'A list of tensors, in the order of a model’s inputs or outputs',
  is: (value): value is readonly Tensor[] => Array.isArray(value) && value.every(isTensor),
  items: tensor,
  release: value => {
    for (const one of value) one.release?.();
  },
});
