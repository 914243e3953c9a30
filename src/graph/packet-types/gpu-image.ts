import { definePacketType, oneOf, type PacketType } from '../packet-type.ts';
import { image } from './image.ts';

/** Memory of a GPU device. Opaque here: only kernels of the same device look inside. */
export interface GpuMemory {
  /** The WebGPU buffer. */
  readonly buffer: object;
  /** Whether the device is gone, and what was stored there with it. */
  readonly lost: boolean;
}

/** A picture or mask that lies on a GPU: rows without padding, as in CPU memory. */
export interface GpuImage {
  /** Where the pixels are. */
  readonly kind: 'gpu';
  /** `rgba8`: four bytes per pixel, red first. `grayf32`: one float per pixel; as a mask 1 = person. */
  readonly format: 'rgba8' | 'grayf32';
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  readonly memory: GpuMemory;
  /** Copies the pixels to CPU memory, which the runtime counts. @throws Error when the device is lost. */
  read(): Promise<Uint8Array | Float32Array>;
  /** Gives the buffer back to its pool. The engine calls it once, after the last consumer. */
  release(): void;
}

function isGpuImage(value: unknown): value is GpuImage {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'gpu' && 'format' in value;
}

/** Pictures and masks on a GPU. */
export const gpuImage: PacketType<GpuImage> = definePacketType({
  name: 'gpu_image',
  description: 'A picture or mask on a GPU: rgba8 or grayf32',
  is: isGpuImage,
  release: value => value.release(),
  threadBound: true,
});

/**
 * Pictures and masks, in CPU memory or on a GPU: for calculators that work on either. A graph of which one calculator
 * takes `image` alone is run on the CPU.
 */
export const anyImage = oneOf(image, gpuImage);
