import type { GraphPlan } from '../config/graph-plan.ts';
import { InputQueue } from './input-queue.ts';
import type { OutputStream } from './output-stream.ts';
import type { StreamPoller } from './poller.ts';
import type { QueueOwner } from './queue-owner.ts';
import type { StreamObserver } from './stream-observer.ts';
import type { Throttle } from './throttle.ts';

/** The readers of a run that are no nodes: observers, who are pushed to, and pollers, who pull. */
export class RunReaders {
  readonly #plan: GraphPlan;
  readonly #streams: readonly OutputStream[];
  readonly #throttle: Throttle;
  readonly #observed = new Map<StreamObserver, InputQueue>();
  readonly #polled = new Set<InputQueue>();

  constructor(plan: GraphPlan, streams: readonly OutputStream[], throttle: Throttle) {
    this.#plan = plan;
    this.#streams = streams;
    this.#throttle = throttle;
  }

  /** Connects an observer; it sees what is sent from now on. */
  observe(observer: StreamObserver): void {
    observer.reset();
    const queue = this.#queue(observer.streamSlot, 'an observer', Number.POSITIVE_INFINITY, observer);
    // Behind a barrier timestamps need not increase.
    const producer = this.#plan.streams[observer.streamSlot]?.producer;
    const maker = producer !== undefined && 'node' in producer ? this.#plan.nodes[producer.node] : undefined;
    queue.timed = maker?.inputPolicy.name !== 'BarrierInputStreamHandler';
    this.#streams[observer.streamSlot]?.attach(queue);
    this.#observed.set(observer, queue);
  }

  /** Takes an observer off. */
  unobserve(observer: StreamObserver): void {
    const queue = this.#observed.get(observer);
    if (queue !== undefined) this.#streams[observer.streamSlot]?.detach(queue);
  }

  /** Connects a poller. */
  poll(poller: StreamPoller): void {
    const queue = this.#queue(poller.streamSlot, 'a poller', poller.maxSize, poller);
    this.#polled.add(queue);
    this.#streams[poller.streamSlot]?.attach(queue);
    poller.start(queue);
    if (queue.size >= queue.maxSize) this.#throttle.queueFullChanged(queue, true);
  }

  /** Whether a poller reads the queue: it is the caller who makes room in it. */
  isPolled(queue: InputQueue): boolean {
    return this.#polled.has(queue);
  }

  #queue(streamSlot: number, reader: string, maxSize: number, owner: QueueOwner<InputQueue>): InputQueue {
    const stream = this.#streams[streamSlot]?.name ?? '';
    return new InputQueue({ stream, streamSlot, reader, type: null, backEdge: false, maxSize }, owner, this.#throttle);
  }
}
