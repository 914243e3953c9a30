import type { NetworkKernels } from './network-kernels.ts';
import { type LearnedLayer, type NetworkLayout, type PictureShape, type Region, type Slot } from './network-layout.ts';

/** The linear part of learned layers, forwards and backwards. */
export interface Convolution {
  /** Writes the convolution of the layer's input into `x`. */
  forward(slot: Slot, layer: LearnedLayer, x: Region): void;
  /** The gradients of the filter and of the input, from that by the convolution, which stands in the slot's `dy`. */
  backward(slot: Slot, layer: LearnedLayer): void;
}

/** Zeros that "same" padding puts before a side. */
const before = (size: number, kernel: number, stride: number): number =>
  Math.max(0, (Math.ceil(size / stride) - 1) * stride + kernel - size) >> 1;

/**
 * Convolutions over a layout: 1x1 ones as matrix products, those of the picture over its patches, depthwise ones over a picture
 * with a border of zeros.
 */
export function createConvolution(kernels: NetworkKernels, layout: NetworkLayout): Convolution {
  const { batch, padded, filterScratch, parameter, shapeOf, outputOf, gradientOf, view } = layout;

  const forward = (slot: Slot, layer: LearnedLayer, x: Region): void => {
    const { shape } = slot;
    const from = shapeOf(layer.inputs[0]);
    const source = outputOf(layer.inputs[0]);
    const filter = parameter(`${layer.id}/weights`).value;
    const rows = batch * shape.h * shape.w;
    if (layer.kind === 'conv') {
      if (slot.columns === undefined) {
        kernels.gemm(source.offset, filter.offset, x.offset, rows, layer.channelsIn, layer.channels, 0);
        return;
      }
      const columns = slot.columns.floats / rows;
      for (let n = 0; n < batch; n++) {
        kernels.windowColumns(
          source.offset + n * from.h * from.w * from.c * 4,
          from.h,
          from.w,
          layer.kernel,
          layer.stride,
          before(from.h, layer.kernel, layer.stride),
          before(from.w, layer.kernel, layer.stride),
          shape.h,
          shape.w,
          columns,
          slot.columns.offset + n * shape.h * shape.w * columns * 4,
        );
      }
      const whole = view(filterScratch).subarray(0, columns * layer.channels);
      whole.fill(0);
      whole.set(view(filter));
      kernels.gemm(slot.columns.offset, filterScratch.offset, x.offset, rows, columns, layer.channels, 0);
      return;
    }
    const { kernel, stride, channels } = layer;
    const [ph, pw] = paddedSize(from, shape, kernel, stride);
    for (let n = 0; n < batch; n++) {
      padInput(source, from, n, kernel, stride, ph, pw);
      const out = x.offset + n * shape.h * shape.w * channels * 4;
      kernels.depthwise(padded.offset, pw, filter.offset, out, shape.h, shape.w, channels, kernel, stride, 0);
    }
  };

  const paddedSize = (from: PictureShape, to: PictureShape, kernel: number, stride: number): [number, number] => [
    Math.max(from.h + before(from.h, kernel, stride), (to.h - 1) * stride + kernel),
    Math.max(from.w + before(from.w, kernel, stride), (to.w - 1) * stride + kernel),
  ];
  const padInput = (
    source: Region,
    from: PictureShape,
    n: number,
    kernel: number,
    stride: number,
    ph: number,
    pw: number,
  ): void => {
    kernels.pad(
      source.offset + n * from.h * from.w * from.c * 4,
      from.h,
      from.w,
      from.c,
      before(from.h, kernel, stride),
      before(from.w, kernel, stride),
      1,
      padded.offset,
      ph,
      pw,
    );
  };

  const backward = (slot: Slot, layer: LearnedLayer): void => {
    const { shape, dy } = slot;
    const rows = batch * shape.h * shape.w;
    const from = shapeOf(layer.inputs[0]);
    const source = outputOf(layer.inputs[0]);
    const { value, gradient } = parameter(`${layer.id}/weights`);
    const into = gradientOf(layer.inputs[0]);
    const add = slot.first[0] === true ? 0 : 1;
    if (layer.kind === 'conv') {
      if (slot.columns !== undefined) {
        const columns = slot.columns.floats / rows;
        view(filterScratch).fill(0, 0, columns * layer.channels);
        kernels.gemmTransposed(slot.columns.offset, dy.offset, filterScratch.offset, rows, columns, layer.channels);
        view(gradient).set(view(filterScratch).subarray(0, gradient.floats));
        return;
      }
      kernels.gemmTransposed(source.offset, dy.offset, gradient.offset, rows, layer.channelsIn, layer.channels);
      if (into === undefined) return;
      const turned = view(filterScratch);
      const filter = view(value);
      for (let i = 0; i < layer.channelsIn; i++) {
        for (let j = 0; j < layer.channels; j++) turned[j * layer.channelsIn + i] = filter[i * layer.channels + j] ?? 0;
      }
      kernels.gemm(dy.offset, filterScratch.offset, into.offset, rows, layer.channels, layer.channelsIn, add);
      return;
    }
    const { kernel, stride, channels } = layer;
    const [ph, pw] = paddedSize(from, shape, kernel, stride);
    const flipped = view(filterScratch);
    const filter = view(value);
    const taps = kernel * kernel;
    for (let tap = 0; tap < taps; tap++) {
      const at = (taps - 1 - tap) * channels;
      flipped.set(filter.subarray(at, at + channels), tap * channels);
    }
    for (let n = 0; n < batch; n++) {
      const along = dy.offset + n * shape.h * shape.w * channels * 4;
      padInput(source, from, n, kernel, stride, ph, pw);
      kernels.depthwiseFilterGradient(
        padded.offset,
        pw,
        along,
        gradient.offset,
        shape.h,
        shape.w,
        channels,
        kernel,
        stride,
      );
      if (into === undefined) continue;
      // The input's gradient is the flipped filter over the output's, its pixels spread by the stride.
      const wide = from.w + kernel - 1;
      kernels.pad(
        along,
        shape.h,
        shape.w,
        channels,
        kernel - 1 - before(from.h, kernel, stride),
        kernel - 1 - before(from.w, kernel, stride),
        stride,
        padded.offset,
        from.h + kernel - 1,
        wide,
      );
      const out = into.offset + n * from.h * from.w * channels * 4;
      kernels.depthwise(padded.offset, wide, filterScratch.offset, out, from.h, from.w, channels, kernel, 1, add);
    }
  };
  return { forward, backward };
}
