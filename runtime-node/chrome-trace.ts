import { type GraphTracer, Timestamp } from '../src/graph/index.ts';

/** A tracer that keeps what it was told. */
export interface ChromeTracer extends GraphTracer {
  /** What was kept, in the Trace Event Format: opens in chrome://tracing and ui.perfetto.dev. */
  toJson(): string;
  /** Events that were pushed out by later ones. */
  readonly lost: number;
}

interface Call {
  readonly node: string;
  readonly phase: string;
  readonly begin: number;
  readonly end: number;
  readonly timestamp: number;
}

/**
 * Records the calls of a graph: one track per node, one slice per call of open, process and close, with the stream time
 * as argument; full queues as instants. A ring: when `capacity` events are kept, the oldest gives way.
 */
export function chromeTracer(capacity = 1_000_000): ChromeTracer {
  const calls: Call[] = [];
  const full: { readonly stream: string; readonly full: boolean; readonly at: number }[] = [];
  let next = 0;
  let lost = 0;
  const now = (): number => performance.now() * 1000;
  return {
    begin: now,
    end(begin, phase, node, timestamp) {
      const call = { node, phase, begin, end: now(), timestamp };
      if (calls.length < capacity) {
        calls.push(call);
        return;
      }
      calls[next] = call;
      next = (next + 1) % capacity;
      lost += 1;
    },
    throttled(stream, isFull) {
      if (full.length < capacity) full.push({ stream, full: isFull, at: now() });
      else lost += 1;
    },
    get lost() {
      return lost;
    },
    toJson() {
      const tracks = new Map<string, number>();
      for (const { node } of calls) if (!tracks.has(node)) tracks.set(node, tracks.size + 1);
      const names = [...tracks].map(([name, tid]) => ({ ph: 'M', name: 'thread_name', pid: 1, tid, args: { name } }));
      const slices = calls.map(({ node, phase, begin, end, timestamp }) => ({
        ph: 'X',
        name: phase === 'process' ? node : `${node} ${phase}`,
        cat: phase,
        pid: 1,
        tid: tracks.get(node),
        ts: begin,
        dur: end - begin,
        args: { timestamp: Timestamp.format(timestamp) },
      }));
      const instants = full.map(({ stream, full: isFull, at }) => ({
        ph: 'i',
        name: `${stream} ${isFull ? 'full' : 'has room'}`,
        cat: 'queue',
        pid: 1,
        tid: 0,
        ts: at,
        s: 'p',
      }));
      return JSON.stringify({ traceEvents: [...names, ...slices, ...instants], displayTimeUnit: 'ms' });
    },
  };
}
