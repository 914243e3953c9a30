import type { GpuTensor } from '../../../graph/index.ts';

/** A device that an engine shares with the kernels of pictures. */
export interface SharedGpu {
  readonly device: GPUDevice;
  /** The adapter's, for the engine's choice of programs and for the log. */
  readonly info: Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'device' | 'description'>;
  /** Whether the device is gone. */
  readonly lost: boolean;
  /** Submits what the kernels have encoded, so that what the engine submits comes after it. */
  flush(): void;
  /** A buffer of floats of this device as a tensor; `release` is called once. */
  adopt(buffer: GPUBuffer, shape: readonly number[], release: () => void): GpuTensor;
}
