import type { MillraceError } from '../errors.ts';
import { Packet } from '../packet.ts';
import { Timestamp } from '../timestamp.ts';
import type { InputQueue } from './input-queue.ts';
import type { QueueOwner } from './queue-owner.ts';

/**
 * A queue at a stream that is read at the reader's pace; when it is full it throttles what feeds the stream.
 */
export interface Poller {
  /**
   * The next packet, waiting for it if need be; `undefined` when the run is over (the run's error is told by
   * {@link Graph.done}). The packet is valid until the following call: retain it to keep it.
   */
  next(): Promise<Packet | undefined>;
  /** The number of packets that wait. */
  readonly queueSize: number;
  /** Changes the size at which the queue is full; `Infinity`: never. */
  setMaxQueueSize(size: number): void;
  /** Ends the reading: what waits is given back and nothing more is queued. */
  close(): void;
}

/** The poller of a graph, over all its runs. */
export class StreamPoller implements Poller, QueueOwner<InputQueue> {
  readonly streamSlot: number;
  maxSize: number;
  closed = false;
  /** The queue of the current or last run. */
  queue: InputQueue | undefined;
  readonly #bounds: boolean;
  readonly #failed: (error: Error) => void;
  #settled: Timestamp = Timestamp.Unstarted;
  #ended = false;
  #handed: Packet | undefined;
  #waiting: ((packet: Packet | undefined) => void)[] = [];

  constructor(streamSlot: number, maxSize: number, bounds: boolean, failed: (error: Error) => void) {
    this.streamSlot = streamSlot;
    this.maxSize = maxSize;
    this.#bounds = bounds;
    this.#failed = failed;
  }

  get queueSize(): number {
    return this.queue?.size ?? 0;
  }

  next(): Promise<Packet | undefined> {
    this.#giveBack();
    return new Promise(resolve => {
      this.#waiting.push(resolve);
      this.#serve();
    });
  }

  setMaxQueueSize(size: number): void {
    this.maxSize = size;
    this.queue?.setMaxSize(size);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.#giveBack();
    this.queue?.close();
    this.#serve();
  }

  /** A run begins with a new queue. */
  start(queue: InputQueue): void {
    this.queue?.clear();
    this.queue = queue;
    this.#ended = false;
    this.#settled = Timestamp.Unstarted;
    if (this.closed) queue.close();
  }

  /** The run is over: what is queued can still be read. */
  end(): void {
    this.#ended = true;
    this.#serve();
  }

  inputChanged(): void {
    this.#serve();
  }

  packetsAdded(): void {
    this.#serve();
  }

  inputFailed(error: MillraceError): void {
    this.#failed(error);
  }

  #giveBack(): void {
    const handed = this.#handed;
    this.#handed = undefined;
    handed?.release();
  }

  #serve(): void {
    while (this.#waiting.length > 0) {
      const packet = this.#take();
      if (packet === undefined && !this.#isOver()) return;
      this.#waiting.shift()?.(packet);
    }
  }

  #isOver(): boolean {
    return this.closed || (this.queueSize === 0 && (this.#ended || this.queue?.bound === Timestamp.Done));
  }

  #take(): Packet | undefined {
    const queue = this.queue;
    if (queue === undefined || this.closed) return undefined;
    if (queue.size > 0) {
      // Before the next one is taken: a release that throws shall not lose it.
      this.#giveBack();
      const packet = queue.popHead();
      this.#handed = packet;
      if (packet !== undefined) this.#settled = packet.timestamp;
      return packet;
    }
    if (!this.#bounds || this.#ended || queue.bound === Timestamp.Done) return undefined;
    const settled = Timestamp.previous(queue.bound);
    if (settled <= this.#settled) return undefined;
    this.#settled = settled;
    return Packet.empty(settled);
  }
}
