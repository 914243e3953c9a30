import { Observable } from 'rxjs';
import type { Graph } from '../engine/graph.ts';
import type { Packet } from '../packet.ts';

/** Options of {@link observeStream}. */
export interface ObserveOptions {
  /** Also empty packets at newly settled times. */
  readonly bounds?: boolean;
}

/**
 * The packets of a stream as an RxJS Observable: pushed as they come, without back-pressure. Completes when the run is
 * done, errors when it fails or is cancelled; later runs need a new subscription. Packets are valid during `next`: retain
 * those you keep.
 *
 * Subscribe before the packets come, as a rule before `start`. Unsubscribing ends the observation, not the run.
 *
 * @example
 * observeStream(graph, 'out').pipe(map(packet => packet.value)).subscribe(console.log);
 */
export function observeStream(graph: Graph, stream: string, options: ObserveOptions = {}): Observable<Packet> {
  return new Observable<Packet>(subscriber => {
    const end = graph.observe(
      stream,
      packet => {
        subscriber.next(packet);
      },
      { bounds: options.bounds === true },
    );
    const stopWatching = graph.onSettled(error => {
      if (error === undefined) subscriber.complete();
      else subscriber.error(error);
    });
    return () => {
      end();
      stopWatching();
    };
  });
}
