import type { Graph } from '../engine/graph.ts';
import type { Packet } from '../packet.ts';

/** Options of {@link streamPackets}. */
export interface PacketsOptions {
  /** How many packets may wait before what feeds the stream is throttled. Default: the graph's `max_queue_size`. */
  readonly maxQueueSize?: number;
}

/**
 * The packets of a stream as an async iterable: pulled, so that a slow reader slows the graph down. Ends when the run is
 * done; throws the run's error when it fails. Leaving the loop early ends the reading, not the run.
 *
 * A packet stays retained until the next one is asked for. Make it before `start`; it reads one run.
 *
 * @example
 * const packets = streamPackets(graph, 'out');
 * graph.start();
 * for await (const packet of packets) await save(packet.value);
 */
export function streamPackets(graph: Graph, stream: string, options: PacketsOptions = {}): AsyncIterable<Packet> {
  const poller = graph.poll(stream, options.maxQueueSize === undefined ? {} : { maxQueueSize: options.maxQueueSize });
  return {
    async *[Symbol.asyncIterator]() {
      try {
        for (let packet = await poller.next(); packet !== undefined; packet = await poller.next()) yield packet;
        // The stream has ended; whether well is told by the run. A run that goes on elsewhere is not waited for.
        if (graph.status === 'failed' || graph.status === 'cancelled') await graph.done();
      } finally {
        poller.close();
      }
    },
  };
}
