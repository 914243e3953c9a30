import { joinBytes } from '../kernels/join-bytes.ts';
import type { TrainedModel } from '../network/trained-model.ts';

/** A file is no longer than this: what browsers like to cache. */
const SHARD_BYTES = 4 * 1024 * 1024;

/**
 * A model as the files of a tfjs layers model: `model.json` and `weights.bin`, or shards of 4 MiB. The order of the manifest is
 * that of the network's variables. `tf.loadLayersModel` reads them. The same model gives the same bytes.
 */
export function tfjsModelFiles(model: TrainedModel): readonly (readonly [name: string, bytes: Uint8Array])[] {
  const bytes = joinBytes(
    model.weights.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  );
  const count = Math.max(1, Math.ceil(bytes.length / SHARD_BYTES));
  const shards = Array.from({ length: count }, (_, i): readonly [string, Uint8Array] => [
    count === 1 ? 'weights.bin' : `weights.${i + 1}of${count}.bin`,
    bytes.slice(i * SHARD_BYTES, (i + 1) * SHARD_BYTES),
  ]);
  const json = {
    format: 'layers-model',
    generatedBy: 'millrace',
    convertedBy: null,
    modelTopology: model.topology.json,
    weightsManifest: [
      {
        paths: shards.map(([name]) => name),
        weights: model.weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
      },
    ],
  };
  return [['model.json', new TextEncoder().encode(JSON.stringify(json))], ...shards];
}
