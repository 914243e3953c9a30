import {
  createGraph,
  type Graph,
  type GraphOptions,
  type GraphPlan,
  type HandleRegistry,
  MillraceError,
  TraceBuffer,
} from '../src/graph/index.ts';
import { type Drain, drainSink } from './drain-sink.ts';
import { createGate } from './gate.ts';
import { createFigureKeeper } from './graph-figures.ts';
import type { HostOptions } from './host-options.ts';
import type { PageServices } from './page-services.ts';
import type { PassThrough } from './pass/pass-through.ts';
import { pumpSource } from './pump-source.ts';
import type { Sink } from './sinks/sink.ts';
import { type OpenSource, openSources } from './sources/open-sources.ts';
import type { WrappedGraph } from './wrap-sources.ts';

/** How frames pass by a graph. */
export interface Passing {
  /** Where they come out. */
  readonly outputs: ReadonlySet<string>;
  /** Makes what a run needs for it. */
  make(isLost: boolean): PassThrough;
}

/** What all runs of a host share. */
export interface RunContext {
  readonly plan: GraphPlan;
  readonly options: HostOptions;
  readonly wrapped: WrappedGraph;
  readonly services: PageServices;
  readonly handles: HandleRegistry;
  /** How nodes are executed. */
  readonly executors: Pick<GraphOptions, 'executors' | 'executorTypes'>;
  /** There when frames may pass by the graph while its GPU is lost. */
  readonly passing?: Passing;
  /** Aborted, with the page's reason, when the host is closed. */
  readonly closed: AbortSignal;
}

/** How many events a trace keeps. */
const TRACED = 16_384;

/** One run of a graph in a page: its sources, its sinks, what they count. Nodes open when it is made; frames flow from `start` on. */
export class GraphRun {
  readonly graph: Graph;
  readonly figures = createFigureKeeper();
  readonly gate = createGate();
  readonly trace: TraceBuffer | undefined;
  /** There when frames may pass by the graph. */
  readonly pass: PassThrough | undefined;
  /** The nodes are open. */
  readonly prepared: Promise<void>;
  /** Everything is out, and the sinks are complete. Rejects with what made the run fail. */
  readonly ended: Promise<void>;
  readonly #context: RunContext;
  /** Aborted: no more frames. */
  readonly #stop = new AbortController();
  readonly #attached: Promise<void>[] = [];
  #started: Promise<void> | undefined;
  #pumps: readonly Promise<void>[] = [];
  /** What a source threw; comes before what the engine says of it. */
  #fault: unknown;

