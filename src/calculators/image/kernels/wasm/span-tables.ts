import { areaSpans } from '../area-spans.ts';
import { linearSpans } from '../linear-spans.ts';
import type { BufferPool, PoolBlock } from './buffer-pool.ts';
import { PoolExhausted } from './kernel-call.ts';

/** So many tables are kept: a graph resizes between few sizes, one table per axis and pair of sizes. */
const mostTables = 64;

/**
 * The resampling tables that kernels read, 16 bytes per target sample, kept in the kernels' memory from call to call.
 * The least recently used one goes when there are too many; the two that a call asks for are never among those.
 */
export class SpanTables {
  readonly #memory: ArrayBuffer;
  readonly #pool: BufferPool;
  readonly #blocks = new Map<string, PoolBlock>();

  constructor(memory: ArrayBuffer, pool: BufferPool) {
    this.#memory = memory;
    this.#pool = pool;
  }

  /** Start (integer), count (integer), first and last coverage of {@link areaSpans}. */
  area(from: number, to: number): number {
    return this.#table(`area ${from} ${to}`, to, (ints, floats) => {
      const spans = areaSpans(from, to);
      for (let i = 0; i < to; i++) {
        // Spans have one entry per target sample, so the index is inside.
        ints[i * 4] = spans.start[i]!;
        ints[i * 4 + 1] = spans.count[i]!;
        floats[i * 4 + 2] = spans.first[i]!;
        floats[i * 4 + 3] = spans.last[i]!;
      }
    });
  }

  /** Low (integer), high (integer) and fraction of {@link linearSpans}; the fourth value is unused. */
  linear(from: number, to: number): number {
    return this.#table(`linear ${from} ${to}`, to, (ints, floats) => {
      const spans = linearSpans(from, to);
      for (let i = 0; i < to; i++) {
        // As above.
        ints[i * 4] = spans.low[i]!;
        ints[i * 4 + 1] = spans.high[i]!;
        floats[i * 4 + 2] = spans.fraction[i]!;
      }
    });
  }

  #table(key: string, length: number, fill: (ints: Int32Array, floats: Float32Array) => void): number {
    let block = this.#blocks.get(key);
    if (block === undefined) {
      block = this.#pool.take(length * 16);
      if (block === undefined) throw new PoolExhausted();
      fill(
        new Int32Array(this.#memory, block.pointer, length * 4),
        new Float32Array(this.#memory, block.pointer, length * 4),
      );
    } else this.#blocks.delete(key);
    // A map keeps the order of insertion: the first is the least recently used.
    this.#blocks.set(key, block);
    if (this.#blocks.size > mostTables) {
      for (const [oldest, unused] of this.#blocks) {
        this.#blocks.delete(oldest);
        this.#pool.give(unused);
        break;
      }
    }
    return block.pointer;
  }
}
