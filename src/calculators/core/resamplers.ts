import { type Packet, seededRandom, type Timestamp } from '../../graph/index.ts';

/** Chooses the packet for each point of an output grid. */
export interface Resampler {
  /** Looks at the next packet; `send` gets what belongs to each point that is now decided. */
  take(packet: Packet, send: SendSample): void;
  /** Sends what the last packet still covers. */
  flush(send: SendSample): void;
  /** The next point that is not decided yet: nothing is sent before it. Known once a packet has been taken. */
  next(): Timestamp;
}

/** Called with the packet for a point of the grid. */
export type SendSample = (packet: Packet, point: Timestamp) => void;

/** A regular grid. */
export interface Grid {
  /** Points per second. */
  readonly rate: number;
  /** A point of the grid; default: the first packet. Microseconds. */
  readonly base_timestamp: Timestamp | undefined;
  readonly flush_last_packet: boolean;
}

/** Takes for each point of a regular grid the nearest packet; of two that are as near, the earlier. */
export function createGridResampler({ rate, base_timestamp, flush_last_packet }: Grid): Resampler {
  let first: Timestamp | undefined;
  let index = 0;
  let last: Packet | undefined;
  const pointOf = (at: number): Timestamp => (first ?? 0) + Math.round((at * 1e6) / rate);
  const indexOf = (time: Timestamp): number => Math.floor(((time - (first ?? 0)) * rate) / 1e6 + 0.5);
  return {
    take(packet, send) {
      first ??= firstPoint(packet.timestamp, rate, base_timestamp);
      const at = indexOf(packet.timestamp);
      for (; at > index && last !== undefined; index += 1) send(last, pointOf(index));
      const point = pointOf(index);
      if (at >= index && packet.timestamp >= point) {
        const isNearer = last === undefined || packet.timestamp - point < point - last.timestamp;
        send(isNearer || last === undefined ? packet : last, point);
        index += 1;
      }
      last?.release();
      last = packet.retain();
    },
    flush(send) {
      if (last !== undefined && flush_last_packet && indexOf(last.timestamp) === index) send(last, pointOf(index));
      last?.release();
      last = undefined;
    },
    next: () => pointOf(index),
  };
}

function firstPoint(time: Timestamp, rate: number, base: Timestamp | undefined): Timestamp {
  if (base === undefined) return time;
  return base + Math.round((Math.round(((time - base) * rate) / 1e6) * 1e6) / rate);
}

/** A grid whose points are moved at random. */
export interface JitterGrid extends Grid {
  /** Share of the period by which a point may be off. */
  readonly jitter: number;
  /** Whether each point stays inside its own period. */
  readonly jitter_with_reflection: boolean;
  /** Whether a point depends on its number alone, not on where the stream starts. */
  readonly reproducible_sampling: boolean;
  readonly seed: string;
}

/** Takes for each point of a random grid the nearest packet; of two that are as near, the later. */
export function createJitterResampler(grid: JitterGrid): Resampler {
  const period = 1e6 / grid.rate;
  const random = seededRandom(hash(grid.seed));
  let start: Timestamp | undefined;
  let index = 0;
  let next = 0;
  let last: Packet | undefined;
  const advance = (): void => {
    index += 1;
    const draw = grid.reproducible_sampling ? seededRandom(hash(`${grid.seed}:${index}`)).next() : random.next();
    const off = (2 * draw - 1) * grid.jitter;
    if (!grid.jitter_with_reflection) {
      next += Math.max(1, Math.round(period * (1 + off)));
      return;
    }
    // The walk from the last point is folded back at the borders of this point's own period.
    const low = (start ?? 0) + (index - 1) * period;
    const place = reflect((next + period * (1 + off) - low) / period);
    next = Math.max(next + 1, Math.round(low + place * period));
  };
  return {
    take(packet, send) {
      if (last === undefined) {
        start = grid.reproducible_sampling
          ? (grid.base_timestamp ?? 0) + Math.floor((packet.timestamp - (grid.base_timestamp ?? 0)) / period) * period
          : packet.timestamp;
        index = grid.reproducible_sampling ? Math.round((start - (grid.base_timestamp ?? 0)) / period) : 0;
        next = Math.round(start);
        if (grid.reproducible_sampling) start = grid.base_timestamp ?? 0;
        advance();
      } else {
        while (packet.timestamp >= next) {
          const isNearer = packet.timestamp - next <= next - last.timestamp;
          send(isNearer ? packet : last, next);
          advance();
        }
      }
      last?.release();
      last = packet.retain();
    },
    flush() {
      last?.release();
      last = undefined;
    },
    next: () => next,
  };
}

/** Folds a number into [0, 1] as mirrors at both ends would. */
function reflect(x: number): number {
  const folded = Math.abs(x) % 2;
  return folded > 1 ? 2 - folded : folded;
}

/** 32-bit FNV-1a. */
function hash(textValue: string): number {
  let state = 0x811c9dc5;
  for (const letter of textValue) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return state;
}
