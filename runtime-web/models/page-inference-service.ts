import {
  createInferenceService,
  type InferenceEngine,
  type InferenceService,
  tfjsEngine,
} from '../../src/calculators/tensor/index.ts';
import { type PageModelOptions, pageModelReader } from './page-model-reader.ts';

const WASM = 'tfjs-backend-wasm-simd.wasm';
const BUILDS = [WASM, 'tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'];

/**
 * The inference service of pages: tfjs on WASM SIMD with one thread, and its cpu backend as a reference that must be asked
 * for. tfjs is loaded with the first model. Tells the stages of each model.
 */
export function pageInferenceService(options: PageModelOptions): InferenceService {
  const address = options.assets(WASM);
  // tfjs wants an address for each of its builds; the others are never asked for.
  const wasmPath =
    address === undefined ? {} : { wasmPath: Object.fromEntries(BUILDS.map(name => [name, address.href])) };
  const engines = [tfjsEngine({ backend: 'wasm', ...wasmPath }), tfjsEngine({ backend: 'cpu' })];
  return createInferenceService({
    engines: engines.map(one => staged(one, options)),
    readModel: pageModelReader(options),
  });
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
