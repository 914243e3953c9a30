/** A block of the kernels' memory on loan. */
export interface PoolBlock {
  /** Where it begins. */
  readonly pointer: number;
  /** How long it is; at least what was asked for plus {@link poolSlack}. */
  readonly bytes: number;
}

/** Bytes behind each block's content that a kernel's vector loads may read. */
export const poolSlack = 64;

/**
 * Hands out blocks of one fixed WebAssembly memory and takes them back by size class. The memory never grows, so views
 * of it stay valid; the system commits its pages only when they are first touched.
 *
 * Classes are four per power of two, so at most a quarter of a block is unused.
 */
export class BufferPool {
  readonly #end: number;
  readonly #free = new Map<number, number[]>();
  #next = 1024;
  #liveBytes = 0;
  #pooledBytes = 0;

  /** @param bytes - the memory's size. */
  constructor(bytes: number) {
    this.#end = bytes;
  }

  /** Bytes on loan, by size class. */
  get liveBytes(): number {
    return this.#liveBytes;
  }

  /** Bytes that wait for reuse. */
  get pooledBytes(): number {
    return this.#pooledBytes;
  }

  /** A block for `bytes` bytes, or `undefined` when the memory is used up. */
  take(bytes: number): PoolBlock | undefined {
    const size = sizeClass(bytes + poolSlack);
    let pointer = this.#free.get(size)?.pop();
    if (pointer === undefined) {
      if (this.#next + size > this.#end) return undefined;
      pointer = this.#next;
      this.#next += size;
    } else this.#pooledBytes -= size;
    this.#liveBytes += size;
    return { pointer, bytes: size };
  }

  /** Takes a block back. Once per loan: the caller's duty. */
  give(block: PoolBlock): void {
    const list = this.#free.get(block.bytes);
    if (list === undefined) this.#free.set(block.bytes, [block.pointer]);
    else list.push(block.pointer);
    this.#liveBytes -= block.bytes;
    this.#pooledBytes += block.bytes;
  }
}

/** The smallest class that holds `bytes`: 256 and up, in steps of a quarter of a power of two. */
function sizeClass(bytes: number): number {
  let power = 256;
  while (power * 2 <= bytes) power *= 2;
  const step = power / 4;
  return Math.max(256, Math.ceil(bytes / step) * step);
}
