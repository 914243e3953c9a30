import { type Packet, Timestamp } from '../../graph/index.ts';

/** Chooses the packets that stay. */
export interface Thinner {
  /** Looks at the next packet; `send` gets what stays and its new timestamp. Returns how many are thrown away for good. */
  take(packet: Packet, send: (packet: Packet, time: Timestamp) => void): number;
  /** The next timestamp that may be sent after a packet at `now`. */
  bound(now: Timestamp): Timestamp;
  /** Sends what waits at the end of the stream. */
  flush(send: (packet: Packet, time: Timestamp) => void): void;
}

/** Keeps a packet and ignores what comes less than a period (microseconds) after it. */
export function createAsyncThinner(period: number): Thinner {
  let next: Timestamp = Timestamp.Min;
  return {
    take(packet, send) {
      if (packet.timestamp < next) return 1;
      next = Timestamp.add(packet.timestamp, period);
      send(packet, packet.timestamp);
      return 0;
    },
    bound: () => next,
    flush() {},
  };
}

/** The grid of a synchronous thinner. Microseconds. */
export interface ThinnerGrid {
  readonly period: number;
  readonly start: Timestamp;
  /** Whether packets get the timestamps of the grid. */
  readonly onGrid: boolean;
}

/** Keeps the packet nearest to each point of a grid; of two that are as near, the later one. */
export function createSyncThinner({ period, start, onGrid }: ThinnerGrid): Thinner {
  let saved: Packet | undefined;
  const pointOf = (time: Timestamp): Timestamp =>
    start + Math.floor((time - start + Math.floor(period / 2)) / period) * period;
  const place = (packet: Packet): Timestamp => (onGrid ? pointOf(packet.timestamp) : packet.timestamp);
  return {
    take(packet, send) {
      const point = pointOf(packet.timestamp);
      let replaced = 0;
      if (saved !== undefined && pointOf(saved.timestamp) < point) {
        send(saved, place(saved));
      } else if (saved !== undefined && Math.abs(saved.timestamp - point) < Math.abs(packet.timestamp - point)) {
        return 1;
      } else if (saved !== undefined) replaced = 1;
      saved?.release();
      saved = packet.retain();
      return replaced;
    },
    bound: now => (onGrid ? pointOf(now) : (saved?.timestamp ?? now)),
    flush(send) {
      if (saved !== undefined) send(saved, place(saved));
      saved?.release();
      saved = undefined;
    },
  };
}

/** The frame rate after thinning, both in frames per second; the period in microseconds. */
export function thinnedRate(rate: number, period: number, isSync: boolean): number {
  if (isSync) return Math.min(rate, 1e6 / period);
  const between = 1e6 / rate;
  return 1e6 / (Math.max(1, Math.ceil(period / between)) * between);
}
