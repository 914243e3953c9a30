import { kernelMemory } from '../../src/calculators/image/on-gpu.ts';
import type { GpuImage } from '../../src/graph/index.ts';

/** Paints pictures that lie on a GPU. */
export interface GpuPainter {
  /** A canvas of the picture's size that shows it, until the next call; `undefined` when its device is gone. */
  paint(image: GpuImage): OffscreenCanvas | undefined;
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
    paint(image) {
      const { kernels, lost } = kernelMemory(image);
      if (lost || context === null) return undefined;
      const { width, height } = image;
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
      if (device !== kernels.device) {
        device = kernels.device;
        context.configure({ device, format: navigator.gpu.getPreferredCanvasFormat(), alphaMode: 'opaque' });
      }
      kernels.present({ ...image, memory: kernelMemory(image) }, context.getCurrentTexture());
      return canvas;
    },
  };
}
