import type { BufferPool, PoolBlock } from './buffer-pool.ts';

/** Thrown inside a {@link KernelCall} when the pool has no block left; the caller computes in TypeScript then. */
export class PoolExhausted extends Error {}

/**
 * The memory of one kernel call: data that lies in the WebAssembly memory is used where it is, other data is copied in
 * and, if it is an output, copied out by {@link KernelCall.finish}. Scratch lives until then.
 */
export class KernelCall {
  readonly #memory: ArrayBuffer;
  readonly #pool: BufferPool;
  readonly #blocks: PoolBlock[] = [];
  readonly #outputs: { readonly to: Uint8Array | Float32Array; readonly from: number }[] = [];

  constructor(memory: ArrayBuffer, pool: BufferPool) {
    this.#memory = memory;
    this.#pool = pool;
  }

  /** Where a kernel may read `data`. */
  input(data: Uint8Array | Float32Array): number {
    if (data.buffer === this.#memory) return data.byteOffset;
    const pointer = this.scratch(data.byteLength);
    new Uint8Array(this.#memory, pointer, data.byteLength).set(bytesOf(data));
    return pointer;
  }

  /** Where a kernel may write what becomes `data`. */
  output(data: Uint8Array | Float32Array): number {
    if (data.buffer === this.#memory) return data.byteOffset;
    const pointer = this.scratch(data.byteLength);
    this.#outputs.push({ to: data, from: pointer });
    return pointer;
  }

  /** Where a kernel may read and write `data`. */
  inOut(data: Uint8Array | Float32Array): number {
    const pointer = this.input(data);
    if (data.buffer !== this.#memory) this.#outputs.push({ to: data, from: pointer });
    return pointer;
  }

  /** `bytes` bytes that live until {@link KernelCall.close}, not cleared. */
  scratch(bytes: number): number {
    const block = this.#pool.take(bytes);
    if (block === undefined) throw new PoolExhausted();
    this.#blocks.push(block);
    return block.pointer;
  }

  /** Floats as the kernel reads them. */
  floats(values: readonly number[]): number {
    const pointer = this.scratch(values.length * 4);
    new Float32Array(this.#memory, pointer, values.length).set(values);
    return pointer;
  }

  /** Integers as the kernel reads them. */
  integers(values: readonly number[]): number {
    const pointer = this.scratch(values.length * 4);
    new Int32Array(this.#memory, pointer, values.length).set(values);
    return pointer;
  }

  /** Copies the outputs to where they belong. */
  finish(): void {
    for (const { to, from } of this.#outputs) bytesOf(to).set(new Uint8Array(this.#memory, from, to.byteLength));
  }

  /** Gives all scratch back. */
  close(): void {
    for (const block of this.#blocks) this.#pool.give(block);
  }
}

function bytesOf(data: Uint8Array | Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
