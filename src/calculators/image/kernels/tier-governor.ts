/** The rules of a {@link TierGovernor}. */
export interface TierGovernorOptions {
  /** Milliseconds that a frame may take. */
  readonly budgetMs: number;
  /** How many tiers there are; 0 is the best and slowest. */
  readonly tiers: number;
  /** The tier to begin with. */
  readonly startTier: number;
  /** Frames whose 90th percentile is compared with the budget. */
  readonly window: number;
  /** Frames below half the budget before the next better tier is tried. */
  readonly upAfter: number;
  /** A tier that fails sooner than this after it was tried doubles the frames before it is tried again. */
  readonly failWithinMs: number;
}

/**
 * Chooses a quality tier from the latencies of frames.
 *
 * Latencies are counted from the last change of tier. When there are `window` of them and their 90th percentile is
 * above the budget, it goes one tier down at once. When the 90th percentile over the last `upAfter` frames is below
 * half the budget, it goes one tier up. A tier that was tried that way and had to be left within `failWithinMs` doubles
 * the frames before it is tried again; one that held longer starts anew with `upAfter`.
 */
export class TierGovernor {
  readonly #options: TierGovernorOptions;
  /** Frames before a tier is tried, per tier. */
  readonly #waits: number[];
  #tier: number;
  /** Latencies at this tier, the newest last. */
  #latencies: number[] = [];
  /** When this tier was tried from below; `undefined` when it was reached otherwise. */
  #triedAtMs: number | undefined;

  constructor(options: TierGovernorOptions) {
    this.#options = options;
    this.#tier = options.startTier;
    this.#waits = Array.from({ length: options.tiers }, () => options.upAfter);
  }

  /** The tier that holds now. */
  get tier(): number {
    return this.#tier;
  }

  /**
   * Takes the latency of one frame.
   *
   * @param nowMs - stream time in milliseconds, ascending.
   * @returns the tier that holds from now on.
   */
  add(latencyMs: number, nowMs: number): number {
    const { budgetMs, window, tiers, failWithinMs, upAfter } = this.#options;
    const better = this.#tier - 1;
    const wait = this.#waits[better] ?? upAfter;
    this.#latencies.push(latencyMs);
    if (this.#latencies.length > Math.max(window, wait)) this.#latencies.shift();
    if (this.#latencies.length >= window && percentile90(this.#latencies.slice(-window)) > budgetMs) {
      if (this.#tier + 1 < tiers) {
        if (this.#triedAtMs !== undefined) {
          const failed = nowMs - this.#triedAtMs < failWithinMs;
          this.#waits[this.#tier] = failed ? 2 * (this.#waits[this.#tier] ?? upAfter) : upAfter;
        }
        this.#change(this.#tier + 1, undefined);
      }
    } else if (better >= 0 && this.#latencies.length >= wait && percentile90(this.#latencies) < budgetMs / 2) {
      this.#change(better, nowMs);
    }
    return this.#tier;
  }

  #change(tier: number, triedAtMs: number | undefined): void {
    this.#tier = tier;
    this.#latencies = [];
    this.#triedAtMs = triedAtMs;
  }
}

/** The nearest-rank 90th percentile. The list is not empty. */
function percentile90(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.9) - 1] ?? 0;
}
