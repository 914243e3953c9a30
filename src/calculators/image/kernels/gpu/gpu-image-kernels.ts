import type { CleanMaskOptions } from '../clean-mask.ts';
import type { JointBilateralOptions } from '../joint-bilateral.ts';
import type { LightWrapOptions } from '../light-wrap.ts';
import type { FloatPlane, RgbaPixels } from '../pixels.ts';
import type { SegmentationActivationOptions } from '../segmentation-activation.ts';
import type { ResizeFilter, TensorTarget } from '../tensor-target.ts';
import type { TrimMaskOptions } from '../trim-mask.ts';
import type { WeightedBlurOptions } from '../weighted-blur.ts';
import type { GpuPoolStats } from './gpu-buffer-pool.ts';

/** Memory of one device, with the kernels that work on it. */
export interface GpuKernelMemory {
  readonly buffer: GPUBuffer;
  readonly kernels: GpuImageKernels;
  /** Whether the device is gone. */
  readonly lost: boolean;
}

/** A picture or mask on a device, as the kernels see and make it. */
export interface GpuPixels {
  readonly kind: 'gpu';
  readonly format: 'rgba8' | 'grayf32';
  readonly width: number;
  readonly height: number;
  readonly memory: GpuKernelMemory;
  read(): Promise<Uint8Array | Float32Array>;
  release(): void;
}

/** A tensor on a device, as the kernels see and make it. */
export interface GpuFloats {
  readonly kind: 'gpu';
  readonly shape: readonly number[];
  readonly dtype: 'float32';
  readonly memory: GpuKernelMemory;
  read(): Promise<{ readonly shape: readonly number[]; readonly dtype: 'float32'; readonly data: Float32Array }>;
  release(): void;
}

/** A size in pixels. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** A rectangle in pixels. */
export interface PixelRect extends PixelSize {
  readonly x: number;
  readonly y: number;
}

/** A picture that a browser hands out on the device: a frame, or a texture that one was copied to. */
export type ForeignPicture = { readonly external: GPUExternalTexture } | { readonly texture: GPUTexture };

/**
 * The image arithmetic of the calculators on a GPU, in WGSL. Each method encodes its commands and returns at once with a
 * result of its own, which the caller releases; nothing is copied to or from the CPU but by `upload` and `read`. Options
 * and sizes are those of the TypeScript kernels of the same name, which are the definition; each kernel states how far
 * it may differ, and a test holds it to that.
 *
 * @throws RangeError (from every method) when a picture or an option does not fit.
 */
export interface GpuImageKernels {
  readonly device: GPUDevice;
  /** Whether the device is gone. Methods may be called still; their results hold nothing. */
  readonly lost: boolean;
  /** The names of the kernels that have run: what another device will need at once. */
  readonly used: ReadonlySet<string>;
  /** Buffers of pictures, masks and tensors. */
  stats(): GpuPoolStats;

  /** A frame of the browser as a picture. Submits at once, so that the frame may be closed afterwards. */
  importPicture(source: ForeignPicture, size: PixelSize): GpuPixels;
  /** A picture or mask of the CPU; counted. */
  upload(pixels: RgbaPixels | FloatPlane): GpuPixels;
  /** A buffer of floats of the same device as a tensor; `release` is called once. */
  adopt(buffer: GPUBuffer, shape: readonly number[], release: () => void): GpuFloats;

  /** See `resizeRgba`. @param crop - the part of the source that is read. Default: all of it. */
  resizeRgba(source: GpuPixels, size: PixelSize, filter: ResizeFilter, crop?: PixelRect): GpuPixels;
  /** See `resizeToTensor`. @param box - where in the tensor the picture lies; the rest is `range[0]`. Default: all of it. */
  resizeToTensor(
    source: GpuPixels | (ForeignPicture & PixelSize),
    target: Omit<TensorTarget, 'data'>,
    filter: ResizeFilter,
    box?: PixelRect,
  ): GpuFloats;
  /** See `segmentationActivation`. */
  segmentationActivation(
    source: Pick<GpuFloats, 'memory'>,
    size: PixelSize,
    options: SegmentationActivationOptions,
  ): GpuPixels;
  /** See `cleanMask`. */
  cleanMask(mask: GpuPixels, options: CleanMaskOptions): GpuPixels;
  /** See `trimMask`. */
  trimMask(mask: GpuPixels, options: TrimMaskOptions): GpuPixels;
  /** See `smoothMask`. */
  smoothMask(current: GpuPixels, previous: GpuPixels, ratio: number): GpuPixels;
  /** See `upsampleMask`. */
  upsampleMask(mask: GpuPixels, size: PixelSize): GpuPixels;
  /** See `downsampleMask`. */
  downsampleMask(mask: GpuPixels, size: PixelSize): GpuPixels;
  /** See `maskToRgba`. */
  maskToRgba(mask: GpuPixels): GpuPixels;
  /** See `rgbaToMask`. */
  rgbaToMask(picture: GpuPixels, channel: number): GpuPixels;
  /** See `jointBilateral`. */
  jointBilateral(guide: GpuPixels, mask: GpuPixels, options: JointBilateralOptions): GpuPixels;
  /** `weightedDownsample` to `low`, `weightedBlur` and `blendBlurred`. */
  blurBackground(frame: GpuPixels, mask: GpuPixels, low: PixelSize, options: WeightedBlurOptions): GpuPixels;
  /** See `lightWrap`. */
  lightWrap(frame: GpuPixels, background: GpuPixels, mask: GpuPixels, options: LightWrapOptions): GpuPixels;
  /** See `composite`. */
  composite(foreground: GpuPixels, background: GpuPixels, mask: GpuPixels): GpuPixels;

  /** Paints a picture, or a mask in gray, over a texture of its size, and submits. */
  present(pixels: GpuPixels, target: GPUTexture): void;
  /** Submits what was encoded, so that commands of others on this device come after it. */
  flush(): void;
  /** Submits, and resolves when the device has computed everything, or is gone. */
  finished(): Promise<void>;
  /** Gives all memory back. Buffers on loan are destroyed when they come back. */
  dispose(): void;
}
