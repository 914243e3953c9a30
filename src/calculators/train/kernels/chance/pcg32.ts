import { type Generator, generatorOf } from './generator.ts';

const MULTIPLIER = 6364136223846793005n;
const MASK = (1n << 64n) - 1n;

/** PCG32 (XSH-RR) by O'Neill, with a choice of stream. Slow here (64-bit arithmetic): for comparison with other programs. */
export function pcg32(seed: number, stream = 54): Generator {
  const increment = ((BigInt(stream) << 1n) | 1n) & MASK;
  let state = 0n;
  const step = (): number => {
    const old = state;
    state = (old * MULTIPLIER + increment) & MASK;
    const bits = Number((((old >> 18n) ^ old) >> 27n) & 0xffffffffn);
    const turn = Number(old >> 59n);
    return ((bits >>> turn) | (bits << (-turn & 31))) >>> 0;
  };
  step();
  state = (state + BigInt(seed)) & MASK;
  step();
  return generatorOf(step);
}
