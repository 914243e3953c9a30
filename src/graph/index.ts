// Vocabulary

export type {
  Calculator,
  CalculatorBehaviour,
  CalculatorSpec,
  ContractFault,
  ContractPort,
  ContractView,
  InputPolicyName,
  MapBehaviour,
  OpenedBehaviour,
  PortValues,
  ProcessResult,
  SpecBehaviour,
} from './calculator.ts';
export { STOP } from './calculator.ts';
export type {
  CalculatorContext,
  ConnectedPorts,
  ContractShape,
  GraphStatus,
  InputPort,
  OutputPort,
  OutputSidePort,
  PortPlace,
} from './calculator-context.ts';
export { toList } from './config/canonical.ts';
export { type CheckOptions, checkGraph, expandGraph, type GraphCheck, planGraph } from './config/check-graph.ts';
export type { CompiledCheck, CompiledFault, CompiledOptions } from './config/compiled-options.ts';
export { optionsFingerprint, useCompiledOptions } from './config/compiled-options.ts';
export type { ConfigSchema } from './config/config-schema.ts';
export { cpuOnlyNode } from './config/cpu-only-node.ts';
// Graphs as data
export type {
  ExecutorConfig,
  GraphConfig,
  GraphInputInfo,
  HandlerConfig,
  InputStreamInfo,
  NodeConfig,
  OneOrMany,
} from './config/graph-config.ts';
export type { GraphLimits } from './config/graph-limits.ts';
export { trustedLimits, untrustedLimits } from './config/graph-limits.ts';
export type {
  GraphPlan,
  PlanExecutor,
  PlanGraphInput,
  PlanGraphPort,
  PlanGroup,
  PlanInput,
  PlanInputPolicy,
  PlanNode,
  PlanOutput,
  PlanSidePacket,
  PlanSidePort,
  PlanStream,
} from './config/graph-plan.ts';
export { graphSchema } from './config/graph-schema.ts';
export type { GraphFormat, GraphSource } from './config/graph-source.ts';
export { namedTypes } from './config/named-types.ts';
export { type ParsedGraph, type ParseOptions, parseGraph, parsePlainYaml } from './config/parse-graph.ts';
export { readOptions } from './config/read-options.ts';
export { setGraphOptions } from './config/set-graph-options.ts';
export { writeGraph } from './config/write-graph.ts';
export type { ConfigIssue, SourcePosition } from './config-issue.ts';
export { formatIssue } from './config-issue.ts';
export type { ConfigRule } from './config-rule.ts';
export { configRules } from './config-rule.ts';
// Writing calculators
export { sameCount } from './contract-checks.ts';
export { defineCalculator } from './define-calculator.ts';
// Running graphs
export { type ChromeTrace, type ChromeTraceEvent, chromeTrace } from './engine/chrome-trace.ts';
export type { Clock } from './engine/clock.ts';
export { systemClock } from './engine/clock.ts';
export { createGraph } from './engine/create-graph.ts';
export { callingThread } from './engine/executor/calling-thread.ts';
export type { Executor, ExecutorFactory, ExecutorRun, ExecutorRunSetup } from './engine/executor/executor.ts';
export type { ExecutorPort, Transfers, WorkerEnd } from './engine/executor/executor-port.ts';
export type { SharingMode } from './engine/executor/protocol.ts';
export { serveExecutor, type WorkerContent } from './engine/executor/serve-executor.ts';
export { createWorkerPool, type WorkerPool, type WorkerPoolSetup } from './engine/executor/worker-pool.ts';
export type { Graph, GraphOptions, InputAddMode, RunOptions } from './engine/graph.ts';
export { type GraphState, graphStateService } from './engine/graph-state.ts';
export type {
  DropCause,
  DropStats,
  DurationStats,
  GraphInputStats,
  GraphStats,
  InputStats,
  NodeStats,
  StreamStats,
} from './engine/graph-stats.ts';
export type { TimestampCounts } from './engine/input-timestamps.ts';
export type { Poller } from './engine/poller.ts';
export type { RandomSource } from './engine/random-source.ts';
export { seededRandom } from './engine/random-source.ts';
export type { Scheduler, SchedulerOptions } from './engine/scheduler.ts';
export { createScheduler } from './engine/scheduler.ts';
export { clockService, type GraphProfileSource, profileService, randomService } from './engine/standard-services.ts';
export type { CallPhase, GraphTracer } from './engine/trace.ts';
// Looking at graphs
export { TraceBuffer } from './engine/trace-buffer.ts';
export { TRACE_KINDS, type TraceEvent, type TraceKind } from './engine/trace-event.ts';
// Errors
export {
  GraphClosedError,
  GraphConfigError,
  GraphRunError,
  MediaError,
  MillraceError,
  ModelError,
  NodeError,
  OptionsError,
  PacketTypeError,
  ResourceLimitError,
} from './errors.ts';
export { type FilesService, filesService } from './files-service.ts';
export { Handle, HandleRegistry } from './handle-registry.ts';
export { type ObserveOptions, observeStream } from './observe/observable.ts';
export { type PacketsOptions, streamPackets } from './observe/packets.ts';
export type { JsonSchema, Option, OptionsShape, OptionValues } from './options/option.ts';
export { objectSchema, option } from './options/option.ts';
export { Packet } from './packet.ts';
export type { FollowedPort, PacketType, ValueOf } from './packet-type.ts';
export { any, definePacketType, isCompatible, itemOf, joinedListOf, listOf, oneOf, sameAs } from './packet-type.ts';
export type { Audio } from './packet-types/audio.ts';
export { audio } from './packet-types/audio.ts';
export type { GpuImage, GpuMemory } from './packet-types/gpu-image.ts';
export { anyImage, gpuImage } from './packet-types/gpu-image.ts';
export type { GpuTensor } from './packet-types/gpu-tensor.ts';
export { anyTensors, gpuTensors } from './packet-types/gpu-tensor.ts';
export type { Gray8Image, GrayF32Image, Image, Rgba8Image } from './packet-types/image.ts';
export { image } from './packet-types/image.ts';
export { path } from './packet-types/path.ts';
export { boolean, bytes, integer, list, number, record, text, timestamp } from './packet-types/plain.ts';
export type { Tensor } from './packet-types/tensor.ts';
export { tensor, tensors } from './packet-types/tensor.ts';
export type { OptionalPort, PortSpec, PortsShape, RepeatedPort, RequiredPort } from './port.ts';
export { optional, repeated, required } from './port.ts';
export { raiseBound } from './raise-bound.ts';
export type { Registry } from './registry.ts';
export { createRegistry } from './registry.ts';
export type { Service, ServiceRequest, ServicesShape, ServiceValues } from './service.ts';
export { defineService, optionalService } from './service.ts';
export { type Specialisation, specialise } from './specialise.ts';
export type { StatusCode } from './status.ts';
export { Timestamp } from './timestamp.ts';
export { type TimestampPolicy, timestampPolicies } from './timestamp-policy.ts';
