import { asError } from './as-error.ts';

type SettledCallback = (error: Error | undefined) => void;

/** Who wants to know that a run has settled. Each is told once. */
export class SettledCallbacks {
  readonly #callbacks = new Set<SettledCallback>();

  /** Returns a function that takes the callback off. */
  add(callback: SettledCallback): () => void {
    this.#callbacks.add(callback);
    return () => {
      this.#callbacks.delete(callback);
    };
  }

  /**
   * A run has settled.
   *
   * @param failed - is told what callbacks throw: the run is over and stays as it ended.
   */
  settled(error: Error | undefined, failed: (error: Error) => void): void {
    const callbacks = [...this.#callbacks];
    this.#callbacks.clear();
    for (const callback of callbacks) {
      try {
        callback(error);
      } catch (thrown) {
        failed(asError(thrown));
      }
    }
  }
}
