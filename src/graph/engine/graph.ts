import type { GraphStatus } from '../calculator-context.ts';
import type { GraphPlan } from '../config/graph-plan.ts';
import type { HandleRegistry } from '../handle-registry.ts';
import type { Packet } from '../packet.ts';
import type { Timestamp } from '../timestamp.ts';
import type { TimestampPolicy } from '../timestamp-policy.ts';
import type { Clock } from './clock.ts';
import type { Executor, ExecutorFactory } from './executor/executor.ts';
import type { GraphStats } from './graph-stats.ts';
import type { Poller } from './poller.ts';
import type { RandomSource } from './random-source.ts';
import type { Scheduler } from './scheduler.ts';
import type { GraphTracer } from './trace.ts';

/** What a host gives a graph. Everything has a default; tests inject their own. */
export interface GraphOptions {
  /** Service objects by their `key`. */
  readonly services?: Readonly<Record<string, unknown>>;
  /** Orders and runs tasks. Default: a ready queue that drains in slices and yields to the event loop between them. */
  readonly scheduler?: Scheduler;
  /** Executors by the names that the graph declares without a type (MediaPipe's SetExecutor); `''`: the default one. */
  readonly executors?: Readonly<Record<string, Executor>>;
  /** What the types of executors in a graph file stand for, such as `WorkerPoolExecutor`. A runtime gives it. */
  readonly executorTypes?: Readonly<Record<string, ExecutorFactory>>;
  readonly clock?: Clock;
  readonly random?: RandomSource;
  /** The census of releasable values; share one to count several graphs together. */
  readonly handles?: HandleRegistry;
  /** Is told of every call, queue and drop; absent: tracing costs nothing. */
  readonly tracer?: GraphTracer;
  /**
   * Times every call, for the `time` of each node in {@link Graph.stats}. Default: if the graph file says so
   * (`profiler_config: {enable_profiler: true}`) or a calculator of it reads the profile.
   */
  readonly profile?: boolean;
  /** Log lines of calculators and warnings of the engine. Default: dropped. */
  readonly onLog?: (level: 'debug' | 'info' | 'warn', message: string) => void;
  /** Called with each error of a run as it happens. Fixed before the first run. */
  readonly onError?: (error: Error) => void;
}

/** What one run is given. */
export interface RunOptions {
  /** Values of the graph's input side packets by name. Those the graph does not use are ignored. */
  readonly sidePackets?: Readonly<Record<string, unknown>>;
  /** Headers of graph input streams by stream name. */
  readonly headers?: Readonly<Record<string, unknown>>;
  /** The state of nodes by name, as `GraphState.save` gave it: the run goes on from there. */
  readonly state?: Readonly<Record<string, unknown>>;
}

/** How `add` treats a throttled graph input: wait for room, or fail with UNAVAILABLE. */
export type InputAddMode = 'wait' | 'fail-if-full';

/**
 * A running pipeline of calculators. A run settles exactly once, as done, failed or cancelled; then the graph can
 * run again with fresh calculators.
 *
 * @example
 * const graph = createGraph(plan);
 * graph.observe('out', packet => console.log(packet.value));
 * graph.start();
 * await graph.add('in', 1, 0);
 * graph.closeAllInputs();
 * await graph.done();
 */
export interface Graph {
  readonly plan: GraphPlan;
  readonly status: GraphStatus | 'idle';
  /** `start`, then {@link Graph.done}. @throws MillraceError if the graph has input streams. */
  run(options?: RunOptions): Promise<void>;
  /** Begins a run: checks side packets and services (throws), opens nodes. Errors of `open` surface later. */
  start(options?: RunOptions): void;
  /**
   * Offers a value (owned by the graph from here on) to a graph input. Resolves when there was room; rejects with the
   * run's errors once it has failed. Await it for back-pressure.
   */
  add(stream: string, value: unknown, timestamp: Timestamp): Promise<void>;
  /** {@link Graph.add} for a packet; an empty one moves the bound. */
  addPacket(stream: string, packet: Packet): Promise<void>;
  /** No packet below `timestamp` will be added to the stream. */
  setBound(stream: string, timestamp: Timestamp): void;
  /** Ends a graph input. Idempotent. */
  closeInput(stream: string): void;
  /** Ends all graph inputs. Idempotent. */
  closeAllInputs(): void;
  /** Ends all graph inputs and makes every source close. */
  closeAllPacketSources(): void;
  /** Sets how `add` treats a throttled graph input, for all of them. */
  setInputAddMode(mode: InputAddMode): void;
  /** Overrides the queue bound of one graph input (`-1`: none). */
  setInputMaxQueueSize(stream: string, size: number): void;
  /** Sets what a graph input does with bad timestamps in later runs, in place of what the graph file says. */
  setInputTimestampPolicy(stream: string, policy: TimestampPolicy): void;
  /**
   * Calls back for each packet of any stream, in order; with `bounds` also with an empty packet whenever the settled
   * time grows while nothing is queued. The packet is valid during the call: retain it to keep it. A throw fails the
   * run. Returns the function that ends the observation. @throws MillraceError NOT_FOUND for an unknown stream.
   */
  observe(stream: string, callback: (packet: Packet) => void, options?: { readonly bounds?: boolean }): () => void;
  /** A queue at a stream that is read by `next`; when full it throttles what feeds the stream. Make it before `start`. */
  poll(stream: string, options?: { readonly maxQueueSize?: number; readonly bounds?: boolean }): Poller;
  /** Resolves when nothing is queued or running; rejects with the errors so far. */
  idle(): Promise<void>;
  /** Resolves when the run is over; rejects with its combined error. */
  done(): Promise<void>;
  /**
   * Calls back once when the current run, or the next if none is running, has settled: with its error, or `undefined`
   * when it is done. What the callback throws goes to `onError`; the run stays as it has ended. Returns the function that
   * ends the watch.
   */
  onSettled(callback: (error: Error | undefined) => void): () => void;
  /** Ends the run as failed, with an error of the host. */
  fail(error: Error): void;
  /** Ends the run as cancelled. */
  cancel(reason?: string): void;
  /** Starts no further call until `resume`; calls under way end. */
  pause(): void;
  /** Goes on after `pause`. */
  resume(): void;
  /**
   * A side packet made by the graph in this or the last run. What it has of a stream, such as a picture, is given back with the run.
   *
   * @throws MillraceError NOT_FOUND, UNAVAILABLE.
   */
  outputSidePacket(name: string): unknown;
  /** The header of a stream in this or the last run; `undefined` if it has none. @throws MillraceError NOT_FOUND. */
  header(stream: string): unknown;
  /** The value of `"<node>-<name>"`, 0 if it was never counted. */
  counter(name: string): number;
  /** What the run has done so far: see {@link GraphStats}. */
  stats(): GraphStats;
}
