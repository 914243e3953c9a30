import type { NamedAttrMap, NamedTensorInfoMap, Rank, Tensor, Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { maxPoolGradient } from '../kernels/gradients/max-pool-gradient.ts';
import type { Window } from '../kernels/gradients/window.ts';
import { windowColumns } from '../kernels/gradients/window-columns.ts';
import type { TfjsCore } from './training-backend.ts';

/** What tfjs knows of a convolution. */
type ConvInfo = ReturnType<TfjsCore['backend_util']['computeConv2DInfo']>;
type Kernel = (tf: TfjsCore, inputs: NamedTensorInfoMap, attrs: NamedAttrMap, memory: WasmMemory) => Tensor;
/** What is used of tfjs's WASM backend: tensors as views of its memory. */
interface WasmMemory {
  makeOutput(shape: readonly number[], dtype: 'float32'): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): Float32Array;
}

const missing: Readonly<Record<string, Kernel>> = {
  Conv2DBackpropFilter: conv2dFilterGradient,
  DepthwiseConv2dNativeBackpropFilter: depthwiseFilterGradient,
  DepthwiseConv2dNativeBackpropInput: depthwiseInputGradient,
  UnsortedSegmentSum: unsortedSegmentSum,
};
/** tfjs's own (4.22) loses numbers where windows do not overlap. */
const wrong: Readonly<Record<string, Kernel>> = { MaxPoolGrad: maxPoolInputGradient };

/**
 * Registers with tfjs's WASM backend the gradient kernels that it lacks, made of kernels that it has: without them
 * convolutions and embeddings cannot be trained on it. Replaces that of max pooling, which is wrong. May be called again.
 *
 * Limits: depthwise convolutions with a channel multiplier of 1, no dilation; channels last.
 */
export function registerWasmGradients(tf: TfjsCore): void {
  for (const [kernelName, compute] of Object.entries({ ...missing, ...wrong })) {
    if (hasKernel(tf, kernelName)) {
      if (!(kernelName in wrong)) continue;
      tf.unregisterKernel(kernelName, 'wasm');
    }
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs, backend }) =>
        tf.tidy(() => compute(tf, inputs, attrs ?? {}, backend as WasmMemory)),
    });
  }
}

function hasKernel(tf: TfjsCore, kernelName: string): boolean {
  return tf.getKernelsForBackend('wasm').some(kernel => kernel.kernelName === kernelName);
}

/** Windows of the input times the gradient of the output: one matrix product. */
function conv2dFilterGradient(
  tf: TfjsCore,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
  memory: WasmMemory,
): Tensor {
  const [x, dy] = [asTensor(inputs, 'x'), asTensor(inputs, 'dy')];
  const shape = attrs['filterShape'] as [number, number, number, number];
  const info = convInfo(tf, x.shape as ConvInfo['inShape'], shape, attrs, false);
  const [height, width, channels, filters] = shape;
  const rows = memory.makeOutput(
    [info.batchSize * info.outHeight * info.outWidth, height * width * channels],
    'float32',
  );
  // Making the output may have moved all memory: the views come after it.
  windowColumns(memory.typedArrayFromHeap(x), windowOf(info), memory.typedArrayFromHeap(rows));
  const columns = tf.engine().makeTensorFromTensorInfo(rows);
  return tf.reshape(tf.matMul(columns, tf.reshape(dy, [-1, filters]), true, false), shape);
}

/** For each tap of the window: what it reads times the gradient of the output, summed over the pictures. */
function depthwiseFilterGradient(tf: TfjsCore, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): Tensor {
  const [x, dy] = [asTensor(inputs, 'x'), asTensor(inputs, 'dy')];
  const shape = attrs['filterShape'] as [number, number, number, number];
  requireSimple(shape[3], attrs);
  const info = convInfo(tf, x.shape as ConvInfo['inShape'], shape, attrs, true);
  const sums = tapPictures(tf, x, shape[0], shape[1], info).map(tap => tf.sum(tf.mul(tap, dy), [0, 1, 2]));
  return tf.reshape(tf.stack(sums), shape);
}

/** The gradient of the output, spread by the stride, under the flipped filter. */
function depthwiseInputGradient(tf: TfjsCore, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): Tensor {
  const [dy, filter] = [asTensor(inputs, 'dy'), asTensor(inputs, 'filter') as Tensor4D];
  const [height, width, , multiplier] = filter.shape;
  requireSimple(multiplier, attrs);
  const info = convInfo(tf, attrs['inputShape'] as ConvInfo['inShape'], filter.shape, attrs, true);
  const spread = dilate(tf, dy, info.strideHeight, info.strideWidth);
  const before = [height - 1 - info.padInfo.top, width - 1 - info.padInfo.left] as const;
  const need = [info.inHeight + height - 1, info.inWidth + width - 1] as const;
  // What the spreading adds at the far end may lie beyond every window.
  const [h = 0, w = 0] = [0, 1].map(axis =>
    Math.min(spread.shape[axis + 1] ?? 0, (need[axis] ?? 0) - (before[axis] ?? 0)),
  );
  const cut = tf.slice(spread, [0, 0, 0, 0], [info.batchSize, h, w, info.inChannels]);
  const padded: Tensor4D = tf.pad(cut, [
    [0, 0],
    [before[0], need[0] - before[0] - h],
    [before[1], need[1] - before[1] - w],
    [0, 0],
  ]);
  return tf.depthwiseConv2d(padded, tf.reverse(filter, [0, 1]), 1, 'valid');
}

