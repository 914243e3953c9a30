import { blendBlurredKernel, weightedBlurKernel, weightedDownsampleKernel } from './blur-kernels.ts';
import { bufferUsage } from './buffer-usage.ts';
import { cleanMaskKernels } from './clean-mask-kernels.ts';
import { compositeKernel, lightWrapKernel } from './composite-kernels.ts';
import { gpuBlends } from './gpu-blends.ts';
import { createGpuBufferPool, type LentGpuBuffer } from './gpu-buffer-pool.ts';
import type { GpuFloats, GpuImageKernels, GpuKernelMemory, GpuPixels, PixelSize } from './gpu-image-kernels.ts';
import type { GpuKernelHost } from './gpu-kernel-host.ts';
import { gpuMasks } from './gpu-masks.ts';
import { gpuPresent } from './gpu-present.ts';
import { gpuResize } from './gpu-resize.ts';
import { jointBilateralKernel } from './joint-bilateral-kernel.ts';
import { createKernelRunner, type GpuKernel } from './kernel-runner.ts';
import { activationKernel, smoothMaskKernel, upsampleMaskKernel } from './mask-kernels.ts';
import { downsampleMaskKernel, maskToRgbaKernel, rgbaToMaskKernel } from './mask-picture-kernels.ts';
import { resizeRgbaKernels, resizeToTensorKernels } from './resize-kernels.ts';
import { trimMaskKernels } from './trim-mask-kernels.ts';

/** What is told of copies between CPU and GPU. */
export interface GpuCopyCounter {
  /** So many bytes were copied to CPU memory. */
  toCpu(bytes: number): void;
  /** So many bytes were copied from CPU memory. */
  fromCpu(bytes: number): void;
}

/** All kernels that may be compiled ahead. Frames of the browser have no pipeline where there is no browser. */
const kernels: readonly GpuKernel[] = [
  resizeRgbaKernels.buffer,
  resizeToTensorKernels.buffer,
  activationKernel,
  ...Object.values(cleanMaskKernels),
  ...Object.values(trimMaskKernels),
  smoothMaskKernel,
  upsampleMaskKernel,
  downsampleMaskKernel,
  maskToRgbaKernel,
  rgbaToMaskKernel,
  jointBilateralKernel,
  weightedDownsampleKernel,
  weightedBlurKernel,
  blendBlurredKernel,
  lightWrapKernel,
  compositeKernel,
];

/**
 * Makes the kernels of a device and compiles them. Disposing them does not destroy the device, which is the caller's.
 *
 * @param first - the names of those that are compiled ahead; the others are when they are first run. Default: all.
 * @throws Error when the device does not compile them.
 */
export async function createGpuImageKernels(
  device: GPUDevice,
  copies: GpuCopyCounter,
  first?: ReadonlySet<string>,
): Promise<GpuImageKernels> {
  const runner = createKernelRunner(device);
  const pool = createGpuBufferPool(device);
  let lost = false;
  const gone = device.lost.then(() => {
    lost = true;
  });
  const all = 'importExternalTexture' in device ? [resizeRgbaKernels.external, ...kernels] : kernels;
  await runner.prepare(first === undefined ? all : all.filter(one => first.has(one.name)));

  /** Waits for a promise of the device; a device that is gone may leave it open. */
  const orGone = async (promise: Promise<unknown>): Promise<void> => {
    await Promise.race([promise.catch(() => undefined), gone]);
  };
  const readBytes = async (buffer: GPUBuffer, bytes: number): Promise<ArrayBuffer> => {
    const staging = device.createBuffer({
      size: Math.ceil(bytes / 4) * 4,
      usage: bufferUsage.mapRead | bufferUsage.copyTarget,
    });
    runner.encoder().copyBufferToBuffer(buffer, 0, staging, 0, staging.size);
    runner.flush();
    try {
      let fault: unknown;
      await orGone(
        staging.mapAsync(1).catch((error: unknown) => {
          fault = error;
        }),
      );
      if (lost || fault !== undefined) {
        throw new Error('gpu picture: its device is gone. The frames that follow lie on another one.', {
          cause: fault,
        });
      }
      copies.toCpu(bytes);
      return staging.getMappedRange().slice(0, bytes);
    } finally {
      staging.destroy();
    }
  };
  const memory = (buffer: GPUBuffer): GpuKernelMemory => ({
    buffer,
    kernels: self,
    get lost() {
      return lost;
    },
  });
  const pixels = (format: GpuPixels['format'], { width, height }: PixelSize, lent: LentGpuBuffer): GpuPixels => ({
    kind: 'gpu',
    format,
    width,
    height,
    memory: memory(lent.buffer),
    async read() {
      const bytes = await readBytes(lent.buffer, width * height * 4);
      return format === 'rgba8' ? new Uint8Array(bytes) : new Float32Array(bytes);
    },
    release: () => lent.release(),
  });
  const floats = (buffer: GPUBuffer, shape: readonly number[], release: () => void): GpuFloats => ({
    kind: 'gpu',
    shape,
    dtype: 'float32',
    memory: memory(buffer),
    async read() {
      const length = shape.reduce((product, size) => product * size, 1);
      return { shape, dtype: 'float32', data: new Float32Array(await readBytes(buffer, length * 4)) };
    },
    release,
  });
  const lend = ({ width, height }: PixelSize, bytesPerPixel = 4): LentGpuBuffer =>
    pool.lend(width * height * bytesPerPixel);
  const host: GpuKernelHost = {
    device,
    runner,
    lend,
    floats,
    paint(kernel, format, size, uniforms, sources) {
      const goal = lend(size);
      runner.run(kernel, size, uniforms, [...sources, goal.buffer]);
      return pixels(format, size, goal);
    },
    isOwn: one => one.memory.kernels === self,
    bufferOf(where, name, one, format) {
      if (one.memory.kernels !== self) {
        throw new RangeError(`${where}: ${name} lies on another device. Bring it to this one first.`);
      }
      if (one.format !== format) {
        throw new RangeError(`${where}: ${name} is ${one.format}. Give ${format}.`);
      }
      return one.memory.buffer;
    },
  };
  const self: GpuImageKernels = {
    device,
    get lost() {
      return lost;
    },
    used: runner.used,
    stats: () => pool.stats(),

    upload(source) {
      const lent = lend(source);
      // What was encoded before may still read this buffer for whoever had it last.
      runner.flush();
      const { data } = source;
      device.queue.writeBuffer(lent.buffer, 0, data.buffer, data.byteOffset, data.byteLength);
      copies.fromCpu(data.byteLength);
      return pixels(data instanceof Uint8Array ? 'rgba8' : 'grayf32', source, lent);
    },
    adopt: floats,
    ...gpuResize(host),
    ...gpuMasks(host),
    ...gpuBlends(host),
    ...gpuPresent(host),

    flush: () => runner.flush(),
    finished() {
      runner.flush();
      return orGone(device.queue.onSubmittedWorkDone());
    },
    dispose() {
      runner.dispose();
      pool.dispose();
    },
  };
  return self;
}
