const STRETCHES = 20;

/**
 * How fast items come out of a graph or a peer: the items per second of the best twentieth of a run. On a machine that has
 * other work to do a whole run is never undisturbed, the less so the longer it takes; a short stretch now and then is.
 */
export class Meter {
  readonly #items: number;
  readonly #stretch: number;
  #seen = 0;
  #since = 0;
  #least = Number.POSITIVE_INFINITY;

  /** @param items - how many will come. */
  constructor(items: number) {
    this.#items = items;
    this.#stretch = Math.floor(items / STRETCHES);
    this.#since = performance.now();
  }

  /** An item has come out. */
  tick(): void {
    this.#seen += 1;
    if (this.#seen % this.#stretch !== 0) return;
    const now = performance.now();
    this.#least = Math.min(this.#least, now - this.#since);
    this.#since = now;
  }

  /** Items per second. @throws Error if not all have come. */
  result(): number {
    if (this.#seen !== this.#items) throw new Error(`bench engine: ${this.#seen} of ${this.#items} items arrived.`);
    return (this.#stretch / this.#least) * 1000;
  }
}
