/** Classes per factor of two: their middles are at most 2.2 % from anything in them. */
const PER_OCTAVE = 16;
const OCTAVES = 40;
const CLASSES = PER_OCTAVE * OCTAVES;

/**
 * How long calls took, in classes of growing width: bounded memory (2.5 kB), the same result for the same durations in
 * any order. A quantile is at most 2.2 % from the duration of its rank; below 1 microsecond it is 0, and from 12 days on it
 * is that.
 */
export class DurationHistogram {
  count = 0;
  total = 0;
  longest = 0;
  readonly #classes = new Uint32Array(CLASSES + 1);

  /** @param us - microseconds. */
  add(us: number): void {
    this.count += 1;
    this.total += us;
    if (us > this.longest) this.longest = us;
    const place = us < 1 ? 0 : Math.min(CLASSES, 1 + Math.floor(Math.log2(us) * PER_OCTAVE));
    this.#classes[place] = (this.#classes[place] ?? 0) + 1;
  }

  /** The duration that a share `q` (0 to 1) of the calls did not exceed; 0 without calls. */
  quantile(q: number): number {
    const rank = Math.max(1, Math.ceil(q * this.count));
    let seen = 0;
    for (const [place, calls] of this.#classes.entries()) {
      seen += calls;
      if (seen >= rank && calls > 0) {
        return place === 0 ? 0 : Math.min(this.longest, 2 ** ((place - 0.5) / PER_OCTAVE));
      }
    }
    return 0;
  }
}
