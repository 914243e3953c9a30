import type { Calculator } from '../../src/graph/index.ts';
import { createGraph } from '../create-web-graph.ts';
import type { Sink } from '../sinks/sink.ts';
import type { Source, SourceItem } from '../sources/source.ts';
import type { WebGraph } from '../web-graph.ts';
import { createPeer, type Peer, type PeerPort } from './peer.ts';
import type { CreatedMessage, CreateMessage } from './worker-messages.ts';

/** What a worker of one's own adds. */
export interface ServeWorkerOptions {
  /** Calculators beside the built-in ones: functions cannot be sent to a worker, so it brings its own. */
  readonly calculators?: readonly Calculator[];
}

/**
 * Makes this worker run the graph of a page: the last line of a worker module of one's own.
 *
 * @example
 * // my-worker.js, for createGraph(graph, { worker: () => new Worker(new URL('./my-worker.js', import.meta.url), { type: 'module' }) })
 * import { serveWorker } from 'millrace/web';
 * serveWorker({ calculators: [gain] });
 */
export function serveWorker(options: ServeWorkerOptions = {}): void {
  const scope = globalThis as unknown as PeerPort;
  let graph: WebGraph | undefined;
  const made = (): WebGraph => {
    if (graph === undefined) throw new TypeError('worker: the graph was not created. Call create first.');
    return graph;
  };
  const peer: Peer = createPeer(scope, {
    async create({ graph: given, sources, sinks, options: rest }: CreateMessage): Promise<CreatedMessage> {
      const input = keyed(sources.map(one => [one.stream, remoteSource(peer, one)] as const));
      const output = keyed(sinks.map(one => [one.stream, remoteSink(peer, one)] as const));
      const created = await createGraph(given, {
        ...rest,
        ...(options.calculators === undefined ? {} : { calculators: options.calculators }),
        ...(input === undefined ? {} : { input }),
        ...(output === undefined ? {} : { output }),
        onLog: (level, message) => tell(peer, 'log', [level, message]),
        onProgress: progress => tell(peer, 'progress', [progress]),
      });
      graph = created;
      // Contracts hold functions; what a page looks at is data.
      const plan = structuredClone({ config: created.plan.config, warnings: created.plan.warnings });
      return { plan, device: { ...created.device, thread: 'worker' } };
    },
    prepare: () => made().prepare(),
    start: () => made().start(),
    done: () => made().done(),
    stop: () => made().stop(),
    pause: () => made().pause(),
    resume: () => made().resume(),
    step: () => made().step(),
    stats: () => made().stats(),
    trace: () => made().trace(),
    close: () => graph?.close(),
  });
}

/** A message that nobody waits for. */
function tell(peer: Peer, method: string, args: readonly unknown[]): void {
  peer.call(method, args).catch(() => undefined);
}

/** `''` alone: the first one of the graph. */
function keyed<T>(entries: readonly (readonly [string, T])[]): T | Readonly<Record<string, T>> | undefined {
  const [first] = entries;
  if (first === undefined) return undefined;
  return first[0] === '' ? first[1] : Object.fromEntries(entries);
}

function remoteSource(peer: Peer, { stream, gives, live }: CreateMessage['sources'][number]): Source {
  return {
    gives,
    live,
    async open({ signal }) {
      signal.throwIfAborted();
      const close = () => tell(peer, 'sourceClose', [stream]);
      signal.addEventListener('abort', close, { once: true });
      const label = await peer.call<string>('sourceOpen', [stream]);
      return {
        label,
        read: () => peer.call<SourceItem | undefined>('sourceRead', [stream]),
        close,
      };
    },
  };
}

function remoteSink(peer: Peer, { stream, takes, canvas }: CreateMessage['sinks'][number]): Sink {
  if (canvas !== undefined) return { takes: 'canvas', canvas };
  if (takes === 'packets') return ({ timestamp, value }) => tell(peer, 'packet', [stream, timestamp, plain(value)]);
  return {
    takes: 'frames',
    async open() {
      await peer.call('sinkOpen', [stream]);
      return {
        write: frame => peer.call<undefined>('sinkWrite', [stream, frame], [frame]),
        close: () => peer.call<undefined>('sinkClose', [stream]),
        abort: () => peer.call<undefined>('sinkAbort', [stream]).catch(() => undefined),
      };
    },
  };
}

/** A value without functions, such as the `release` of a picture. Buffers are copied: the worker keeps its own. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  const fields = Object.entries(value).filter(([, one]) => typeof one !== 'function');
  return Object.fromEntries(
    fields.map(([name, one]) => [name, ArrayBuffer.isView(one) && 'slice' in one ? copyOf(one) : plain(one)]),
  );
}

/** Only what the view shows: below it may lie the whole memory of the kernels. */
function copyOf(view: ArrayBufferView & { readonly slice: unknown }): unknown {
  return (view as unknown as Uint8Array).slice();
}