/** In typed arrays: each number of `dy` goes to one place. */
function maxPoolInputGradient(tf: TfjsCore, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): Tensor {
  const [x, dy] = [asTensor(inputs, 'input'), asTensor(inputs, 'dy')];
  const info = tf.backend_util.computePool2DInfo(
    x.shape as ConvInfo['inShape'],
    attrs['filterSize'] as [number, number] | number,
    attrs['strides'] as [number, number] | number,
    1,
    attrs['pad'] as 'same' | 'valid' | number,
    attrs['dimRoundingMode'] as 'floor' | undefined,
  );
  const data = maxPoolGradient(x.dataSync<'float32'>(), dy.dataSync<'float32'>(), windowOf(info));
  return tf.tensor(data, x.shape);
}

/** One-hot segment numbers times the rows. */
function unsortedSegmentSum(tf: TfjsCore, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): Tensor {
  const [x, ids] = [asTensor(inputs, 'x'), asTensor(inputs, 'segmentIds')];
  const segments = attrs['numSegments'] as number;
  const places = tf.cast(tf.oneHot(tf.cast(tf.reshape(ids, [ids.size]), 'int32'), segments), 'float32');
  const sums = tf.matMul(places, tf.reshape(x, [ids.size, x.size / Math.max(1, ids.size)]), true, false);
  return tf.reshape(sums, [segments, ...x.shape.slice(ids.shape.length)]);
}

/** tfjs hands tensors to kernels under the type of their description. */
function asTensor(inputs: NamedTensorInfoMap, name: string): Tensor {
  return inputs[name] as Tensor;
}

function windowOf(info: ConvInfo): Window {
  return {
    ...info,
    batch: info.batchSize,
    channels: info.inChannels,
    height: info.filterHeight,
    width: info.filterWidth,
    top: info.padInfo.top,
    left: info.padInfo.left,
  };
}

function convInfo(
  tf: TfjsCore,
  inShape: ConvInfo['inShape'],
  filterShape: [number, number, number, number],
  attrs: NamedAttrMap,
  depthwise: boolean,
): ConvInfo {
  return tf.backend_util.computeConv2DInfo(
    inShape,
    filterShape,
    attrs['strides'] as [number, number] | number,
    depthwise ? ((attrs['dilations'] as [number, number] | undefined) ?? 1) : 1,
    attrs['pad'] as 'same' | 'valid' | number,
    attrs['dimRoundingMode'] as 'floor' | undefined,
    depthwise,
  );
}

/** For each tap of the window, row by row, the picture of the pixels that it reads. */
function tapPictures(tf: TfjsCore, x: Tensor, height: number, width: number, info: ConvInfo): Tensor4D[] {
  const { padInfo: pad, strideHeight, strideWidth, outHeight, outWidth, batchSize, inChannels } = info;
  const padded = tf.pad(x as Tensor4D, [
    [0, 0],
    [pad.top, pad.bottom],
    [pad.left, pad.right],
    [0, 0],
  ]);
  const taps: Tensor4D[] = [];
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      if (strideHeight === 1 && strideWidth === 1) {
        taps.push(tf.slice<Rank.R4, Tensor4D>(padded, [0, i, j, 0], [batchSize, outHeight, outWidth, inChannels]));
        continue;
      }
      const end = [batchSize, i + (outHeight - 1) * strideHeight + 1, j + (outWidth - 1) * strideWidth + 1, inChannels];
      taps.push(tf.stridedSlice(padded, [0, i, j, 0], end, [1, strideHeight, strideWidth, 1]) as Tensor4D);
    }
  }
  return taps;
}

/** A picture with zeros between its pixels: `stride - 1` after each. */
function dilate(tf: TfjsCore, dy: Tensor, strideHeight: number, strideWidth: number): Tensor4D {
  const [n = 0, h = 0, w = 0, c = 0] = dy.shape;
  let wide: Tensor = dy;
  if (strideWidth > 1) {
    wide = tf.concat([tf.reshape(dy, [n * h, w, 1, c]), tf.zeros([n * h, w, strideWidth - 1, c])], 2);
  }
  const across = w * strideWidth;
  let tall: Tensor = wide;
  if (strideHeight > 1) {
    tall = tf.concat([tf.reshape(wide, [n, h, 1, across * c]), tf.zeros([n, h, strideHeight - 1, across * c])], 2);
  }
  return tf.reshape(tall, [n, h * strideHeight, across, c]);
}

function requireSimple(multiplier: number, attrs: NamedAttrMap): void {
  const dilations = attrs['dilations'] as readonly number[] | number | undefined;
  const dilated = [dilations ?? 1].flat().some(one => one !== 1);
  if (multiplier !== 1 || dilated) {
    throw new RangeError(
      `depthwise convolution on wasm: a channel multiplier of ${multiplier}${dilated ? ' with dilation' : ''} has no gradient. Use a multiplier of 1 without dilation, or the cpu backend.`,
    );
  }
}
