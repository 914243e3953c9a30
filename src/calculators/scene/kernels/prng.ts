/** A deterministic source of numbers for scenes: the same seed gives the same picture everywhere. */
export interface Prng {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  range(low: number, high: number): number;
  /** An integer from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** True with probability `p`. */
  chance(p: number): boolean;
  /** One of the values. @throws RangeError for an empty list. */
  pick<T>(values: readonly T[]): T;
  /** Normally distributed, mean 0, standard deviation 1 (Box-Muller). */
  normal(): number;
}

/** Makes a source from a seed. Mulberry32, a 32-bit generator by Tommy Ettinger (public domain). */
export function createPrng(seed: number): Prng {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    range: (low, high) => low + (high - low) * next(),
    integer: (low, high) => low + Math.floor((high - low + 1) * next()),
    chance: p => next() < p,
    pick: values => {
      const value = values[Math.floor(next() * values.length)];
      if (value === undefined) throw new RangeError('pick: the list is empty. Give at least one value.');
      return value;
    },
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}
