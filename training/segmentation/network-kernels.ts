import { readFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';

type Kernel = (...offsetsAndSizes: number[]) => void;

/** The compiled kernels of network-kernels.as.ts over one memory; all offsets are bytes. */
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

/** Compiles the kernels of training (AssemblyScript, SIMD) and loads them over a memory of their own. */
export async function loadNetworkKernels(): Promise<NetworkKernels> {
  const source = await readFile(new URL('./network-kernels.as.ts', import.meta.url), 'utf8');
  let binary: Uint8Array | undefined;
  const { error } = await asc.main(
    ['k.ts', '--outFile', 'k.wasm', '-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--use', 'abort='],
    {
      readFile: name => (name === 'k.ts' ? source : null),
      writeFile: (_name, contents) => {
        if (typeof contents !== 'string') binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || binary === undefined) {
    throw new Error(`training kernels: do not compile.\n${error?.message ?? ''}`);
  }
  const { instance } = await WebAssembly.instantiate(new Uint8Array(binary));
  return instance.exports as unknown as NetworkKernels;
}
