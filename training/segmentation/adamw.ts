/** AdamW over named float32 values, kept outside tfjs: exact to resume, one pass per value. Loshchilov and Hutter, 2019. */
export interface AdamW {
  /** Applies one step in place. `decay` says which values shrink. */
  step(values: ReadonlyMap<string, Float32Array>, gradients: ReadonlyMap<string, Float32Array>, rate: number): void;
  readonly moments: Map<string, readonly [Float32Array, Float32Array]>;
  steps: number;
}

/** Makes an optimiser; `weightDecay` acts on filters only, not on biases and normalisation. */
export function createAdamW(weightDecay = 1e-4, beta1 = 0.9, beta2 = 0.99): AdamW {
  const self: AdamW = {
    moments: new Map(),
    steps: 0,
    step(values, gradients, rate) {
      self.steps += 1;
      const c1 = 1 - beta1 ** self.steps;
      const c2 = 1 - beta2 ** self.steps;
      for (const [name, g] of gradients) {
        const w = values.get(name);
        if (w === undefined) continue;
        let pair = self.moments.get(name);
        if (pair === undefined) {
          pair = [new Float32Array(w.length), new Float32Array(w.length)];
          self.moments.set(name, pair);
        }
        const [m, v] = pair;
        const shrink = name.endsWith('/weights') ? 1 - rate * weightDecay : 1;
        for (let i = 0; i < w.length; i++) {
          const d = g[i] ?? 0;
          const mi = beta1 * (m[i] ?? 0) + (1 - beta1) * d;
          const vi = beta2 * (v[i] ?? 0) + (1 - beta2) * d * d;
          m[i] = mi;
          v[i] = vi;
          w[i] = (w[i] ?? 0) * shrink - (rate * (mi / c1)) / (Math.sqrt(vi / c2) + 1e-8);
        }
      }
    },
  };
  return self;
}
