/** Where a graph and its calculators take random numbers from, so that a run can be repeated from its seed. */
export interface RandomSource {
  /** A number in [0, 1). */
  next(): number;
}

/**
 * A repeatable random source of 32 bits of state (mulberry32). Not for secrets.
 *
 * @param seed - any number; its lowest 32 bits count.
 */
export function seededRandom(seed: number): RandomSource {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = state;
      t = Math.imul(t ^ (t >>> 15), t | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    },
  };
}
