import { type Generator, generatorOf } from './generator.ts';

/** SplitMix32: one 32-bit counter and a finaliser. Seeds other generators and chains hashes; any seed is a good one. */
export function splitmix32(seed: number): Generator {
  let state = seed >>> 0;
  return generatorOf(() => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  });
}
