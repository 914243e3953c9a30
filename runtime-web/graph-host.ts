import { lostWithGpu } from '../src/calculators/image/lost-with-gpu.ts';
import {
  type ChromeTrace,
  chromeTrace,
  createGraph,
  type Graph,
  type GraphOptions,
  type GraphPlan,
  HandleRegistry,
  MillraceError,
  planGraph,
  TraceBuffer,
} from '../src/graph/index.ts';
import type { DeviceChoice } from './device/choose-device.ts';
import { type Drain, drainSink } from './drain-sink.ts';
import { createGate } from './gate.ts';
import { createFigureKeeper } from './graph-figures.ts';
import type { HostOptions } from './host-options.ts';
import type { HostStats } from './host-stats.ts';
import { createPageServices, type PageServices } from './page-services.ts';
import { pumpSource } from './pump-source.ts';
import type { Sink } from './sinks/sink.ts';
import { type OpenSource, openSources } from './sources/open-sources.ts';
import { type WrappedGraph, wrapSources } from './wrap-sources.ts';

/**
 * A graph with its sources, sinks and services on one thread: that of the page or of a worker.
 */
export class GraphHost {
  readonly plan: GraphPlan;
  readonly #options: HostOptions;
  readonly #wrapped: WrappedGraph;
  readonly #services: PageServices;
  readonly #handles = new HandleRegistry();
  readonly #closed: AbortController;
  #trace: TraceBuffer | undefined;
  #figures = createFigureKeeper();
  #gate = createGate();
  /** Frames that gave way to newer ones in front of the graph. */
  #skipped = 0;
  /** Pictures that a sink did not get because their GPU was lost. */
  #lostAtSinks = 0;
  #graph: Graph | undefined;
  #run: Run | undefined;

  private constructor(
    options: HostOptions,
    wrapped: WrappedGraph,
    plan: GraphPlan,
    services: PageServices,
    closed: AbortController,
  ) {
    this.#options = options;
    this.#wrapped = wrapped;
    this.plan = plan;
    this.#services = services;
    this.#closed = closed;
  }

  /**
   * Checks the graph with its sources and sinks and makes its services. Opens nothing.
   * @throws GraphConfigError, MillraceError when sources or sinks do not fit the graph.
   */
  static async create(options: HostOptions): Promise<GraphHost> {
    const { config, registry } = options.graph;
    const wrapped = wrapSources(config, options.sources, options.live);
    const executors = Object.keys(options.executors ?? {}).filter(name => name !== '');
    const plan = planGraph(wrapped.config, { registry, executors });
    for (const name of options.sinks.keys()) {
      checkStream(plan, name);
    }
    const closed = new AbortController();
    const services = await createPageServices({
      plan,
      needsKernels: [...options.sinks.values()].some(sink => typeof sink !== 'function' && sink.takes === 'frames'),
      sidePackets: options.sidePackets ?? {},
      services: options.services ?? {},
      assetBase: options.assetBase,
      base: options.base,
      signal: closed.signal,
      onProgress: options.onProgress,
      gpu: options.gpu,
      onLog: options.onLog,
    });
    return new GraphHost(options, wrapped, plan, services, closed);
  }

  /** What image kernels run on, and why; `none` for a graph without pictures. */
  get kernels(): string {
    const { kernels } = this.#services;
    return kernels === undefined ? 'none' : `${kernels.backend}: ${kernels.reason}`;
  }

  /** What the graph computes on now, and why. */
  get device(): DeviceChoice {
    return this.#services.device;
  }

