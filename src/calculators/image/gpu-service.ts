import { defineService, type Service } from '../../graph/index.ts';
import type { GpuImageKernels } from './kernels/gpu/gpu-image-kernels.ts';

/** The GPU of a runtime, for calculators that bring pictures there. */
export interface GpuAccess {
  /** Its kernels; `undefined` where there is no GPU, or it is gone. The device is opened with the first call. */
  kernels(): Promise<GpuImageKernels | undefined>;
}

/** The GPU of the runtime. Runtimes that bring frames to a GPU by themselves, as pages do, need not give it. */
export const gpuService: Service<GpuAccess> = defineService<GpuAccess>({
  key: 'gpu',
  description: 'The GPU that ImageToGpuCalculator brings pictures to',
});
