import type { ImageKernels } from './image-kernels.ts';
import { typescriptKernels } from './typescript-kernels.ts';
import type { KernelExports } from './wasm/kernel-exports.ts';
import { kernelsBinary } from './wasm/kernels-binary.ts';
import { wasmKernels } from './wasm/wasm-kernels.ts';

/** How {@link createImageKernels} chooses. */
export interface ImageKernelsOptions {
  /** `auto`: WebAssembly SIMD, or TypeScript where it is missing. Default `auto`. */
  readonly backend?: 'wasm' | 'typescript' | 'auto';
  /**
   * The fixed size of the WebAssembly memory in bytes, rounded up to 64 KiB. Only address space is taken at first;
   * pages are committed when touched. With `auto`, half and a quarter are tried when it is refused. Default 512 MiB.
   */
  readonly memoryBytes?: number;
}

/**
 * Makes a set of image kernels with its own memory and buffer pool. Compiling is synchronous (about 14 KB of code).
 *
 * @throws Error when `wasm` is demanded and cannot run here; the message says why.
 */
export function createImageKernels(options: ImageKernelsOptions = {}): ImageKernels {
  const { backend = 'auto', memoryBytes = 512 * 1024 * 1024 } = options;
  if (backend === 'typescript') return typescriptKernels('TypeScript kernels were asked for');
  const bytes = decodeBase64(kernelsBinary);
  let fault: unknown;
  if (typeof WebAssembly === 'undefined') fault = 'this platform has no WebAssembly';
  else if (!WebAssembly.validate(bytes)) fault = 'this platform has no WebAssembly SIMD';
  else {
    for (const share of backend === 'auto' ? [1, 2, 4] : [1]) {
      const pages = Math.ceil(memoryBytes / share / 65536);
      try {
        const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
        const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
        const why = backend === 'auto' ? 'WebAssembly SIMD is available' : 'WebAssembly kernels were asked for';
        // The binary is made from the sources that KernelExports describes; a test holds the two together.
        const kernels = instance.exports as unknown as KernelExports;
        return wasmKernels(memory, kernels, `${why}, ${Math.round(pages / 16)} MiB reserved`);
      } catch (error) {
        fault = error;
      }
    }
  }
  const fact = fault instanceof Error ? fault.message : String(fault);
  if (backend === 'wasm') {
    throw new Error(`image kernels: WebAssembly cannot run: ${fact}. Use backend "auto" or "typescript".`);
  }
  return typescriptKernels(`WebAssembly cannot run: ${fact}`);
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return bytes;
}
