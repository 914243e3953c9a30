import type { Calculator } from '../../src/graph/index.ts';
import { createGraph } from '../create-web-graph.ts';
import type { GraphDevice, WebGraph } from '../web-graph.ts';
import { createPeer, type Peer, type PeerPort } from './peer.ts';
import { remoteSink } from './remote-sink.ts';
import { remoteSource } from './remote-source.ts';
import { tell } from './tell.ts';
import type { CreatedMessage, CreateMessage, RemoteSinkInfo } from './worker-messages.ts';

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
  const attached = new Map<string, () => Promise<void>>();
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
      return { plan, device: deviceOf(created) };
    },
    async prepare() {
      await made().prepare();
      return deviceOf(made());
    },
    async start() {
      await made().start();
      return deviceOf(made());
    },
    done: () => made().done(),
    stop: () => made().stop(),
    pause: () => made().pause(),
    resume: () => made().resume(),
    step: () => made().step(),
    async attach(stream: string, sink: RemoteSinkInfo): Promise<void> {
      attached.set(sink.stream, await made().attach(stream, remoteSink(peer, sink)));
    },
    async detach(key: string): Promise<void> {
      const end = attached.get(key);
      attached.delete(key);
      await end?.();
    },
    stats: () => made().stats(),
    trace: () => made().trace(),
    close: () => graph?.close(),
  });
}

function deviceOf(graph: WebGraph): GraphDevice {
  return { ...graph.device, thread: 'worker' };
}

/** `''` alone: the first one of the graph. */
function keyed<T>(entries: readonly (readonly [string, T])[]): T | Readonly<Record<string, T>> | undefined {
  const [first] = entries;
  if (first === undefined) return undefined;
  return first[0] === '' ? first[1] : Object.fromEntries(entries);
}
