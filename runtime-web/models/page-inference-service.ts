import {
  createInferenceService,
  type InferenceEngine,
  type InferenceService,
  litertEngine,
  type SharedGpu,
  tfjsEngine,
  tfjsGpuEngine,
} from '../../src/calculators/tensor/index.ts';
import type { GpuKeeper } from '../device/gpu-keeper.ts';
import { openLitert } from './open-litert.ts';
import { type PageModelOptions, pageModelReader } from './page-model-reader.ts';
import { tfjsWasmPath } from './tfjs-wasm-path.ts';

/** What the inference service of a page is made of. */
export interface PageInferenceOptions extends PageModelOptions {
  /** Takes for each model that was loaded what it runs on, and why. */
  readonly onModel?: ((choice: string) => void) | undefined;
  /** The GPU of the graph, when it has one: models run there, on the device of the image kernels. */
  readonly gpu?: GpuKeeper | undefined;
}

/**
 * The inference service of pages: tfjs on WASM SIMD for tfjs models, LiteRT on WASM SIMD for `.tflite` files, each with one
 * thread, and tfjs's cpu backend as a reference that must be asked for; before them tfjs on the graph's GPU, where there is
 * one. An engine is loaded with its first model. Tells the stages of each model.
 */
export function pageInferenceService(options: PageInferenceOptions): InferenceService {
  const wasmPath = tfjsWasmPath(options.assets);
  const wasm = tfjsEngine({ backend: 'wasm', ...(wasmPath === undefined ? {} : { wasmPath }) });
  const { gpu } = options;
  const onGpu = gpu === undefined ? [] : [tfjsGpuEngine({ current: () => sharedGpu(gpu), fallback: wasm })];
  const litert = litertEngine({ open: log => openLitert(options.assets, log) });
  const engines = [...onGpu, wasm, litert, tfjsEngine({ backend: 'cpu' })];
  const service = createInferenceService({
    engines: engines.map(one => staged(one, options)),
    readModel: pageModelReader(options),
  });
  return {
    async load(request) {
      const model = await service.load(request);
      const reason = request.engine === 'auto' ? 'chosen by the format of its file' : 'the graph asks for it';
      options.onModel?.(`${model.name}: ${model.engine}, ${model.detail}; ${reason}`);
      return model;
    },
  };
}

/** The device as engines see it. */
function sharedGpu({ current }: GpuKeeper): SharedGpu | undefined {
  if (current === undefined) return undefined;
  const { device, info, kernels } = current;
  return {
    device,
    info,
    get lost() {
      return kernels.lost;
    },
    flush: () => kernels.flush(),
    adopt: (buffer, shape, release) => kernels.adopt(buffer, shape, release),
  };
}

/** An engine that tells when it takes a model and when the model is ready for its first run. */
function staged(engine: InferenceEngine, { onProgress }: PageModelOptions): InferenceEngine {
  return {
    ...engine,
    async load(files, settings) {
      onProgress?.({ stage: 'compile', name: files.name });
      const model = await engine.load(files, settings);
      onProgress?.({ stage: 'warm-up', name: files.name });
      return model;
    },
  };
}
