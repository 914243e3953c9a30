import type { Timestamp } from '../timestamp.ts';
import type { NodeCall } from './node-call.ts';

/** Calls that wait for each other, to run as one task (`batch_size`). */
export class CallBatch {
  /** The number of calls that make a task. 1: there are no batches. */
  readonly size: number;
  #head: NodeCall | null = null;
  #tail: NodeCall | null = null;
  #count = 0;

  constructor(size: number) {
    this.size = size;
  }

  /** The input timestamp of the first call that waits; `null` when none does. */
  get firstTimestamp(): Timestamp | null {
    return this.#head === null ? null : this.#head.inputTimestamp;
  }

  get isFull(): boolean {
    return this.#count === this.size;
  }

  add(call: NodeCall): void {
    if (this.#tail === null) this.#head = call;
    else this.#tail.batchNext = call;
    this.#tail = call;
    this.#count += 1;
  }

  /** Takes all calls, chained by `batchNext`; `null` when none waits. */
  take(): NodeCall | null {
    const first = this.#head;
    this.#head = null;
    this.#tail = null;
    this.#count = 0;
    return first;
  }
}
