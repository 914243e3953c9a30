import type { Deferred } from './deferred.ts';

/** Who waits for a run: for its rest, or its end. */
export class Waiters {
  readonly #waiting: Deferred[] = [];

  /** A promise that resolves or rejects with the next {@link Waiters.tell}. */
  add(): Promise<void> {
    const result = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
    // Who does not look at it shall not get an unhandled rejection.
    result.catch(() => undefined);
    return result;
  }

  /** It has come. @param error - what went wrong so far. */
  tell(error: Error | undefined): void {
    for (const waiter of this.#waiting.splice(0)) {
      if (error === undefined) waiter.resolve();
      else waiter.reject(error);
    }
  }
}
