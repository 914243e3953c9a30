import type { io, Tensor as TfTensor } from '@tensorflow/tfjs-core';
import { ModelError } from '../../../graph/index.ts';
import type { TensorInfo } from '../inference-engine.ts';
import type { TfjsModelFiles } from '../model-files.ts';
import { importing, type TfjsBackend } from './tfjs-backend.ts';

/** What GraphModel and LayersModel have in common here. */
export interface TfjsNetwork {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Inside a tidy: outputs in the order of `outputs`. */
  predict(inputs: TfTensor[]): TfTensor[];
  dispose(): void;
}

/**
 * Loads a model into a backend.
 *
 * @throws ModelError when tfjs cannot load it.
 */
export function loadTfjsNetwork(backend: TfjsBackend, files: TfjsModelFiles): Promise<TfjsNetwork> {
  return files.format === 'tfjs-graph-model' ? graphModel(backend, files) : layersModel(backend, files);
}

async function graphModel(backend: TfjsBackend, files: TfjsModelFiles): Promise<TfjsNetwork> {
  const converter = await importing('@tensorflow/tfjs-converter', () => import('@tensorflow/tfjs-converter'));
  backend.activate();
  try {
    const model = converter.loadGraphModelSync(backend.core.io.fromMemorySync(artifacts(files)));
    return {
      inputs: model.inputs.map(info),
      outputs: model.outputs.map(info),
      predict(inputs) {
        const result = model.execute(inputs);
        return Array.isArray(result) ? result : [result];
      },
      dispose: () => model.dispose(),
    };
  } catch (cause) {
    throw new ModelError(`model ${files.name}: tfjs cannot load it: ${tfjsReason(cause)}`, { cause });
  }
}

async function layersModel(backend: TfjsBackend, files: TfjsModelFiles): Promise<TfjsNetwork> {
  const { core } = backend;
  const layers = await importing('@tensorflow/tfjs-layers', () => import('@tensorflow/tfjs-layers'));
  backend.activate();
  const model = await layers.loadLayersModel(core.io.fromMemory(artifacts(files))).catch((cause: unknown) => {
    throw new ModelError(`model ${files.name}: tfjs cannot load it: ${tfjsReason(cause)}`, { cause });
  });
  return {
    inputs: model.inputs.map(info),
    outputs: model.outputs.map(info),
    predict(inputs) {
      const result = model.predictOnBatch(inputs);
      return Array.isArray(result) ? result : [result];
    },
    dispose: () => {
      model.dispose();
    },
  };
}

/** The model in the form of tfjs's loaders. */
function artifacts(files: TfjsModelFiles): io.ModelArtifacts {
  const { json, weights } = files;
  const specs = list(json['weightsManifest']).flatMap(group => (isRecord(group) ? list(group['weights']) : []));
  if (!specs.every(isWeightSpec) || !isRecord(json['modelTopology'])) {
    throw new ModelError(`model ${files.name}: its weightsManifest is damaged. Export or fetch the model again.`);
  }
  const buffer = weights.byteLength === weights.buffer.byteLength ? weights.buffer : weights.slice().buffer;
  const metadata = json['userDefinedMetadata'];
  const signature = json['signature'] ?? (isRecord(metadata) ? metadata['signature'] : undefined);
  return {
    modelTopology: json['modelTopology'],
    weightSpecs: specs,
    weightData: buffer,
    ...(isRecord(signature) ? { signature } : {}),
  };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isWeightSpec(value: unknown): value is io.WeightsManifestEntry {
  return (
    isRecord(value) &&
    typeof value['name'] === 'string' &&
    typeof value['dtype'] === 'string' &&
    Array.isArray(value['shape']) &&
    value['shape'].every(size => Number.isInteger(size))
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A tfjs tensor's description in ours: -1 and null both mean "any size". */
function info(one: {
  readonly name: string;
  readonly shape?: readonly (number | null)[] | undefined;
  readonly dtype?: string | undefined;
}): TensorInfo {
  return {
    name: one.name,
    shape: (one.shape ?? []).map(size => (size === null || size < 0 ? null : size)),
    dtype: one.dtype === 'int32' ? 'int32' : one.dtype === 'bool' ? 'uint8' : 'float32',
  };
}

/** What tfjs says, with a remedy where it is a known limit. */
export function tfjsReason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (message.includes('dynamic op')) {
    return `${message.split('.')[0] ?? ''}. Cut the model before that operation, or convert it to ONNX.`;
  }
  if (message.includes('not registered for backend')) return `${message}. Convert the model to ONNX, or use tfjs-cpu.`;
  return message;
}
