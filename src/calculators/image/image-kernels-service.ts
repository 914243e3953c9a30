import { defineService, type Service } from '../../graph/index.ts';
import { createImageKernels } from './kernels/create-image-kernels.ts';
import type { ImageKernels } from './kernels/image-kernels.ts';

/**
 * The image arithmetic and its buffer pool, shared by all nodes of a graph so that pictures pass between them without
 * copies. Made on demand: WebAssembly SIMD, or TypeScript where that is missing.
 */
export const imageKernelsService: Service<ImageKernels> = defineService<ImageKernels>({
  key: 'image_kernels',
  description: 'Image arithmetic (WebAssembly SIMD or TypeScript) and its buffer pool',
  create: () => createImageKernels({ backend: 'auto' }),
});
