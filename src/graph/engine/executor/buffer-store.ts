/** Buffers kept per size, and bytes kept in all. */
const MOST_OF_A_SIZE = 8;
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Buffers that came with copies of pooled values and wait for the next copy of that size. A thread gets as many as it
 * gives where values go there and back, so that frames need no fresh memory.
 */
export class BufferStore {
  readonly #bySize = new Map<number, ArrayBuffer[]>();
  #bytes = 0;

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A buffer of exactly that size; its content is left over. */
  take(size: number): ArrayBuffer {
    const buffer = this.#bySize.get(size)?.pop();
    if (buffer === undefined) return new ArrayBuffer(size);
    this.#bytes -= size;
    return buffer;
  }

  /** Keeps a buffer that nobody reads any more; one that was moved on meanwhile is gone, and enough is enough. */
  give(buffer: ArrayBuffer): void {
    const size = buffer.byteLength;
    if (size === 0 || this.#bytes + size > MOST_BYTES) return;
    const known = this.#bySize.get(size);
    if (known === undefined) this.#bySize.set(size, [buffer]);
    else if (known.length < MOST_OF_A_SIZE) known.push(buffer);
    else return;
    this.#bytes += size;
  }
}
