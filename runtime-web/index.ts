// Graphs in pages
export type { GpuPoolStats } from '../src/calculators/image/kernels/gpu/gpu-buffer-pool.ts';

import * as sinks from './sinks/index.ts';
import * as sources from './sources/index.ts';

export type { CompiledGraph } from './compiled-graph.ts';
export { isCompiledGraph } from './compiled-graph.ts';
export { createGraph } from './create-web-graph.ts';
// What a graph computes on
export type { DeviceChoice, DeviceHost, DeviceWish, GpuAdapter, GpuWish } from './device/choose-device.ts';
export { chooseDevice } from './device/choose-device.ts';
export type { CopyCounts } from './device/copy-counter.ts';
// The custom element
export type { GraphElementState, MillraceGraphElement } from './element/define-graph-element.ts';
export { defineGraphElement } from './element/define-graph-element.ts';
// Nodes in workers
export type { WorkerLike } from './executor/page-worker.ts';
export { createPageWorkerPool, type PageWorkerPoolOptions, pageExecutorTypes } from './executor/page-worker-pool.ts';
export { servePageWorker } from './executor/serve-page-worker.ts';
// Frames of the browser as packets
export type { FrameImporter } from './frames/frame-importer.ts';
export { frameImporterService } from './frames/frame-importer.ts';
export type { PageFrame } from './frames/page-frame.ts';
export { pageFrame } from './frames/page-frame.ts';
export type { GraphFigures } from './graph-figures.ts';
export type { HostStats } from './host-stats.ts';
export type { WhileGpuIsLost } from './pass/pass-outputs.ts';
export type { PrepareProgress } from './progress.ts';
export type { GraphInput } from './read-graph.ts';
// Sources and sinks
export type { CanvasSink, FrameSink, FrameWriter, PacketSink, Sink, SinkContext } from './sinks/sink.ts';
export type { Source, SourceContext, SourceItem, SourceReader } from './sources/source.ts';
export type { GraphDevice, WebGraph, WebGraphOptions } from './web-graph.ts';
// In a worker
export type { ServeWorkerOptions } from './worker/serve-worker.ts';
export { serveWorker } from './worker/serve-worker.ts';
export type { LiveOptions } from './wrap-sources.ts';
export { sinks, sources };
