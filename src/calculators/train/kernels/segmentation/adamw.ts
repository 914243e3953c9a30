/** AdamW over named float32 values (Loshchilov and Hutter, 2019): exact to resume, one pass per value. */
export interface AdamW {
  /** Applies one step in place to the values that have gradients. */
  step(values: ReadonlyMap<string, Float32Array>, gradients: ReadonlyMap<string, Float32Array>, rate: number): void;
  /** First and second moment of each value. */
  readonly moments: ReadonlyMap<string, readonly [Float32Array, Float32Array]>;
  /** How many steps there were. */
  steps: number;
}

/**
 * Makes an optimiser for values that have the names and lengths of `like`; `weightDecay` acts on filters only, not on
 * biases and normalisation.
 */
export function createAdamW(
  like: ReadonlyMap<string, Float32Array>,
  { weightDecay = 1e-4, beta1 = 0.9, beta2 = 0.99 } = {},
): AdamW {
  const moments = new Map(
    [...like].map(([name, { length }]) => [name, [new Float32Array(length), new Float32Array(length)] as const]),
  );
  const self: AdamW = {
    moments,
    steps: 0,
    step(values, gradients, rate) {
      self.steps += 1;
      const c1 = 1 - beta1 ** self.steps;
      const c2 = 1 - beta2 ** self.steps;
      for (const [name, [m, v]] of moments) {
        const w = values.get(name);
        const g = gradients.get(name);
        if (w === undefined || g === undefined) continue;
        const shrink = name.endsWith('/weights') ? 1 - rate * weightDecay : 1;
        for (let i = 0; i < w.length; i++) {
          const d = g[i]!;
          const mi = beta1 * m[i]! + (1 - beta1) * d;
          const vi = beta2 * v[i]! + (1 - beta2) * d * d;
          m[i] = mi;
          v[i] = vi;
          w[i] = w[i]! * shrink - (rate * (mi / c1)) / (Math.sqrt(vi / c2) + 1e-8);
        }
      }
    },
  };
  return self;
}
