import type { MillraceError } from '../errors.ts';
import type { Packet } from '../packet.ts';

/** Who reads a queue (`Q`): a node, an observer or a poller. */
export interface QueueOwner<Q> {
  /** Takes a packet past the queue, which is empty, with its reference. False: it is to be queued. */
  takes?(packet: Packet, queue: Q): boolean;
  /** The queue became non-empty, or its bound rose while it was empty. */
  inputChanged(queue: Q): void;
  /** Packets were added, after {@link QueueOwner.inputChanged}. */
  packetsAdded(queue: Q): void;
  /** A packet or bound broke the rules of streams. */
  inputFailed(error: MillraceError): void;
}

/** Who must know when queues (`Q`) fill up and get room again. */
export interface QueueGauge<Q> {
  queueFullChanged(queue: Q, full: boolean): void;
}

/** Who puts packets into a queue. */
export interface QueueFeeder {
  /** Packets may be taken past the queue from now on. */
  relink(): void;
}
