import { MillraceError } from '../../src/graph/index.ts';
import type { CompiledGraph } from '../compiled-graph.ts';
import type { GraphInput } from '../read-graph.ts';
import type { FrameWriter, Sink } from '../sinks/sink.ts';
import type { Source, SourceReader } from '../sources/source.ts';
import type { GraphDevice, WebGraph, WebGraphOptions } from '../web-graph.ts';
import { createPeer, Handover } from './peer.ts';
import type { CreatedMessage, CreateMessage, RemoteSinkInfo } from './worker-messages.ts';

/** What {@link createWorkerGraph} takes besides the graph. Keys of sources and sinks are streams; `''`: the first one. */
export interface WorkerGraphOptions
  extends Omit<WebGraphOptions, 'input' | 'output' | 'worker' | 'calculators' | 'services'> {
  readonly sources: ReadonlyMap<string, Source>;
  readonly sinks: ReadonlyMap<string, Sink>;
  readonly createWorker: () => Worker;
}

/**
 * A graph that runs whole in a module worker. Sources are opened by the page, where permissions and elements are; their
 * frames are handed over, not copied. A canvas moves into the worker; frames for tracks and files come back.
 *
 * @throws what the worker throws when it makes the graph; MillraceError UNAVAILABLE when it does not start.
 */
