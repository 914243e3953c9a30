import type { LentGpuBuffer } from './gpu-buffer-pool.ts';
import type { GpuFloats, GpuPixels, PixelSize } from './gpu-image-kernels.ts';
import type { GpuBinding, GpuKernel, KernelRunner, UniformValue } from './kernel-runner.ts';

/** What the kernels of one device share: its memory, and how results are made of it. */
export interface GpuKernelHost {
  readonly device: GPUDevice;
  readonly runner: KernelRunner;
  /** A buffer with room for so many bytes (default 4) for each pixel. */
  lend(size: PixelSize, bytesPerPixel?: number): LentGpuBuffer;
  /** A buffer of this device as a tensor. */
  floats(buffer: GPUBuffer, shape: readonly number[], release: () => void): GpuFloats;
  /** Runs a kernel over pixels into a fresh buffer, which is its last binding. */
  paint(
    kernel: GpuKernel,
    format: GpuPixels['format'],
    size: PixelSize,
    uniforms: readonly UniformValue[],
    sources: readonly GpuBinding[],
  ): GpuPixels;
  /** Whether it lies in this memory. */
  isOwn(one: Pick<GpuPixels | GpuFloats, 'memory'>): boolean;
  /** A picture's buffer. @throws RangeError for one of another device or format; `name` is what the message calls it. */
  bufferOf(where: string, name: string, one: GpuPixels, format: GpuPixels['format']): GPUBuffer;
}
