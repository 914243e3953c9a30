import { type Generator, generatorOf } from './generator.ts';
import { splitmix32 } from './splitmix32.ts';

/**
 * xoshiro128** 1.1 by Blackman and Vigna (public domain), period 2^128 - 1: the generator of shuffles, initial weights
 * and dropout. Its state is four outputs of SplitMix32.
 */
export function xoshiro128(seed: number): Generator {
  const start = splitmix32(seed);
  let a = start.uint32();
  let b = start.uint32();
  let c = start.uint32();
  let d = start.uint32();
  return generatorOf(() => {
    const fives = Math.imul(b, 5);
    const result = Math.imul((fives << 7) | (fives >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result;
  });
}
