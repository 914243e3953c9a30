import type { JointBilateralOptions } from './joint-bilateral.ts';
import type { LightWrapOptions } from './light-wrap.ts';
import type { FloatPlane, RgbaPixels } from './pixels.ts';
import type { SegmentationActivationOptions } from './segmentation-activation.ts';
import type { ResizeFilter, TensorTarget } from './tensor-target.ts';
import type { WeightedBlurOptions } from './weighted-blur.ts';
import type { WeightedPixels } from './weighted-downsample.ts';
import type { YuvColour } from './yuv-colour.ts';
import type { YuvPixels } from './yuv-layout.ts';

/** A buffer on loan from the kernels' pool. Not cleared: it holds what was there before. */
export interface PooledBuffer<T extends Uint8Array | Float32Array> {
  readonly data: T;
  /** Gives the buffer back; `data` must not be used afterwards. @throws Error when called twice. */
  release(): void;
}

/** What the kernels' pool holds. */
export interface ImageKernelsStats {
  /** Buffers on loan. */
  readonly liveBuffers: number;
  /** Bytes on loan. */
  readonly liveBytes: number;
  /** Bytes that wait in the pool for reuse. */
  readonly pooledBytes: number;
  /** Buffers that did not fit the pool's memory and were taken from the JavaScript heap, since the start. */
  readonly overflowed: number;
}

/**
 * The image arithmetic of the calculators. Two implementations, held equal by tests: plain TypeScript, which is the
 * definition, and WebAssembly SIMD.
 *
 * Data may lie anywhere; what lies in buffers of this object's pool is worked on in place, all else is copied into and
 * out of the WebAssembly memory. Every method checks sizes and throws `RangeError` when they do not fit.
 */
export interface ImageKernels {
  /** Which implementation this is. */
  readonly backend: 'wasm' | 'typescript';
  /** Why it was chosen, for logs. */
  readonly reason: string;

  /** A buffer of `width * height * 4` bytes. */
  allocRgba(width: number, height: number): PooledBuffer<Uint8Array>;
  /** A buffer of `width * height` floats. */
  allocPlane(width: number, height: number): PooledBuffer<Float32Array>;
  /** A buffer of `length` bytes, for 4:2:0 pictures and the like. */
  allocBytes(length: number): PooledBuffer<Uint8Array>;
  /** A buffer of `length` floats. */
  allocFloats(length: number): PooledBuffer<Float32Array>;
  /** What the pool holds now. */
  stats(): ImageKernelsStats;
  /** Gives all memory back. Every later call throws. Buffers on loan stay readable. */
  dispose(): void;

  /** See `resizeRgba`. */
  resizeRgba(source: RgbaPixels, target: RgbaPixels, filter: ResizeFilter): void;
  /** See `resizeToTensor`. */
  resizeToTensor(source: RgbaPixels, target: TensorTarget, filter: ResizeFilter): void;
  /** See `upsampleMask`. */
  upsampleMask(source: FloatPlane, target: FloatPlane): void;
  /** See `jointBilateral`. */
  jointBilateral(guide: RgbaPixels, mask: FloatPlane, target: FloatPlane, options: JointBilateralOptions): void;
  /** See `weightedDownsample`. */
  weightedDownsample(frame: RgbaPixels, mask: FloatPlane, target: WeightedPixels): void;
  /** See `weightedBlur`. */
  weightedBlur(pixels: WeightedPixels, options: WeightedBlurOptions): void;
  /** See `blendBlurred`. */
  blendBlurred(frame: RgbaPixels, mask: FloatPlane, low: WeightedPixels, target: RgbaPixels): void;
  /** See `lightWrap`. */
  lightWrap(
    frame: RgbaPixels,
    background: RgbaPixels,
    mask: FloatPlane,
    target: RgbaPixels,
    options: LightWrapOptions,
  ): void;
  /** See `composite`. */
  composite(foreground: RgbaPixels, background: RgbaPixels, mask: FloatPlane, target: RgbaPixels): void;
  /** See `smoothMask`. */
  smoothMask(current: FloatPlane, previous: FloatPlane, target: FloatPlane, ratio: number): void;
  /** See `segmentationActivation`. */
  segmentationActivation(source: Float32Array, target: Float32Array, options: SegmentationActivationOptions): void;
  /** See `yuvToRgba`. */
  yuvToRgba(source: YuvPixels, target: RgbaPixels, colour: YuvColour): void;
  /** See `rgbaToYuv`. */
  rgbaToYuv(source: RgbaPixels, target: YuvPixels, colour: YuvColour): void;
}
