// Running neural networks

import type { Calculator } from '../../graph/index.ts';
import { inferenceCalculator } from './inference.ts';
import { modelLoaderCalculator } from './model-loader.ts';

export { checkTensors } from './check-tensors.ts';
export type { InferenceServiceOptions } from './create-inference-service.ts';
export { createInferenceService } from './create-inference-service.ts';
export { largestLimits } from './engines/largest-limits.ts';
export type { LitertEngineOptions } from './engines/litert-engine.ts';
export { litertEngine } from './engines/litert-engine.ts';
export type { LitertFactory, LitertModule } from './engines/litert-module.ts';
export type { SharedGpu } from './engines/shared-gpu.ts';
export type { TfjsBackend, TfjsBackendName, TfjsCore, WasmPath } from './engines/tfjs-backend.ts';
export { openTfjsBackend } from './engines/tfjs-backend.ts';
export type { TfjsEngineOptions } from './engines/tfjs-engine.ts';
export { tfjsEngine } from './engines/tfjs-engine.ts';
export type { TfjsGpuEngineOptions } from './engines/tfjs-gpu-engine.ts';
export { tfjsGpuEngine } from './engines/tfjs-gpu-engine.ts';
export type { TfjsDeviceBackend } from './engines/tfjs-on-device.ts';
export { openTfjsOnDevice } from './engines/tfjs-on-device.ts';
export { inferenceCalculator } from './inference.ts';
export type { EngineLoadOptions, InferenceEngine, LoadedModel, TensorInfo } from './inference-engine.ts';
export { loadedModel } from './inference-engine.ts';
export type { InferenceService, ModelRequest } from './inference-service.ts';
export { inferenceService } from './inference-service.ts';
export type { ModelFiles, ModelFormat, OnnxModelFiles, TfjsModelFiles, TfliteModelFiles } from './model-files.ts';
export { modelFiles } from './model-files.ts';
export { modelLoaderCalculator } from './model-loader.ts';
export type { ModelSource } from './parse-model.ts';
export { parseModel } from './parse-model.ts';

/** The calculators of this area. */
export const tensorCalculators: readonly Calculator[] = [inferenceCalculator, modelLoaderCalculator];
