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
  /** Keeps a packet of a stream until it is decided about. */
  queue(stream: number, packet: Packet): void;
  /** Everything up to `time` has come out at the other end. */
  finish(time: Timestamp): void;
  /** Gives up packets in work that are older than the timeout. */
  giveUpBefore(now: Timestamp): void;
  /** Lets waiting packets of the first stream in while there is room, then drops what may not wait. */
  decide(allow: (packet: Packet) => void, drop: (packet: Packet) => void): void;
  /** Lets the settled packets of another stream through where the first one was let in last. */
  follow(stream: number, settledBelow: Timestamp, allow: (packet: Packet) => void): void;
  /** The next timestamp that a stream may send, when its input is settled up to `settled`. */
  boundOf(stream: number, settled: Timestamp): Timestamp;
  /** Gives everything back. */
  clear(): void;
}

/** Makes the books for one limited stream and `streams - 1` that follow it. */
export function createFlowLimit(limits: FlowLimits, streams: number): FlowLimit {
  const queues: Packet[][] = Array.from({ length: streams }, () => []);
  const inFlight: Timestamp[] = [];
  // From each of these timestamps on, other streams are let through or not. Before the first decision they are.
  const decisions: { readonly time: Timestamp; readonly allow: boolean }[] = [];
  const take = (stream: number): Packet | undefined => queues[stream]?.shift();
  const isAllowed = (time: Timestamp): boolean => decisions.findLast(one => one.time <= time)?.allow ?? true;
  const forget = (): void => {
    if (streams === 1) decisions.length = 0;
    const oldest = Math.min(...queues.slice(1).map(queue => queue[0]?.timestamp ?? Number.POSITIVE_INFINITY));
    // The last one before the oldest waiting packet still decides about it; with none waiting, the last two stay.
    while (decisions.length > 2 && (decisions[1]?.time ?? 0) <= oldest) decisions.shift();
  };
  return {
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
    follow(stream, settledBelow, allow) {
      const queue = queues[stream] ?? [];
      while (queue[0] !== undefined && queue[0].timestamp < settledBelow) {
        const packet = take(stream);
        if (packet === undefined) return;
        if (isAllowed(packet.timestamp)) allow(packet);
        packet.release();
      }
    },
    boundOf: (stream, settled) => queues[stream]?.[0]?.timestamp ?? Timestamp.next(settled),
    clear() {
      for (const packet of queues.flat()) packet.release();
      for (const queue of queues) queue.length = 0;
    },
  };

  function settle(allowed: boolean, tell: (packet: Packet) => void): void {
    const packet = take(0);
    if (packet === undefined) return;
    tell(packet);
    decisions.push({ time: packet.timestamp, allow: allowed });
    if (allowed) inFlight.push(packet.timestamp);
    packet.release();
  }
}
