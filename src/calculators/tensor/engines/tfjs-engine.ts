import type { io, Tensor as TfTensor } from '@tensorflow/tfjs-core';
import { ModelError, type Tensor } from '../../../graph/index.ts';
import type { InferenceEngine, LoadedModel, TensorInfo } from '../inference-engine.ts';
import type { TfjsModelFiles } from '../model-files.ts';
import { importing, openTfjsBackend, type TfjsBackend, type TfjsBackendName } from './tfjs-backend.ts';

/** What a runtime tells the tfjs engine. */
export interface TfjsEngineOptions {
  readonly backend: TfjsBackendName;
  /** The folder of tfjs's `.wasm` files (a path in Node, a URL in a page, with a final slash), or the URL of each file. */
  readonly wasmPath?: string | Readonly<Record<string, string>>;
}

/**
 * TensorFlow.js as an engine: GraphModels and LayersModels on one backend, in Node and in pages.
 *
 * Limits: the first axis of an unknown batch size aside, shapes are what the model declares; models with control flow or
 * with operations whose output size depends on the data (NonMaxSuppression, Where, Unique) are refused; LayersModels may
 * hold the layers of tfjs and those registered with it; the wasm backend has one thread and no Einsum, FFT or string
 * operations; `tfjs-cpu` is about 30 times slower than `tfjs-wasm` and must be asked for by name. Runs on the calling
 * thread and returns no promise. Packages are imported on the first load: tfjs-core, one backend, and the converter or
 * tfjs-layers, never the union package.
 */
export function tfjsEngine(options: TfjsEngineOptions): InferenceEngine {
  return {
    name: `tfjs-${options.backend}`,
    formats: ['tfjs-graph-model', 'tfjs-layers-model'],
    explicitOnly: options.backend === 'cpu',
    async load(files) {
      if (files.format === 'onnx')
        throw new ModelError(`model ${files.name}: tfjs does not read ONNX. Use onnxruntime.`);
      const backend = await openTfjsBackend(options.backend, options.wasmPath);
      const network =
        files.format === 'tfjs-graph-model' ? await graphModel(backend, files) : await layersModel(backend, files);
      return loaded(backend, files, network);
    },
  };
}

/** What GraphModel and LayersModel have in common here. */
interface Network {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Inside a tidy: outputs in the order of `outputs`. */
  predict(inputs: TfTensor[]): TfTensor[];
  dispose(): void;
}

function loaded(backend: TfjsBackend, files: TfjsModelFiles, network: Network): LoadedModel {
  const { core } = backend;
  const copies = backend.name === 'cpu';
  let disposed = false;
  return {
    name: files.name,
    engine: `tfjs-${backend.name}`,
    detail: backend.detail,
    inputs: network.inputs,
    outputs: network.outputs,
    run(tensors) {
      if (disposed) throw new ModelError(`model ${files.name}: it was disposed. Load it again.`);
      backend.activate();
      const results: Tensor[] = [];
      try {
        core.tidy(() => {
          const inputs = tensors.map(one =>
            core.tensor(values(one), [...one.shape], one.dtype === 'float32' ? 'float32' : 'int32'),
          );
          for (const output of network.predict(inputs)) results.push(read(output, copies));
        });
      } catch (cause) {
        throw new ModelError(`model ${files.name}: ${backend.name} failed to run it: ${reason(cause)}`, { cause });
      }
      return results;
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      backend.activate();
      network.dispose();
    },
  };
}

/** tfjs has no uint8 tensors: they become int32. */
function values(tensor: Tensor): Float32Array | Int32Array {
  return tensor.data instanceof Uint8Array ? Int32Array.from(tensor.data) : tensor.data;
}

/** Copies a result out of the backend once. The wasm backend's read is that copy; the cpu backend hands out its own array. */
function read(output: TfTensor, copies: boolean): Tensor {
  const data = output.dataSync();
  const shape = output.shape;
  if (data instanceof Float32Array) return { shape, dtype: 'float32', data: copies ? data.slice() : data };
  if (data instanceof Int32Array) return { shape, dtype: 'int32', data: copies ? data.slice() : data };
  return { shape, dtype: 'uint8', data: Uint8Array.from(data) };
}

async function graphModel(backend: TfjsBackend, files: TfjsModelFiles): Promise<Network> {
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
    throw new ModelError(`model ${files.name}: tfjs cannot load it: ${reason(cause)}`, { cause });
  }
}

async function layersModel(backend: TfjsBackend, files: TfjsModelFiles): Promise<Network> {
  const { core } = backend;
  const layers = await importing('@tensorflow/tfjs-layers', () => import('@tensorflow/tfjs-layers'));
  backend.activate();
  const model = await layers.loadLayersModel(core.io.fromMemory(artifacts(files))).catch((cause: unknown) => {
    throw new ModelError(`model ${files.name}: tfjs cannot load it: ${reason(cause)}`, { cause });
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
function reason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (message.includes('dynamic op')) {
    return `${message.split('.')[0] ?? ''}. Cut the model before that operation, or convert it to ONNX.`;
  }
  if (message.includes('not registered for backend')) return `${message}. Convert the model to ONNX, or use tfjs-cpu.`;
  return message;
}
