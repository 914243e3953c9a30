/** A stream of pseudo-random numbers that follows from its seed alone. */
export interface Generator {
  /** The next 32 bits, as an unsigned integer. */
  uint32(): number;
  /** Uniform in [0, 1): the next 32 bits over 2^32. */
  uniform(): number;
}

/** A generator over a function that gives 32 bits at a time. */
export function generatorOf(uint32: () => number): Generator {
  return { uint32, uniform: () => uint32() / 4294967296 };
}