export async function createWorkerGraph(graph: GraphInput, options: WorkerGraphOptions): Promise<WebGraph> {
  const { sources, createWorker, signal, onLog, onProgress, sidePackets, subgraphs, file, live, trace } = options;
  const context = { signal: new AbortController().signal, log: (message: string) => onLog?.('info', message) };
  // Those that are attached later are added under names of their own.
  const sinks = new Map(options.sinks);
  let attached = 0;
  const readers = new Map<string, SourceReader>();
  const writers = new Map<string, FrameWriter>();
  const worker = createWorker();
  let isClosed = false;
  const opened = <T>(map: ReadonlyMap<string, T>, stream: string): T => {
    const one = map.get(stream);
    if (one === undefined)
      throw new MillraceError('CANCELLED', `stream "${stream}": it was closed. Start the graph again.`);
    return one;
  };
  const closeReader = async (stream: string): Promise<void> => {
    const reader = readers.get(stream);
    readers.delete(stream);
    await reader?.close();
  };
  const peer = createPeer(worker, {
    async sourceOpen(stream: string) {
      const reader = await opened(sources, stream).open(context);
      if (isClosed) {
        // The user took a while to allow the camera.
        await reader.close();
        throw new MillraceError('CANCELLED', `stream "${stream}": the graph was closed. Create another one.`);
      }
      readers.set(stream, reader);
      return reader.label;
    },
    async sourceRead(stream: string) {
      const item = await opened(readers, stream).read();
      if (item === undefined) return undefined;
      const { value } = item;
      if (!('frame' in value)) return new Handover(item, [value.data.buffer as ArrayBuffer]);
      return new Handover(item, [value.frame], () => value.frame.close());
    },
    sourceClose: closeReader,
    async sinkOpen(stream: string) {
      const sink = opened(sinks, stream);
      if (typeof sink === 'function' || sink.takes !== 'frames')
        throw new TypeError(`output "${stream}": takes no frames.`);
      writers.set(stream, await sink.open(context));
    },
    sinkWrite(stream: string, frame: VideoFrame) {
      const writer = writers.get(stream);
      // On its way here when the sink was closed.
      if (writer === undefined) frame.close();
      return opened(writers, stream).write(frame);
    },
    async sinkClose(stream: string) {
      await opened(writers, stream).close();
      writers.delete(stream);
    },
    async sinkAbort(stream: string) {
      await writers.get(stream)?.abort();
      writers.delete(stream);
    },
    packet(stream: string, timestamp: number, value: unknown) {
      const sink = sinks.get(stream);
      if (typeof sink === 'function') sink({ timestamp, value });
    },
    log: (level: 'debug' | 'info' | 'warn', message: string) => onLog?.(level, message),
    progress: (progress: never) => onProgress?.(progress),
  });

  const end = async (reason: Error): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    signal?.removeEventListener('abort', aborted);
    peer.close(reason);
    worker.terminate();
    await Promise.allSettled([...readers.keys()].map(closeReader));
    for (const writer of writers.values()) await writer.abort();
  };
  const aborted = () => {
    const reason = signal?.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError');
    peer.fail(reason);
    // The worker closes its frames first.
    peer
      .call('close')
      .catch(() => undefined)
      .then(() => end(reason))
      .catch(() => undefined);
  };
  signal?.addEventListener('abort', aborted, { once: true });
  worker.addEventListener('error', event => {
    event.preventDefault();
    const fact = event.message === '' ? 'it did not start' : event.message;
    const remedy = 'Serve millrace-worker.js and its chunks from this site, or give worker: () => new Worker(…)';
    end(new MillraceError('UNAVAILABLE', `worker: ${fact}. ${remedy}.`)).catch(() => undefined);
  });

  const transfer: OffscreenCanvas[] = [];
  const message: CreateMessage = {
    graph: asData(graph),
    sources: [...sources].map(([stream, { gives, live: isLive }]) => ({ stream, gives, live: isLive })),
    sinks: [...sinks].map(([stream, sink]) => described(stream, sink, transfer)),
    options: {
      ...(sidePackets === undefined ? {} : { sidePackets }),
      ...(subgraphs === undefined ? {} : { subgraphs }),
      ...(file === undefined ? {} : { file }),
      ...(options.graphOptions === undefined ? {} : { graphOptions: options.graphOptions }),
      ...(live === undefined ? {} : { live }),
      ...(trace === undefined ? {} : { trace }),
      ...(options.gpu === undefined ? {} : { gpu: options.gpu }),
      ...(options.whileGpuIsLost === undefined ? {} : { whileGpuIsLost: options.whileGpuIsLost }),
      // A worker knows its own address only.
      ...absolute('base', options.base),
      ...absolute('assetBase', options.assetBase),
    },
  };
  // A source that cannot fetch its code says so when it is opened.
  for (const source of sources.values()) source.prepare?.().catch(() => undefined);
  let created: CreatedMessage;
  try {
    created = await peer.call<CreatedMessage>('create', [message], transfer);
  } catch (error) {
    await end(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
  // The worker's models are known when it is prepared.
  let { device } = created;
  return {
    plan: created.plan,
    get device() {
      return device;
    },
    async prepare() {
      device = await peer.call<GraphDevice>('prepare');
    },
    async start() {
      device = await peer.call<GraphDevice>('start');
    },
    done: () => peer.call('done'),
    stop: () => peer.call('stop'),
    pause: () => void peer.call('pause').catch(() => undefined),
    resume: () => void peer.call('resume').catch(() => undefined),
    step: () => void peer.call('step').catch(() => undefined),
    async attach(stream, sink) {
      const key = `${stream}#${++attached}`;
      const canvases: OffscreenCanvas[] = [];
      sinks.set(key, sink);
      try {
        await peer.call('attach', [stream, described(key, sink, canvases)], canvases);
      } catch (error) {
        sinks.delete(key);
        throw error;
      }
      return async () => {
        try {
          await peer.call<undefined>('detach', [key]);
        } finally {
          sinks.delete(key);
        }
      };
    },
    stats: () => peer.call('stats'),
    trace: () => peer.call('trace'),
    async close() {
      if (isClosed) return;
      await peer.call('close').catch(() => undefined);
      await end(new MillraceError('CANCELLED', 'graph: it was closed. Create another one.'));
    },
  };
}

/** A sink as the worker is told of it; a canvas is handed over. */
function described(stream: string, sink: Sink, transfer: OffscreenCanvas[]): RemoteSinkInfo {
  if (typeof sink === 'function') return { stream, takes: 'packets' };
  if (sink.takes === 'frames') return { stream, takes: 'frames' };
  const canvas = 'transferControlToOffscreen' in sink.canvas ? handOver(sink.canvas) : sink.canvas;
  transfer.push(canvas);
  return { stream, takes: 'canvas', canvas };
}

/** A graph without its calculators, which the worker has itself. */
function asData(graph: GraphInput): string | CompiledGraph {
  if (typeof graph === 'string') return graph;
  return { millrace: 1, config: graph.config };
}

function handOver(canvas: HTMLCanvasElement): OffscreenCanvas {
  try {
    return canvas.transferControlToOffscreen();
  } catch (cause) {
    throw new MillraceError(
      'FAILED_PRECONDITION',
      'canvas: it was drawn on or handed to a worker before. Give a fresh canvas element.',
      { cause },
    );
  }
}

function absolute<K extends 'base' | 'assetBase'>(
  key: K,
  given: string | URL | undefined,
): { readonly [key in K]?: string } {
  return given === undefined ? {} : ({ [key]: new URL(given, location.href).href } as { readonly [key in K]: string });
}
