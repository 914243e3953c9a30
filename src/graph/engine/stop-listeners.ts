import { asError } from './as-error.ts';

/** Those who want to know at once when a run fails or is cancelled. */
export class StopListeners {
  readonly #callbacks = new Set<() => void>();
  #stopped = false;

  /** Has `callback` called once, at once if it has come to that already. Returns the function that takes it back. */
  add(callback: () => void): () => void {
    if (this.#stopped) {
      callback();
      return () => undefined;
    }
    // One function may be given twice; each is taken back by itself.
    const entry = (): void => callback();
    this.#callbacks.add(entry);
    return () => {
      this.#callbacks.delete(entry);
    };
  }

  /** Calls all, the first time. Returns what they throw. */
  stop(): readonly Error[] {
    this.#stopped = true;
    const errors: Error[] = [];
    const callbacks = [...this.#callbacks];
    this.#callbacks.clear();
    for (const callback of callbacks) {
      try {
        callback();
      } catch (error) {
        errors.push(asError(error));
      }
    }
    return errors;
  }
}
