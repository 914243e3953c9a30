import { Timestamp } from '../timestamp.ts';
import type { Clock } from './clock.ts';
import type { GraphTracer } from './trace.ts';

/** One thing that happened in a run. Times are microseconds of the clock. */
export interface TraceEvent {
  readonly kind: 'open' | 'process' | 'close' | 'full' | 'room';
  /** The node, or the stream of a queue that became full or got room. */
  readonly name: string;
  readonly start: number;
  /** 0 for queues. */
  readonly duration: number;
  /** The input timestamp; `Unset` for queues. */
  readonly timestamp: Timestamp;
}

/** How long the calls of `process` of one node took, in microseconds of the clock. */
export interface NodeTimes {
  readonly node: string;
  readonly calls: number;
  readonly total: number;
  readonly longest: number;
}

/** One event of the Chrome trace format. */
export interface ChromeTraceEvent {
  readonly name: string;
  readonly cat: string;
  readonly ph: 'X' | 'i' | 'M';
  readonly ts: number;
  readonly dur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly s?: 't';
  readonly args: Readonly<Record<string, string | number>>;
}

/**
 * Keeps the newest events of a graph in a ring.
 *
 * @example
 * const trace = new TraceBuffer(systemClock);
 * const graph = createGraph(plan, { tracer: trace });
 * await graph.run();
 * await writeFile('trace.json', JSON.stringify(trace.toChromeTrace())); // chrome://tracing, ui.perfetto.dev
 */
export class TraceBuffer implements GraphTracer {
  readonly #clock: Clock;
  readonly #events: (TraceEvent | undefined)[];
  readonly #times = new Map<string, { calls: number; total: number; longest: number }>();
  #count = 0;

  /** @param capacity - how many events are kept; older ones are overwritten. */
  constructor(clock: Clock, capacity = 65_536) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new RangeError(`trace buffer: a capacity of ${capacity}. Use a whole number of at least 1.`);
    }
    this.#clock = clock;
    this.#events = new Array<TraceEvent | undefined>(capacity).fill(undefined);
  }

  /** Events that were overwritten. */
  get lost(): number {
    return Math.max(0, this.#count - this.#events.length);
  }

  /** The time, to be given to {@link TraceBuffer.end}. */
  begin(): number {
    return this.#clock.now();
  }

  /** Notes a call that began at `mark`. */
  end(mark: number, phase: 'open' | 'process' | 'close', node: string, timestamp: Timestamp): void {
    const duration = this.#clock.now() - mark;
    this.#add({ kind: phase, name: node, start: mark, duration, timestamp });
    if (phase !== 'process') return;
    const times = this.#times.get(node) ?? { calls: 0, total: 0, longest: 0 };
    this.#times.set(node, times);
    times.calls += 1;
    times.total += duration;
    times.longest = Math.max(times.longest, duration);
  }

  throttled(stream: string, full: boolean): void {
    const kind = full ? 'full' : 'room';
    this.#add({ kind, name: stream, start: this.#clock.now(), duration: 0, timestamp: Timestamp.Unset });
  }

  /** The events that are kept, oldest first (by their end). */
  events(): readonly TraceEvent[] {
    const size = this.#events.length;
    const first = this.#count > size ? this.#count % size : 0;
    return [...this.#events.slice(first), ...this.#events.slice(0, first)].filter(event => event !== undefined);
  }

  /** The times of each node over all events, kept or not. */
  nodeTimes(): readonly NodeTimes[] {
    return [...this.#times].map(([node, times]) => ({ node, ...times }));
  }

  /** The kept events in Chrome's trace format, one track per node and one for full queues. */
  toChromeTrace(): { readonly traceEvents: readonly ChromeTraceEvent[] } {
    const tracks = new Map<string, number>();
    const track = (name: string): number => {
      const known = tracks.get(name);
      if (known !== undefined) return known;
      tracks.set(name, tracks.size);
      return tracks.size - 1;
    };
    const traceEvents = this.events().map((event): ChromeTraceEvent => {
      const isQueue = event.kind === 'full' || event.kind === 'room';
      const common = { cat: event.kind, ts: event.start, pid: 0, tid: track(isQueue ? 'queues' : event.name) };
      if (isQueue) return { ...common, name: `${event.name} ${event.kind}`, ph: 'i', s: 't', args: {} };
      const args = { timestamp: Timestamp.format(event.timestamp) };
      return { ...common, name: event.kind, ph: 'X', dur: event.duration, args };
    });
    const names = [...tracks].map(
      ([name, tid]): ChromeTraceEvent => ({
        name: 'thread_name',
        cat: '__metadata',
        ph: 'M',
        ts: 0,
        pid: 0,
        tid,
        args: { name },
      }),
    );
    return { traceEvents: [...names, ...traceEvents] };
  }

  #add(event: TraceEvent): void {
    this.#events[this.#count % this.#events.length] = event;
    this.#count += 1;
  }
}
