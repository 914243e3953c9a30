import type { Tensor as TfTensor } from '@tensorflow/tfjs-core';
import { ModelError, type Tensor } from '../../../graph/index.ts';
import type { InferenceEngine, LoadedModel } from '../inference-engine.ts';
import type { TfjsModelFiles } from '../model-files.ts';
import { openTfjsBackend, type TfjsBackend, type TfjsBackendName } from './tfjs-backend.ts';
import { loadTfjsNetwork, type TfjsNetwork, tfjsReason } from './tfjs-network.ts';

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
      if (files.format === 'onnx' || files.format === 'tflite')
        throw new ModelError(
          `model ${files.name}: tfjs does not read ${files.format} files. Use onnxruntime or litert.`,
        );
      const backend = await openTfjsBackend(options.backend, options.wasmPath);
      return loaded(backend, files, await loadTfjsNetwork(backend, files));
    },
  };
}

function loaded(backend: TfjsBackend, files: TfjsModelFiles, network: TfjsNetwork): LoadedModel {
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
        throw new ModelError(`model ${files.name}: ${backend.name} failed to run it: ${tfjsReason(cause)}`, { cause });
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
