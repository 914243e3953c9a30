// Graphs in Node

export type { NodeGraphOptions, UntrustedGraph } from './create-node-graph.ts';
export { createNodeGraph } from './create-node-graph.ts';
// The GPU
export type { NodeGpuFound, NodeGpuWish } from './device/find-node-gpu.ts';
export { findNodeGpu } from './device/find-node-gpu.ts';
export type { NodeGpu } from './device/node-gpu.ts';
export { createNodeGpu } from './device/node-gpu.ts';
// Inference
export type { NodeInferenceOptions } from './engines/node-inference-service.ts';
export { nodeInferenceService } from './engines/node-inference-service.ts';
export { onnxruntimeEngine } from './engines/onnxruntime-engine.ts';
export { packageModelsManifest } from './engines/package-models.ts';
export { tfjsWasmPath } from './engines/tfjs-wasm-path.ts';
// Executors
export type { ExecutorModule, NodeWorkerPoolOptions } from './executor/node-worker-pool.ts';
export { createNodeWorkerPool } from './executor/node-worker-pool.ts';
// Files and media
export type { FileAccess, FileAccessOptions } from './file-access.ts';
export type { RunLimits } from './limit-run.ts';
export { untrustedRunLimits } from './limit-run.ts';
export type { GraphFile, LoadOptions } from './load-graph-file.ts';
export { loadGraphFile, readGraphFile } from './load-graph-file.ts';
export type { CodecChoice } from './media/choose-codecs.ts';
export type { NodeMediaOptions } from './media/node-media-service.ts';
export { nodeMediaService } from './media/node-media-service.ts';
// Model files
export type { DownloadRequest } from './models/download.ts';
export type { ModelCache } from './models/model-cache.ts';
export { createModelCache, defaultCacheFolder } from './models/model-cache.ts';
export type { ManifestFile, ManifestModel, ModelManifest } from './models/model-manifest.ts';
export { readModelManifest } from './models/model-manifest.ts';
export type { ModelReader, ModelReaderOptions } from './models/model-reader.ts';
export { createModelReader } from './models/model-reader.ts';
export type { ModelStatus, ModelStore, PullOptions } from './models/model-store.ts';
export { createModelStore } from './models/model-store.ts';
export type { NodeServiceOptions } from './node-services.ts';
export type { OpenedFile } from './opened-file.ts';