  /** What each model that was loaded runs on, and why. */
  get models(): readonly string[] {
    return [...this.#services.models];
  }

  get status(): Graph['status'] {
    return this.#graph?.status ?? 'idle';
  }

  /** Opens the nodes: models are fetched, compiled and warmed up. Without effect when that is done. */
  async prepare(): Promise<void> {
    this.#run ??= this.#begin();
    await this.#run.prepared;
  }

  /** Opens the sources; frames begin to flow. Without effect when they do. */
  async start(): Promise<void> {
    this.#run ??= this.#begin();
    const run = this.#run;
    run.started ??= this.#open(run);
    await run.started;
  }

  /** Resolves when the run has ended and its sinks are complete. @throws what made it fail. */
  async done(): Promise<void> {
    if (this.#run === undefined) {
      throw new MillraceError('FAILED_PRECONDITION', 'graph: done() came before start(). Start the graph first.');
    }
    await this.#run.ended;
  }

  /** Ends the sources, lets what is in the graph come out and completes the sinks. Then it may start again. */
  async stop(): Promise<void> {
    const run = this.#run;
    if (run === undefined) return;
    run.stop.abort(new MillraceError('CANCELLED', 'graph: stop() was called. Start it again.'));
    this.#gate.open();
    if (run.graph.status === 'running') run.graph.closeAllPacketSources();
    try {
      await run.ended;
    } finally {
      if (this.#run === run) this.#run = undefined;
    }
  }

  /** Sources hand over nothing more until `resume` or `step`. */
  pause(): void {
    this.#gate.shut();
  }

  /** Goes on after `pause`. */
  resume(): void {
    this.#gate.open();
  }

  /** While paused: lets one item of each source through. */
  step(): void {
    this.#gate.letOne();
  }

  /**
   * Takes an output by one more sink, from its next packet on. Returns what ends it.
   * @throws MillraceError when nothing runs, or the graph has no such stream.
   */
  attach(stream: string, sink: Sink): () => Promise<void> {
    const run = this.#run;
    if (run === undefined || run.graph.status !== 'running') {
      throw new MillraceError('FAILED_PRECONDITION', `output "${stream}": nothing runs. Start the graph first.`);
    }
    checkStream(this.plan, stream);
    const until = new AbortController();
    const drain = drainSink({ ...this.#drain(run.graph, stream, sink, run.stop.signal), until: until.signal });
    // Told by whoever ends it.
    drain.catch(() => undefined);
    run.attached.push(drain);
    return async () => {
      until.abort();
      await drain;
    };
  }

  stats(): HostStats {
    const gpu = this.#services.gpu?.current;
    // Before the first run: all at zero.
    const engine = (this.#graph ?? createGraph(this.plan, this.#executors)).stats();
    const dropped = this.#wrapped.limiters.reduce(
      (sum, name) => sum + (this.#graph?.counter(`${name}-dropped`) ?? 0),
      0,
    );
    const lost = this.plan.nodes.reduce(
      (sum, { name }) => sum + (this.#graph?.counter(`${name}-${lostWithGpu}`) ?? 0),
      0,
    );
    return {
      ...engine,
      ...this.#figures.read(performance.now()),
      dropped: dropped + this.#skipped,
      lost: lost + this.#lostAtSinks,
      copies: this.#services.copies.counts,
      ...(gpu === undefined ? {} : { gpu: gpu.kernels.stats() }),
    };
  }

  /** The trace of the newest run in Chrome's format; empty without `trace`. */
  trace(): ChromeTrace {
    return chromeTrace(this.#trace ?? new TraceBuffer(1), this.#graph?.stats());
  }

  /** Cancels what runs and gives everything back. Nothing may be called afterwards. */
  async close(
    reason: Error = new MillraceError('CANCELLED', 'graph: it was closed. Create another one.'),
  ): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort(reason);
    const run = this.#run;
    if (run !== undefined) {
      run.stop.abort(reason);
      this.#gate.open();
      run.graph.cancel(reason.message);
      await run.ended.catch(() => undefined);
    }
    this.#services.dispose();
  }

  get #executors(): Pick<GraphOptions, 'executors' | 'executorTypes'> {
    const { executors = {}, executorTypes = {} } = this.#options;
    return { executors, executorTypes };
  }

  /** Starts the engine's run: its nodes open, its sinks wait. */
  #begin(): Run {
    this.#closed.signal.throwIfAborted();
    const { onLog, onProgress, sidePackets = {}, trace } = this.#options;
    const stop = new AbortController();
    this.#trace = trace === true ? new TraceBuffer(TRACED) : undefined;
    this.#figures = createFigureKeeper();
    this.#skipped = 0;
    this.#lostAtSinks = 0;
    this.#gate = createGate();
    const graph = createGraph(this.plan, {
      ...this.#executors,
      handles: this.#handles,
      services: this.#services.byKey,
      ...(this.#trace === undefined ? {} : { tracer: this.#trace, profile: true }),
      ...(onLog === undefined ? {} : { onLog }),
    });
    // A frame is large, and a decoder has few of them.
    for (const input of this.#wrapped.inputs.values()) graph.setInputMaxQueueSize(input, 2);
    this.#graph = graph;
    const drains = [...this.#options.sinks].map(([stream, sink], place) =>
      drainSink({
        ...this.#drain(graph, stream, sink, stop.signal),
        left: timestampUs => {
          if (place === 0) this.#figures.left(timestampUs, performance.now());
        },
        lost: () => {
          if (place === 0) this.#lostAtSinks += 1;
        },
      }),
    );
    graph.start({ sidePackets });
    // A source that cannot fetch its code says so when it is opened.
    for (const source of this.#options.sources.values()) source.prepare?.().catch(() => undefined);
    const run: Run = {
      graph,
      stop,
      attached: [],
      prepared: this.#prepared(graph, onProgress),
      ended: Promise.resolve(),
    };
    run.ended = this.#end(run, drains);
    // Told by whoever waits for them: prepare(), done().
    for (const promise of [run.prepared, run.ended]) promise.catch(() => undefined);
    return run;
  }

  /** What takes an output, without figures. */
  #drain(graph: Graph, stream: string, sink: Sink, signal: AbortSignal): Drain {
    return {
      graph,
      stream,
      sink,
      kernels: this.#services.kernels,
      copies: this.#services.copies,
      signal,
      log: message => this.#options.onLog?.('info', message),
      left: () => undefined,
      lost: () => undefined,
    };
  }

  async #prepared(graph: Graph, onProgress: HostOptions['onProgress']): Promise<void> {
    await graph.idle();
    onProgress?.({ stage: 'ready', name: '' });
  }

  async #end(run: Run, drains: readonly Promise<void>[]): Promise<void> {
    const { graph } = run;
    // A sink that fails ends the run: nobody sees what comes.
    const faults: unknown[] = [];
    const watched = drains.map(drain =>
      drain.catch((error: unknown) => {
        faults.push(error);
        if (graph.status === 'running') graph.cancel('a sink failed');
      }),
    );
    const ended = await graph.done().then(
      () => undefined,
      (error: unknown) => error,
    );
    run.stop.abort(new MillraceError('CANCELLED', 'graph: the run has ended. Start it again.'));
    this.#gate.open();
    await Promise.all(watched);
    await Promise.allSettled(run.attached);
    await run.started?.catch(() => undefined);
    if (run.pumps !== undefined) await Promise.all(run.pumps);
    // Closed by the page: with the page's own reason.
    const cancelled: unknown = this.#closed.signal.aborted ? this.#closed.signal.reason : ended;
    const fault = run.fault ?? faults[0] ?? (ended === undefined ? undefined : cancelled);
    if (fault !== undefined)
      throw fault instanceof Error ? fault : new Error('graph: the run failed.', { cause: fault });
  }

  async #open(run: Run): Promise<void> {
    const { sources, onLog } = this.#options;
    const { graph } = run;
    const { signal } = run.stop;
    const failed = (what: string, error: unknown) => {
      if (!signal.aborted) run.fault ??= error;
      graph.cancel(what);
    };
    const log = (message: string) => onLog?.('info', message);
    let opened: readonly OpenSource[];
    try {
      await run.prepared;
      // A graph that feeds itself may have ended by now.
      if (sources.size === 0) return;
      opened = await openSources(sources, { signal, log });
    } catch (error) {
      failed('a source did not open', error);
      throw error;
    }
    run.pumps = opened.map(async ({ stream, live, reader }): Promise<void> => {
      log(`input "${stream}": ${reader.label}`);
      const input = this.#wrapped.inputs.get(stream) ?? stream;
      const entered = (timestampUs: number) => this.#figures.entered(timestampUs, performance.now());
      const skipped = () => {
        this.#skipped += 1;
      };
      try {
        await pumpSource({ graph, input, reader, live, gate: this.#gate, signal, entered, skipped });
      } catch (error) {
        run.fault ??= error;
        graph.cancel('a source failed');
      }
    });
  }
}

/** @throws MillraceError when the graph has no stream of that name. */
function checkStream(plan: GraphPlan, name: string): void {
  if (plan.streams.some(one => one.name === name)) return;
  const names = plan.outputs.map(one => one.name).join(', ');
  throw new MillraceError('NOT_FOUND', `output "${name}": the graph has no such stream. Its outputs: ${names}.`);
}

/** How many events a trace keeps. */
const TRACED = 16_384;

/** One run of a host. */
interface Run {
  readonly graph: Graph;
  /** Aborted: no more frames. */
  readonly stop: AbortController;
  /** Sinks that came later. */
  readonly attached: Promise<void>[];
  readonly prepared: Promise<void>;
  started?: Promise<void>;
  ended: Promise<void>;
  pumps?: readonly Promise<void>[];
  /** What a source threw; comes before what the engine says of it. */
  fault?: unknown;
}
