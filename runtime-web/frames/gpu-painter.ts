import { kernelMemory } from '../../src/calculators/image/on-gpu.ts';
import type { GpuImage } from '../../src/graph/index.ts';

/** Paints pictures that lie on a GPU. */
export interface GpuPainter {
  /**
   * Paints a picture on a canvas of its size and takes what the canvas shows, on the GPU. Resolves when the device has painted
   * it; to `undefined` when the device was lost before: what it took is blank then, and closed.
   */
  paint<T extends { close(): void }>(image: GpuImage, take: (canvas: OffscreenCanvas) => T): Promise<T | undefined>;
}

/**
 * Makes a painter. Pictures go to a canvas of its own, which others draw from or make frames of, on the GPU: a visible canvas
 * that belonged to WebGPU would be blank when the device is lost, and could not show pictures of the CPU afterwards.
 */
export function gpuPainter(): GpuPainter {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('webgpu');
  let device: GPUDevice | undefined;
  return {
    async paint(image, take) {
      const memory = kernelMemory(image);
      const { kernels } = memory;
      if (memory.lost || context === null) return undefined;
      const { width, height } = image;
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
      if (device !== kernels.device) {
        device = kernels.device;
        context.configure({ device, format: navigator.gpu.getPreferredCanvasFormat(), alphaMode: 'opaque' });
      }
      kernels.present({ ...image, memory }, context.getCurrentTexture());
      const taken = take(canvas);
      // A device says that it is gone after whoever destroyed it has gone on; until then it takes commands and paints nothing.
      await kernels.finished();
      if (!kernels.lost) return taken;
      taken.close();
      return undefined;
    },
  };
}
