import type { GraphConfig } from '../src/graph/index.ts';
import { MillraceError, toList } from '../src/graph/index.ts';
import { GraphHost } from './graph-host.ts';
import { type GraphInput, readGraph } from './read-graph.ts';
import type { Sink } from './sinks/sink.ts';
import type { Source } from './sources/source.ts';
import type { GraphDevice, WebGraph, WebGraphOptions } from './web-graph.ts';

/**
 * Makes a graph that a page can run: a compiled graph, a plan, or the text of a graph file. Checks it whole; opens nothing.
 *
 * @throws GraphConfigError with every mistake of the graph; MillraceError when sources or sinks do not fit it.
 * @example
 * const graph = await createGraph(blur, { input: sources.camera(), output: sinks.canvas(element) });
 * await graph.start();
 */
export async function createGraph(graph: GraphInput, options: WebGraphOptions = {}): Promise<WebGraph> {
  const { signal, base, input, output, calculators, subgraphs, file, graphOptions, worker = false, ...rest } = options;
  signal?.throwIfAborted();
  if (worker !== false) return inWorker(graph, options, worker === true ? undefined : worker);
  const read = await readGraph(graph, { calculators, subgraphs, file, graphOptions });
  signal?.throwIfAborted();
  const host = await GraphHost.create({
    ...rest,
    graph: read,
    base: base === undefined ? undefined : new URL(base, globalThis.location.href),
    sources: byStream(input, isSource, () => firstOf(read.config, 'input_stream')),
    sinks: byStream(output, isSink, () => firstOf(read.config, 'output_stream')),
  });
  const aborted = () => {
    // It tells nothing new: done() rejects with the reason.
    host.close(signal?.reason instanceof Error ? signal.reason : undefined).catch(() => undefined);
  };
  signal?.addEventListener('abort', aborted, { once: true });
  return {
    plan: host.plan,
    get device(): GraphDevice {
      return { ...host.device, kernels: host.kernels, models: host.models, thread: 'page' };
    },
    prepare: () => host.prepare(),
    start: () => host.start(),
    done: () => host.done(),
    stop: () => host.stop(),
    pause: () => host.pause(),
    resume: () => host.resume(),
    step: () => host.step(),
    attach: async (stream, sink) => host.attach(stream, sink),
    stats: async () => host.stats(),
    trace: async () => host.trace(),
    async close() {
      signal?.removeEventListener('abort', aborted);
      await host.close();
    },
  };
}

async function inWorker(
  graph: GraphInput,
  options: WebGraphOptions,
  own: (() => Worker) | undefined,
): Promise<WebGraph> {
  const { input, output, calculators, services, ...rest } = options;
  if (calculators !== undefined || services !== undefined) {
    throw new TypeError(
      'worker: calculators and services are functions, which cannot be sent there. Give worker: () => new Worker(…) with a module that calls serveWorker({ calculators }).',
    );
  }
  const [{ createWorkerGraph }, { startWorker }] = await Promise.all([
    import('./worker/create-worker-graph.ts'),
    import('./worker/start-worker.ts'),
  ]);
  // The worker knows which stream is the first.
  const first = () => '';
  return createWorkerGraph(graph, {
    ...rest,
    sources: byStream(input, isSource, first),
    sinks: byStream(output, isSink, first),
    createWorker: own ?? startWorker,
  });
}

function byStream<T>(
  given: T | Readonly<Record<string, T>> | undefined,
  isOne: (value: T | Readonly<Record<string, T>>) => value is T,
  first: () => string,
): ReadonlyMap<string, T> {
  if (given === undefined) return new Map();
  return isOne(given) ? new Map([[first(), given]]) : new Map(Object.entries(given));
}

function isSource(value: Source | Readonly<Record<string, Source>>): value is Source {
  return typeof value.open === 'function';
}

function isSink(value: Sink | Readonly<Record<string, Sink>>): value is Sink {
  return typeof value === 'function' || typeof value['takes'] === 'string';
}

function firstOf(config: GraphConfig, field: 'input_stream' | 'output_stream'): string {
  const [entry] = toList(config[field]);
  if (entry !== undefined) return entry.slice(entry.lastIndexOf(':') + 1);
  const what = field === 'input_stream' ? 'input' : 'output';
  throw new MillraceError('NOT_FOUND', `${what}: the graph has no ${what} stream. Leave the option ${what} out.`);
}
