import {
  createInferenceService,
  type InferenceEngine,
  type InferenceService,
  litertEngine,
  tfjsEngine,
  tfjsGpuEngine,
} from '../../src/calculators/tensor/index.ts';
import type { NodeGpu } from '../device/node-gpu.ts';
import { createFileAccess, type FileAccessOptions } from '../file-access.ts';
import { createModelCache, defaultCacheFolder } from '../models/model-cache.ts';
import { readModelManifest } from '../models/model-manifest.ts';
import { createModelReader } from '../models/model-reader.ts';
import { createModelStore } from '../models/model-store.ts';
import { onnxruntimeEngine } from './onnxruntime-engine.ts';
import { openLitert } from './open-litert.ts';
import { packageModelsManifest } from './package-models.ts';
import { tfjsWasmPath } from './tfjs-wasm-path.ts';

/** What a graph may read, where models are kept and which are known by name. */
export interface NodeInferenceOptions {
  /** Which files and URLs. Default: every file that the process may read. */
  readonly files?: FileAccessOptions | undefined;
  /** URLs may come without a checksum. Default false. */
  readonly allowUnverifiedUrls?: boolean | undefined;
  /** Default: {@link defaultCacheFolder}. */
  readonly cacheFolder?: string | undefined;
  /** Nothing is fetched. */
  readonly offline?: boolean | undefined;
  /** The GPU that the graph brings pictures to, if it does: tfjs models run there too. */
  readonly gpu?: NodeGpu | undefined;
  /** Resolves `model:NAME`. Default: the manifest that ships with this package. */
  readonly manifest?: string | undefined;
}

/**
 * The inference service of Node: tfjs on WASM SIMD for tfjs models, ONNX Runtime for ONNX, LiteRT for TFLite, tfjs's cpu backend as a
 * reference that must be asked for. Models are read by the rules of `createModelReader`. Makes nothing until a model is
 * loaded.
 */
export function nodeInferenceService(options: NodeInferenceOptions = {}): InferenceService {
  const files = createFileAccess(options.files);
  const cache = createModelCache(options.cacheFolder ?? defaultCacheFolder(), { offline: options.offline === true });
  const wasm = tfjsEngine({ backend: 'wasm', wasmPath: tfjsWasmPath() });
  return createInferenceService({
    engines: [
      ...(options.gpu === undefined ? [] : [engineOn(options.gpu, wasm)]),
      wasm,
      onnxruntimeEngine(),
      litertEngine({ open: openLitert }),
      tfjsEngine({ backend: 'cpu' }),
    ],
    async readModel(location, log) {
      const manifest = location.startsWith('model:')
        ? await readModelManifest(options.manifest ?? packageModelsManifest())
        : { folder: '', models: [] };
      const store = createModelStore(manifest, cache, log);
      return createModelReader({ files, allowUnverifiedUrls: options.allowUnverifiedUrls, cache, store })(
        location,
        log,
      );
    },
  });
}

/** tfjs on the GPU, which is opened with the first model; on WASM where there is none. */
function engineOn(gpu: NodeGpu, wasm: InferenceEngine): InferenceEngine {
  const engine = tfjsGpuEngine({ current: () => gpu.current(), fallback: wasm });
  return {
    ...engine,
    async load(files, settings) {
      await gpu.kernels();
      return engine.load(files, settings);
    },
  };
}
