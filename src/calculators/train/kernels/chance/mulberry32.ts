import { type Generator, generatorOf } from './generator.ts';

/** Mulberry32 by Tommy Ettinger (public domain): 32 bits of state; for short streams. */
export function mulberry32(seed: number): Generator {
  let state = seed >>> 0;
  return generatorOf(() => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return (z ^ (z >>> 14)) >>> 0;
  });
}
