import type { GraphPlan } from '../../config/graph-plan.ts';
import type { Graph } from '../../engine/graph.ts';
import type { Packet } from '../../packet.ts';
import { Timestamp } from '../../timestamp.ts';
import type { LawLog } from './law-log.ts';

interface Seen {
  last: Timestamp;
  settled: Timestamp;
  readonly times: Set<Timestamp>;
}

/**
 * The laws that an observer of every stream can check by itself: I1 timestamps increase, I2 nothing comes at a time
 * that was said to be settled. Also knows which times had a packet, for {@link CallLaws}.
 */
export class StreamLaws {
  readonly #log: LawLog;
  readonly #seen: readonly Seen[];
  readonly #stops: readonly (() => void)[];

  /** @param isCurrent - called at each packet; tells of a new run in time. */
  constructor(plan: GraphPlan, graph: Graph, log: LawLog, isCurrent: () => void) {
    this.#log = log;
    this.#seen = plan.streams.map(() => ({ last: Timestamp.Unset, settled: Timestamp.Unset, times: new Set() }));
    this.#stops = plan.streams.map((stream, slot) => {
      const { producer } = stream;
      const policy = 'node' in producer ? plan.nodes[producer.node]?.inputPolicy.name : undefined;
      // Behind a barrier timestamps need not increase.
      if (policy === 'BarrierInputStreamHandler') return () => undefined;
      const see = (packet: Packet) => {
        isCurrent();
        this.#see(stream.name, slot, packet);
      };
      return graph.observe(stream.name, see, { bounds: true });
    });
  }

  /** Whether a packet at `t` was seen on a stream; `undefined` if the stream is not watched. */
  had(slot: number, t: Timestamp): boolean | undefined {
    return this.#seen[slot]?.times.has(t);
  }

  /** A new run begins. */
  reset(): void {
    for (const seen of this.#seen) {
      seen.last = Timestamp.Unset;
      seen.settled = Timestamp.Unset;
      seen.times.clear();
    }
  }

  /** Takes the observers off. */
  stop(): void {
    for (const stop of this.#stops) stop();
  }

  #see(name: string, slot: number, packet: Packet): void {
    const seen = this.#seen[slot];
    if (seen === undefined) return;
    const t = packet.timestamp;
    if (packet.isEmpty) {
      if (t < seen.settled) {
        this.#log.add(
          'I2',
          `stream "${name}"`,
          `${Timestamp.format(t)} is settled after ${Timestamp.format(seen.settled)}`,
        );
      }
      seen.settled = t;
      return;
    }
    if (t <= seen.last) {
      this.#log.add('I1', `stream "${name}"`, `${Timestamp.format(t)} follows ${Timestamp.format(seen.last)}`);
    }
    if (t <= seen.settled) {
      this.#log.add('I2', `stream "${name}"`, `${Timestamp.format(t)} comes though it was settled`);
    }
    seen.last = t;
    seen.times.add(t);
  }
}
