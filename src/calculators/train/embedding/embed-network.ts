import { ModelError, type Tensor } from '../../../graph/index.ts';
import { resizePicture } from '../kernels/features/resize-picture.ts';
import type { Embedding } from './embedding.ts';
import type { FrozenNetwork } from './frozen-network.ts';

/**
 * The features that a frozen network gives one example: its first output; of a map over a picture the mean of each channel.
 * A picture is scaled to the size that the network takes, other examples must fit.
 *
 * @throws ModelError for an example that does not fit.
 */
export async function embedByNetwork(
  network: FrozenNetwork,
  example: Float32Array,
  { shape, range }: Pick<Embedding, 'shape' | 'range'>,
): Promise<Float32Array> {
  const [first, ...others] = network.inputs;
  if (first === undefined || others.length > 0) {
    throw new ModelError(
      `model ${network.name}: has ${network.inputs.length} inputs. An embedding takes a network of one.`,
    );
  }
  const sizes = first.shape.slice(1).map((size, axis) => size ?? shape[axis] ?? 1);
  const wanted = sizes.reduce((product, size) => product * size, 1);
  const [height = 0, width = 0, channels = 0] = shape;
  const [tall = 0, wide = 0, deep = 0] = sizes;
  let data = example;
  if (shape.length === 3 && sizes.length === 3 && deep === channels) {
    data = resizePicture({ width, height, channels, data: example }, wide, tall);
  } else if (wanted !== example.length) {
    throw new ModelError(
      `model ${network.name}: takes [${sizes.join(', ')}], an example is [${shape.join(', ')}]. Load examples of that size.`,
    );
  }
  const values = data.map(value => inRange(value, range));
  const input: Tensor = {
    shape: [1, ...sizes],
    dtype: first.dtype,
    data:
      first.dtype === 'float32' ? values : first.dtype === 'int32' ? Int32Array.from(values) : Uint8Array.from(values),
  };
  const [output] = await network.run([input]);
  if (output === undefined) throw new ModelError(`model ${network.name}: has no output. Give another network.`);
  return output.shape.length === 4 ? channelMeans(output) : Float32Array.from(output.data);
}

function inRange(value: number, range: Embedding['range']): number {
  if (range === 'bytes') return value * 255;
  return range === 'minus_one_to_one' ? 2 * value - 1 : value;
}

function channelMeans({ shape, data }: Tensor): Float32Array {
  const channels = shape.at(-1) ?? 1;
  const places = data.length / channels;
  return Float32Array.from({ length: channels }, (_, c) => {
    let sum = 0;
    for (let i = c; i < data.length; i += channels) sum += data[i] ?? 0;
    return sum / places;
  });
}
