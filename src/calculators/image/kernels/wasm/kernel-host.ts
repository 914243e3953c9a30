import type { ImageKernels } from '../image-kernels.ts';
import type { KernelCall } from './kernel-call.ts';
import type { KernelExports } from './kernel-exports.ts';
import type { SpanTables } from './span-tables.ts';

/** What the calls of compiled kernels share. */
export interface KernelHost {
  /** The WebAssembly memory: the pool of images, scratch and tables. */
  readonly heap: ArrayBuffer;
  readonly kernels: KernelExports;
  readonly tables: SpanTables;
  /** The same in TypeScript. */
  readonly reference: ImageKernels;
  /** Runs a call, or `typescript` where the memory has no room for its scratch. */
  run(wasm: (call: KernelCall) => void, typescript: () => void): void;
}
