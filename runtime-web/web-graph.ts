import type { Calculator, Executor, ExecutorFactory, GraphPlan } from '../src/graph/index.ts';
import type { DeviceChoice, GpuWish } from './device/choose-device.ts';
import type { HostStats } from './host-stats.ts';
import type { WhileGpuIsLost } from './pass/pass-outputs.ts';
import type { PrepareProgress } from './progress.ts';
import type { Sink } from './sinks/sink.ts';
import type { Source } from './sources/source.ts';
import type { LiveOptions } from './wrap-sources.ts';

/** What a graph computes on in a page. */
export interface GraphDevice extends DeviceChoice {
  /** What image kernels run on, and why. */
  readonly kernels: string;
  /** What each model runs on, and why, in the order in which they were loaded; empty before `prepare`. */
  readonly models: readonly string[];
  /** Whether the graph runs beside the page, in a worker. */
  readonly thread: 'page' | 'worker';
}

/** How a page runs a graph. */
export interface WebGraphOptions {
  /** What feeds the graph's inputs, by stream name; a single source feeds the first input. */
  readonly input?: Source | Readonly<Record<string, Source>>;
  /** What takes the graph's outputs, by stream name; a single sink takes the first output. */
  readonly output?: Sink | Readonly<Record<string, Sink>>;
  /** Values of input side packets. Models are given as addresses. */
  readonly sidePackets?: Readonly<Record<string, unknown>>;
  /** Calculators of the page, beside those of the graph. */
  readonly calculators?: readonly Calculator[];
  /** For a graph as text: the texts of the graphs that its nodes name. */
  readonly subgraphs?: readonly string[];
  /** For a graph as text: its name in messages. */
  readonly file?: string;
  /** For a graph as text: other values of options that it declares (`graph_options`), such as `{ quality: 'light' }`. */
  readonly graphOptions?: Readonly<Record<string, unknown>>;
  /** The address of the graph file: relative paths of models in it start there. */
  readonly base?: string | URL;
  /** Services that take the place of those of the page, by key. */
  readonly services?: Readonly<Record<string, unknown>>;
  /** Executors by name that the graph declares without a type; `''`: the default one. See `createPageWorkerPool`. */
  readonly executors?: Readonly<Record<string, Executor>>;
  /** What the types of executors in the graph stand for. See `pageExecutorTypes`. */
  readonly executorTypes?: Readonly<Record<string, ExecutorFactory>>;
  /** Where the files of the package's `dist/web/assets` are served, when not beside the code. */
  readonly assetBase?: string | URL;
  /** How live sources are limited. */
  readonly live?: LiveOptions;
  /**
   * Runs the whole graph in a module worker, so that the page stays responsive: `true` for the worker that the package
   * brings, or a function that makes one whose module calls `serveWorker`. Calculators and services of the page cannot go
   * there. Default false.
   */
  readonly worker?: boolean | (() => Worker);
  /** Which GPU may be used. Default `auto`: a real one, when every calculator of the graph works on it. See `device`. */
  readonly gpu?: GpuWish;
  /**
   * What is seen while the GPU is lost, until the graph has made something again. `hold`, the default: the last picture stays,
   * so that a graph which hides something never shows it. `pass`: the source's frames come out unprocessed at outputs with the tag
   * IMAGE, each once and in order, those that lay on the lost GPU included; `stats().passed` counts them. For graphs with
   * one source of frames.
   */
  readonly whileGpuIsLost?: WhileGpuIsLost;
  /** Measures the calls of each node. Default false: it costs nothing then. */
  readonly trace?: boolean;
  /** Closes the graph when aborted. */
  readonly signal?: AbortSignal;
  /** Log lines of the graph. Default: dropped. */
  readonly onLog?: (level: 'debug' | 'info' | 'warn', message: string) => void;
  /** How far the graph is in getting ready. */
  readonly onProgress?: (progress: PrepareProgress) => void;
}

/** A graph in a page: on the page's own thread or in a worker, by the same interface. */
export interface WebGraph {
  /** The graph with what the page has put around it. Its calculators run elsewhere when it is in a worker. */
  readonly plan: Pick<GraphPlan, 'config' | 'warnings'>;
  /** What it computes on, and why. Changes when a GPU is lost for good; of a graph in a worker it is what held at its start. */
  readonly device: GraphDevice;
  /** Fetches and compiles models and warms them up, so that the first frame is as quick as any. */
  prepare(): Promise<void>;
  /** Prepares, opens the sources (a camera asks for permission) and lets frames flow. */
  start(): Promise<void>;
  /** Resolves when the sources have ended and everything is out. @throws what made the run fail. */
  done(): Promise<void>;
  /** Ends the sources, lets out what is under way and completes the sinks. Then the graph may start again. */
  stop(): Promise<void>;
  /** Sources hand over nothing more until `resume` or `step`. */
  pause(): void;
  /** Goes on after `pause`. */
  resume(): void;
  /** While paused: lets one frame of each source through. */
  step(): void;
  /**
   * Takes an output of the running graph by one more sink, from its next packet on: a recording that a user begins. Returns what
   * ends it, which resolves when the sink is complete and rejects with what the sink threw; that does not end the graph.
   */
  attach(output: string, sink: Sink): Promise<() => Promise<void>>;
  /** Counters, rates and queues. */
  stats(): Promise<HostStats>;
  /** The newest events in Chrome's trace format, with `trace`. */
  trace(): Promise<{ readonly traceEvents: readonly unknown[] }>;
  /** Ends what runs at once and gives everything back. */
  close(): Promise<void>;
}
