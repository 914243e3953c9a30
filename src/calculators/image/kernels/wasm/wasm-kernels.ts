import type { ImageKernels, PooledBuffer } from '../image-kernels.ts';
import { typescriptKernels } from '../typescript-kernels.ts';
import { BufferPool } from './buffer-pool.ts';
import { KernelCall, PoolExhausted } from './kernel-call.ts';
import type { KernelExports } from './kernel-exports.ts';
import type { KernelHost } from './kernel-host.ts';
import { SpanTables } from './span-tables.ts';
import { wasmBlur } from './wasm-blur.ts';
import { wasmComposite } from './wasm-composite.ts';
import { wasmJointBilateral } from './wasm-joint-bilateral.ts';
import { wasmMask } from './wasm-mask.ts';
import { wasmResize } from './wasm-resize.ts';
import { wasmYuv } from './wasm-yuv.ts';

/**
 * The kernels as WebAssembly SIMD over one fixed memory, which is also the pool that images are allocated in.
 *
 * When the memory is used up, buffers come from the JavaScript heap, and a call that finds no scratch runs in
 * TypeScript: slower, with the same result.
 */
export function wasmKernels(memory: WebAssembly.Memory, kernels: KernelExports, reason: string): ImageKernels {
  const heap = memory.buffer;
  const reference = typescriptKernels(reason);
  let pool: BufferPool | undefined = new BufferPool(heap.byteLength);
  const tables = new SpanTables(heap, pool);
  let liveBuffers = 0;
  let lentBytes = 0;
  let overflowed = 0;

  const open = (): BufferPool => {
    if (pool === undefined) {
      throw new Error('image kernels: used after dispose(). Create new ones with createImageKernels().');
    }
    return pool;
  };

  const lend = <T extends Uint8Array | Float32Array>(
    bytes: number,
    inside: (pointer: number) => T,
    outside: () => PooledBuffer<T>,
  ): PooledBuffer<T> => {
    const owner = open();
    const block = owner.take(bytes);
    if (block === undefined) {
      overflowed++;
      return outside();
    }
    liveBuffers++;
    lentBytes += block.bytes;
    let released = false;
    return {
      data: inside(block.pointer),
      release: () => {
        if (released)
          throw new Error('image kernels: a buffer was released twice. Release it once, after its last use.');
        released = true;
        liveBuffers--;
        lentBytes -= block.bytes;
        owner.give(block);
      },
    };
  };

  const run = (wasm: (call: KernelCall) => void, typescript: () => void): void => {
    const call = new KernelCall(heap, open());
    try {
      wasm(call);
      call.finish();
    } catch (error) {
      if (!(error instanceof PoolExhausted)) throw error;
      typescript();
    } finally {
      call.close();
    }
  };

  const host: KernelHost = { heap, kernels, tables, reference, run };
  return {
    backend: 'wasm',
    reason,
    allocRgba: (width, height) =>
      lend(
        width * height * 4,
        pointer => new Uint8Array(heap, pointer, width * height * 4),
        () => reference.allocRgba(width, height),
      ),
    allocPlane: (width, height) =>
      lend(
        width * height * 4,
        pointer => new Float32Array(heap, pointer, width * height),
        () => reference.allocPlane(width, height),
      ),
    allocBytes: length =>
      lend(
        length,
        pointer => new Uint8Array(heap, pointer, length),
        () => reference.allocBytes(length),
      ),
    allocFloats: length =>
      lend(
        length * 4,
        pointer => new Float32Array(heap, pointer, length),
        () => reference.allocFloats(length),
      ),
    stats: () => {
      const outside = reference.stats();
      return {
        liveBuffers: liveBuffers + outside.liveBuffers,
        liveBytes: lentBytes + outside.liveBytes,
        pooledBytes: pool?.pooledBytes ?? 0,
        overflowed,
      };
    },
    dispose: () => {
      pool = undefined;
    },

    ...wasmResize(host),
    ...wasmMask(host),
    ...wasmJointBilateral(host),
    ...wasmBlur(host),
    ...wasmComposite(host),
    ...wasmYuv(host),
  };
}
