import { MillraceError } from '../../../graph/index.ts';
import { deriveSeed } from '../kernels/chance/derive-seed.ts';
import { normalSource } from '../kernels/chance/normal.ts';
import { xoshiro128 } from '../kernels/chance/xoshiro128.ts';

/** The first values of one variable: a function of seed and name alone. */
export interface InitialWeight {
  /** `layer/variable`, as tfjs names it. */
  readonly name: string;
  readonly shape: readonly number[];
  /** The layer's `initializer` setting; left out, by the kind of variable. */
  readonly initializer: unknown;
  readonly seed: number;
}

/**
 * Makes the first values of a variable. Kernels: Glorot uniform unless the layer names another; recurrent kernels: the same;
 * biases, shifts and means 0, an LSTM's forget gate 1; scales and variances 1. Glorot and Bengio, 2010; He et al., 2015.
 */
export function initialWeights({ name, shape, initializer, seed }: InitialWeight): Float32Array {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  const variable = name.slice(name.lastIndexOf('/') + 1);
  if (/^(gamma|moving_variance)$/.test(variable)) return values.fill(1);
  if (/^(beta|moving_mean)$/.test(variable)) return values;
  if (variable === 'bias') {
    // Four gates: input, forget, cell, output. Remembering is the better start. Jozefowicz et al., 2015.
    const quarter = values.length / 4;
    if (name.includes('lstm')) values.fill(1, quarter, 2 * quarter);
    return values;
  }
  const generator = xoshiro128(deriveSeed(seed, name, 'initial weights'));
  const [fanIn, fanOut] = fans(shape);
  const uniform = (limit: number): Float32Array => values.map(() => (2 * generator.uniform() - 1) * limit);
  const gaussian = (deviation: number): Float32Array => {
    const next = normalSource(generator);
    return values.map(() => next() * deviation);
  };
  switch (initializer ?? 'glorot_uniform') {
    case 'zeros':
      return values;
    case 'glorot_uniform':
      return uniform(Math.sqrt(6 / (fanIn + fanOut)));
    case 'glorot_normal':
      return gaussian(Math.sqrt(2 / (fanIn + fanOut)));
    case 'he_uniform':
      return uniform(Math.sqrt(6 / fanIn));
    case 'he_normal':
      return gaussian(Math.sqrt(2 / fanIn));
    case 'lecun_normal':
    case 'variance_scaling':
      return gaussian(Math.sqrt(1 / fanIn));
    default:
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `variable "${name}": the initializer ${JSON.stringify(initializer)} is unknown. Use zeros, glorot_uniform, glorot_normal, he_uniform, he_normal, lecun_normal or variance_scaling.`,
      );
  }
}

/** How many numbers lead into and out of a unit. */
function fans(shape: readonly number[]): readonly [fanIn: number, fanOut: number] {
  const [last = 1, before = last] = [shape.at(-1), shape.at(-2)];
  const field = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return [Math.max(1, before * field), Math.max(1, last * field)];
}
