import { networkBinary } from './wasm/network-binary.ts';

type Kernel = (...offsetsAndSizes: number[]) => void;

/** The compiled kernels of assembly/ over one memory; all offsets are bytes. */
export interface NetworkKernels {
  readonly memory: WebAssembly.Memory;
  readonly gemm: Kernel;
  readonly gemmTransposed: Kernel;
  readonly moments: Kernel;
  readonly activate: Kernel;
  readonly activateGradient: Kernel;
  readonly normaliseGradient: Kernel;
  readonly pad: Kernel;
  readonly depthwise: Kernel;
  readonly depthwiseFilterGradient: Kernel;
  readonly windowColumns: Kernel;
  readonly poolProducts: Kernel;
  readonly scaleChannels: Kernel;
  readonly sum: Kernel;
  readonly upsample: Kernel;
}

/** Loads the kernels of training over a memory of their own. They compute the same everywhere: WebAssembly SIMD is exact. */
export async function loadNetworkKernels(): Promise<NetworkKernels> {
  const bytes = Uint8Array.from(atob(networkBinary), character => character.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes);
  // The binary is made from the source that NetworkKernels describes; scripts/build-kernels.mjs --check holds them together.
  return instance.exports as unknown as NetworkKernels;
}
