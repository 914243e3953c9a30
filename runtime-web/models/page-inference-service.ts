import {
  createInferenceService,
  type InferenceEngine,
  type InferenceService,
  type SharedGpu,
  tfjsEngine,
  tfjsGpuEngine,
} from '../../src/calculators/tensor/index.ts';
import type { GpuKeeper } from '../device/gpu-keeper.ts';
import { type PageModelOptions, pageModelReader } from './page-model-reader.ts';

const WASM = 'tfjs-backend-wasm-simd.wasm';
const BUILDS = [WASM, 'tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'];

/** What the inference service of a page is made of. */
export interface PageInferenceOptions extends PageModelOptions {
  /** The GPU of the graph, when it has one: models run there, on the device of the image kernels. */
  readonly gpu?: GpuKeeper | undefined;
}

/**
 * The inference service of pages: tfjs on WASM SIMD with one thread, and its cpu backend as a reference that must be asked
 * for; before them tfjs on the graph's GPU, where there is one. tfjs is loaded with the first model. Tells the stages of each model.
 */
export function pageInferenceService(options: PageInferenceOptions): InferenceService {
  const address = options.assets(WASM);
  // tfjs wants an address for each of its builds; the others are never asked for.
  const wasmPath =
    address === undefined ? {} : { wasmPath: Object.fromEntries(BUILDS.map(name => [name, address.href])) };
  const wasm = tfjsEngine({ backend: 'wasm', ...wasmPath });
  const { gpu } = options;
  const onGpu = gpu === undefined ? [] : [tfjsGpuEngine({ current: () => sharedGpu(gpu), fallback: wasm })];
  const engines = [...onGpu, wasm, tfjsEngine({ backend: 'cpu' })];
  return createInferenceService({
    engines: engines.map(one => staged(one, options)),
    readModel: pageModelReader(options),
  });
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
