import { type Packet, Timestamp } from '../../graph/index.ts';

/** The limits of a flow. */
export interface FlowLimits {
  readonly max_in_flight: number;
  readonly max_in_queue: number;
  /** Microseconds of stream time; 0: never. */
  readonly in_flight_timeout: number;
}

/** The books of a FlowLimiterCalculator: what waits, what is in work, what was decided when. */
export interface FlowLimit {
  /** Takes other limits from here on. */
  limitTo(limits: FlowLimits): void;
  /** Keeps a packet of a stream until it is decided about. */
  queue(stream: number, packet: Packet): void;
  /** Everything up to `time` has come out at the other end. */
  finish(time: Timestamp): void;
  /** Gives up packets in work that are older than the timeout. */
  giveUpBefore(now: Timestamp): void;
  /** Lets waiting packets of the first stream in while there is room, then drops what may not wait. */
  decide(allow: (packet: Packet) => void, drop: (packet: Packet) => void): void;
  /**
   * Lets the packets of another stream below `decidedBelow` through where the first one was let in last.
   *
   * @returns The next timestamp that the stream may send, when its input is settled up to `settled`.
   */
  follow(stream: number, settled: Timestamp, decidedBelow: Timestamp, allow: (packet: Packet) => void): Timestamp;
  /** The next timestamp that the first stream may send, when its input is settled up to `settled`. */
  boundOf(settled: Timestamp): Timestamp;
  /** Gives everything back. */
  clear(): void;
}

/** Makes the books for one limited stream and `streams - 1` that follow it. */
export function createFlowLimit(initial: FlowLimits, streams: number): FlowLimit {
  let limits = initial;
  const queues: Packet[][] = Array.from({ length: streams }, () => []);
  const inFlight: Timestamp[] = [];
  // From each of these timestamps on, other streams are let through or not. Before the first decision they are.
  const decisions: { readonly time: Timestamp; readonly allow: boolean }[] = [];
  const take = (stream: number): Packet | undefined => queues[stream]?.shift();
  const isAllowed = (time: Timestamp): boolean => decisions.findLast(one => one.time <= time)?.allow ?? true;
  // What each following stream may send next. The decision in force there, and all later ones, are still needed.
  const next: Timestamp[] = queues.slice(1).map(() => Timestamp.Unset);
  const forget = (): void => {
    const oldest = Math.min(...next);
    const inForce = decisions.findLastIndex(one => one.time <= oldest);
    if (inForce > 0) decisions.splice(0, inForce);
  };
  return {
    limitTo(other) {
      limits = other;
    },
    queue(stream, packet) {
      queues[stream]?.push(packet.retain());
    },
    finish(time) {
      while (inFlight[0] !== undefined && inFlight[0] <= time) inFlight.shift();
    },
    giveUpBefore(now) {
      if (limits.in_flight_timeout === 0 || now >= Timestamp.Max) return;
      while (inFlight[0] !== undefined && now - inFlight[0] > limits.in_flight_timeout) inFlight.shift();
    },
    decide(allow, drop) {
      const waiting = queues[0] ?? [];
      while (inFlight.length < limits.max_in_flight && waiting.length > 0) settle(true, allow);
      while (waiting.length > limits.max_in_queue) settle(false, drop);
      forget();
    },
    follow(stream, settled, decidedBelow, allow) {
      const queue = queues[stream] ?? [];
      while (queue[0] !== undefined && queue[0].timestamp < decidedBelow) {
        const packet = take(stream);
        if (packet === undefined) break;
        if (isAllowed(packet.timestamp)) allow(packet);
        packet.release();
      }
      const bound = boundOf(stream, settled);
      next[stream - 1] = bound;
      return bound;
    },
    boundOf: settled => boundOf(0, settled),
    clear() {
      for (const packet of queues.flat()) packet.release();
      for (const queue of queues) queue.length = 0;
    },
  };

  function boundOf(stream: number, settled: Timestamp): Timestamp {
    return queues[stream]?.[0]?.timestamp ?? Timestamp.next(settled);
  }

  function settle(allowed: boolean, tell: (packet: Packet) => void): void {
    const packet = take(0);
    if (packet === undefined) return;
    tell(packet);
    decisions.push({ time: packet.timestamp, allow: allowed });
    if (allowed) inFlight.push(packet.timestamp);
    packet.release();
  }
}
