import { pictureFeatures } from '../kernels/features/picture-features.ts';
import { poseFeatures } from '../kernels/features/pose-features.ts';
import { soundFeatures } from '../kernels/features/sound-features.ts';
import { embedByNetwork } from './embed-network.ts';
import type { Embedding } from './embedding.ts';
import type { FrozenNetwork } from './frozen-network.ts';

/** The features of one example. */
export async function embedExample(
  made: Embedding,
  network: FrozenNetwork | undefined,
  example: Float32Array,
): Promise<Float32Array> {
  if (network !== undefined) return embedByNetwork(network, example, made);
  switch (made.as) {
    case 'picture': {
      const [height = 1, width = 1, channels = 1] = made.shape;
      return pictureFeatures({ width, height, channels, data: example });
    }
    case 'sound':
      return soundFeatures(example, made.rate);
    case 'pose':
      return poseFeatures(example, { size: made.keypointSize, smallestScore: made.smallestScore });
    default:
      return example;
  }
}
