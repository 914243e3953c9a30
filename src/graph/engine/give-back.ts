import { asError } from './as-error.ts';
import type { InputQueue } from './input-queue.ts';

/** Gives values back at an end. Where a release throws, `failed` is told, and the other values are given back all the same. */
export class GiveBack {
  readonly #failed: (error: Error) => void;

  constructor(failed: (error: Error) => void) {
    this.#failed = failed;
  }

  /** Does what gives values back. */
  by(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#failed(asError(error));
    }
  }

  /** Closes queues: drops everything in them. */
  queues(queues: readonly InputQueue[]): void {
    for (const queue of queues) {
      this.by(() => {
        queue.close();
      });
      // Where a release has thrown, there may be more.
      while (queue.size > 0) {
        this.by(() => {
          queue.clear();
        });
      }
    }
  }
}
