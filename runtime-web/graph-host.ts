import { lostWithGpu } from '../src/calculators/image/lost-with-gpu.ts';
import {
  type ChromeTrace,
  chromeTrace,
  createGraph,
  type Graph,
  type GraphPlan,
  HandleRegistry,
  MillraceError,
  planGraph,
  TraceBuffer,
} from '../src/graph/index.ts';
import type { DeviceChoice } from './device/choose-device.ts';
import { createFigureKeeper } from './graph-figures.ts';
import { GraphRun, type Passing, type RunContext } from './graph-run.ts';
import type { HostOptions } from './host-options.ts';
import type { HostStats } from './host-stats.ts';
import { createPageServices } from './page-services.ts';
import type { Sink } from './sinks/sink.ts';
import { wrapSources } from './wrap-sources.ts';

/**
 * A graph with its sources, sinks and services on one thread: that of the page or of a worker. It runs any number of times.
 */
export class GraphHost {
  readonly #context: RunContext;
  readonly #closed: AbortController;
  /** What runs, or has run and was not stopped. */
  #run: GraphRun | undefined;
  /** The newest one: what figures tell of. */
  #newest: GraphRun | undefined;

  private constructor(context: RunContext, closed: AbortController) {
    this.#context = context;
    this.#closed = closed;
  }

  /**
   * Checks the graph with its sources and sinks and makes its services. Opens nothing.
   * @throws GraphConfigError, MillraceError when sources or sinks do not fit the graph.
   */
  static async create(options: HostOptions): Promise<GraphHost> {
    const { config, registry } = options.graph;
    const wrapped = wrapSources(config, options.sources, options.live);
    const named = Object.keys(options.executors ?? {}).filter(name => name !== '');
    const plan = planGraph(wrapped.config, { registry, executors: named });
    for (const name of options.sinks.keys()) checkStream(plan, name);
    const passing = options.whileGpuIsLost === 'pass' ? await passBy(plan, options) : undefined;
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
    const { executors = {}, executorTypes = {} } = options;
    const context: RunContext = {
      plan,
      options,
      wrapped,
      services,
      handles: new HandleRegistry(),
      executors: { executors, executorTypes },
      ...(passing === undefined ? {} : { passing }),
      closed: closed.signal,
    };
    return new GraphHost(context, closed);
  }

  get plan(): GraphPlan {
    return this.#context.plan;
  }

  /** What image kernels run on, and why; `none` for a graph without pictures. */
  get kernels(): string {
    const { kernels } = this.#context.services;
    return kernels === undefined ? 'none' : `${kernels.backend}: ${kernels.reason}`;
  }

  /** What the graph computes on now, and why. */
  get device(): DeviceChoice {
    return this.#context.services.device;
  }

  /** What each model that was loaded runs on, and why. */
  get models(): readonly string[] {
    return [...this.#context.services.models];
  }

  get status(): Graph['status'] {
    return this.#newest?.graph.status ?? 'idle';
  }

  /** Opens the nodes: models are fetched, compiled and warmed up. Without effect when that is done. */
  async prepare(): Promise<void> {
    await this.#begun().prepared;
  }

  /** Opens the sources; frames begin to flow. Without effect when they do. */
  async start(): Promise<void> {
    await this.#begun().start();
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
    run.stop();
    try {
      await run.ended;
    } finally {
      if (this.#run === run) this.#run = undefined;
    }
  }

  /** Sources hand over nothing more until `resume` or `step`. */
  pause(): void {
    this.#newest?.gate.shut();
  }

  /** Goes on after `pause`. */
  resume(): void {
    this.#newest?.gate.open();
  }

  /** While paused: lets one item of each source through. */
  step(): void {
    this.#newest?.gate.letOne();
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
    return run.attach(stream, sink);
  }

  stats(): HostStats {
    const { plan, wrapped, services, executors } = this.#context;
    const run = this.#newest;
    // Before the first run: all at zero.
    const graph = run?.graph ?? createGraph(plan, executors);
    const sum = (counters: readonly string[]) => counters.reduce((total, name) => total + graph.counter(name), 0);
    const counted = {
      dropped: sum(wrapped.limiters.map(name => `${name}-dropped`)),
      lost: sum(plan.nodes.map(({ name }) => `${name}-${lostWithGpu}`)),
    };
    const gpu = services.gpu?.current;
    return {
      ...graph.stats(),
      ...(run?.figures ?? createFigureKeeper()).read(performance.now(), counted),
      passed: run?.pass?.passed ?? 0,
      copies: services.copies.counts,
      ...(gpu === undefined ? {} : { gpu: gpu.kernels.stats() }),
    };
  }

  /** The trace of the newest run in Chrome's format; empty without `trace`. */
  trace(): ChromeTrace {
    return chromeTrace(this.#newest?.trace ?? new TraceBuffer(1), this.#newest?.graph.stats());
  }

  /** Cancels what runs and gives everything back. Nothing may be called afterwards. */
  async close(
    reason: Error = new MillraceError('CANCELLED', 'graph: it was closed. Create another one.'),
  ): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort(reason);
    const run = this.#run;
    if (run !== undefined) {
      run.cancel(reason);
      await run.ended.catch(() => undefined);
    }
    this.#context.services.dispose();
  }

  /** The run, begun if there is none: its nodes open, its sinks wait. */
  #begun(): GraphRun {
    this.#closed.signal.throwIfAborted();
    if (this.#run === undefined) {
      this.#run = new GraphRun(this.#context);
      this.#newest = this.#run;
    }
    return this.#run;
  }
}

/** Loads what lets frames pass by the graph. @throws MillraceError when they cannot. */
async function passBy(plan: GraphPlan, { sources }: HostOptions): Promise<Passing> {
  const [{ passOutputs }, { createPassThrough }] = await Promise.all([
    import('./pass/pass-outputs.ts'),
    import('./pass/pass-through.ts'),
  ]);
  return { outputs: passOutputs(plan, sources), make: createPassThrough };
}

/** @throws MillraceError when the graph has no stream of that name. */
function checkStream(plan: GraphPlan, name: string): void {
  if (plan.streams.some(one => one.name === name)) return;
  const names = plan.outputs.map(one => one.name).join(', ');
  throw new MillraceError('NOT_FOUND', `output "${name}": the graph has no such stream. Its outputs: ${names}.`);
}