  constructor(context: RunContext) {
    const { plan, options, wrapped, services, handles, executors, passing } = context;
    const { onLog, sidePackets = {}, trace } = options;
    this.#context = context;
    this.trace = trace === true ? new TraceBuffer(TRACED) : undefined;
    const { gpu, device } = services;
    const isLost = gpu !== undefined && gpu.current === undefined && device.kind === 'webgpu';
    this.pass = passing?.make(isLost);
    const unwatch = services.onGpuChange(kind => this.pass?.gpu(kind));
    this.graph = createGraph(plan, {
      ...executors,
      handles,
      services: services.byKey,
      ...(this.trace === undefined ? {} : { tracer: this.trace, profile: true }),
      ...(onLog === undefined ? {} : { onLog }),
    });
    // A frame is large, and a decoder has few of them.
    for (const input of wrapped.inputs.values()) this.graph.setInputMaxQueueSize(input, 2);
    const drains = [...options.sinks].map(([stream, sink], place) =>
      drainSink({
        ...this.#drain(stream, sink),
        left: timestampUs => {
          if (place === 0) this.figures.left(timestampUs, performance.now());
        },
        lost: () => {
          if (place === 0) this.figures.lostAtSink();
        },
      }),
    );
    this.graph.start({ sidePackets });
    // A source that cannot fetch its code says so when it is opened.
    for (const source of options.sources.values()) source.prepare?.().catch(() => undefined);
    this.prepared = this.#prepare();
    this.ended = this.#end(drains).finally(() => {
      unwatch();
      this.pass?.close();
    });
    // Told by whoever waits for them: prepare(), done().
    for (const promise of [this.prepared, this.ended]) promise.catch(() => undefined);
  }

  /** Opens the sources; frames begin to flow. Without effect when they do. */
  async start(): Promise<void> {
    this.#started ??= this.#open();
    await this.#started;
  }

  /** Ends the sources; what is in the graph comes out. */
  stop(): void {
    this.#stop.abort(new MillraceError('CANCELLED', 'graph: stop() was called. Start it again.'));
    this.gate.open();
    if (this.graph.status === 'running') this.graph.closeAllPacketSources();
  }

  /** Ends the run at once. */
  cancel(reason: Error): void {
    this.#stop.abort(reason);
    this.gate.open();
    this.graph.cancel(reason.message);
  }

  /** Takes an output by one more sink, from its next packet on. Returns what ends it. */
  attach(stream: string, sink: Sink): () => Promise<void> {
    const until = new AbortController();
    const drain = drainSink({ ...this.#drain(stream, sink), until: until.signal });
    // Told by whoever ends it.
    drain.catch(() => undefined);
    this.#attached.push(drain);
    return async () => {
      until.abort();
      await drain;
    };
  }

  /** What takes an output, without figures. */
  #drain(stream: string, sink: Sink): Drain {
    const { services, options, passing } = this.#context;
    return {
      graph: this.graph,
      stream,
      sink,
      kernels: services.kernels,
      copies: services.copies,
      signal: this.#stop.signal,
      log: message => options.onLog?.('info', message),
      left: () => undefined,
      lost: () => undefined,
      pass: passing?.outputs.has(stream) === true ? this.pass : undefined,
    };
  }

  async #prepare(): Promise<void> {
    await this.graph.idle();
    this.#context.options.onProgress?.({ stage: 'ready', name: '' });
  }

  async #end(drains: readonly Promise<void>[]): Promise<void> {
    const { graph } = this;
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
    this.#stop.abort(new MillraceError('CANCELLED', 'graph: the run has ended. Start it again.'));
    this.gate.open();
    await Promise.all(watched);
    await Promise.allSettled(this.#attached);
    await this.#started?.catch(() => undefined);
    await Promise.all(this.#pumps);
    // Closed by the page: with the page's own reason.
    const { closed } = this.#context;
    const cancelled: unknown = closed.aborted ? closed.reason : ended;
    const fault = this.#fault ?? faults[0] ?? (ended === undefined ? undefined : cancelled);
    if (fault !== undefined)
      throw fault instanceof Error ? fault : new Error('graph: the run failed.', { cause: fault });
  }

  async #open(): Promise<void> {
    const { options, wrapped } = this.#context;
    const { graph, gate, figures, pass } = this;
    const { signal } = this.#stop;
    const log = (message: string) => options.onLog?.('info', message);
    let opened: readonly OpenSource[];
    try {
      await this.prepared;
      // A graph that feeds itself may have ended by now.
      if (options.sources.size === 0) return;
      opened = await openSources(options.sources, { signal, log });
    } catch (error) {
      if (!signal.aborted) this.#fault ??= error;
      graph.cancel('a source did not open');
      throw error;
    }
    const entered = (timestampUs: number) => figures.entered(timestampUs, performance.now());
    const skipped = () => figures.skipped();
    this.#pumps = opened.map(async ({ stream, live, reader }): Promise<void> => {
      log(`input "${stream}": ${reader.label}`);
      const input = wrapped.inputs.get(stream) ?? stream;
      try {
        await pumpSource({ graph, input, reader, live, gate, signal, entered, skipped, pass });
      } catch (error) {
        this.#fault ??= error;
        graph.cancel('a source failed');
      }
    });
  }
}
