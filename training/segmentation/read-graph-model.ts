import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FoldedLayer } from './fold-weights.ts';
import { fromFloat16 } from './from-float16.ts';

interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype: string };
}

/**
 * The filters and biases of a model that `exportGraphModel` wrote, by layer: what training can start from where no
 * checkpoint is at hand. Filters are as exact as float16 is.
 */
export async function readGraphModel(folder: string): Promise<ReadonlyMap<string, FoldedLayer>> {
  const model = JSON.parse(await readFile(path.join(folder, 'model.json'), 'utf8')) as {
    weightsManifest: readonly { readonly weights: readonly WeightSpec[] }[];
  };
  const bytes = await readFile(path.join(folder, 'weights.bin'));
  const values = new Map<string, Float32Array>();
  let at = 0;
  for (const { name, shape, quantization } of model.weightsManifest.flatMap(group => group.weights)) {
    const length = shape.reduce((a, b) => a * b, 1);
    const half = quantization?.dtype === 'float16';
    if (half) {
      const words = Uint16Array.from({ length }, (_, i) => bytes.readUInt16LE(at + 2 * i));
      values.set(name, fromFloat16(words));
    }
    at += length * (half ? 2 : 4);
  }
  const layers = new Map<string, FoldedLayer>();
  for (const [name, filter] of values) {
    const id = name.replace(/\/filter$/, '');
    const bias = values.get(`${id}/bias`);
    if (id !== name && bias !== undefined) layers.set(id, { filter, bias });
  }
  return layers;
}
