import { ModelError } from '../../../graph/index.ts';
import type { TrainingBackend } from '../backend/training-backend.ts';
import { joinBytes } from '../kernels/join-bytes.ts';
import type { TrainingFiles } from '../training-files.ts';
import type { BuiltNetwork } from './build-network.ts';
import { loadNetwork } from './load-network.ts';
import type { ModelWeight, TrainedModel } from './trained-model.ts';

/** A model that was read from files. */
export interface ModelFile {
  readonly model: TrainedModel;
  /** Builds its network on a backend, with the weights of the file. */
  build(backend: TrainingBackend): Promise<BuiltNetwork>;
}

/** Reads a tfjs layers model (`model.json` with its weights beside it). @throws ModelError for other files. */
export async function loadModelFile(files: TrainingFiles, path: string): Promise<ModelFile> {
  const json = parse(await files.readFile(path), path);
  const groups = json['weightsManifest'];
  const topology = json['modelTopology'];
  if (!Array.isArray(groups) || typeof topology !== 'object' || topology === null) {
    throw new ModelError(`model ${path}: is no tfjs layers model. Give the model.json of an export.`);
  }
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
  const weights: ModelWeight[] = [];
  for (const group of groups as readonly Group[]) {
    const parts: Uint8Array[] = [];
    for (const name of group.paths) parts.push(await files.readFile(folder + name));
    const bytes = joinBytes(parts);
    let from = 0;
    for (const one of group.weights) {
      const size = one.shape.reduce((product, length) => product * length, 1);
      if (one.dtype !== 'float32' || from + 4 * size > bytes.length) {
        throw new ModelError(`model ${path}: its weights are damaged, or not float32. Export the model again.`);
      }
      const data = new Float32Array(bytes.slice(from, from + 4 * size).buffer);
      from += 4 * size;
      weights.push({ name: one.name, shape: one.shape, trainable: true, data });
    }
  }
  const model: TrainedModel = {
    topology: { json: topology as Readonly<Record<string, unknown>>, inputShape: [], outputs: [] },
    weights,
    step: 0,
    epoch: 0,
  };
  return {
    model,
    async build(backend) {
      const network = await loadNetwork(backend, model.topology);
      const byName = new Map(weights.map(one => [one.name, one.data]));
      const initial = network.variables.map(({ name }) => {
        const data = byName.get(name);
        if (data === undefined) throw new ModelError(`model ${path}: lacks the variable "${name}". Export it again.`);
        return data;
      });
      network.write(initial);
      return { network, initial };
    },
  };
}

interface Group {
  readonly paths: readonly string[];
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[]; readonly dtype: string }[];
}

function parse(bytes: Uint8Array, path: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, unknown>>;
  } catch {
    throw new ModelError(`model ${path}: is no JSON. Give the model.json of an export.`);
  }
}
