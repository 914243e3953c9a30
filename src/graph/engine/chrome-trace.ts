import type { GraphPlan, PlanNode } from '../config/graph-plan.ts';
import { Timestamp } from '../timestamp.ts';
import type { GraphStats } from './graph-stats.ts';
import type { TraceBuffer } from './trace-buffer.ts';
import type { TraceEvent } from './trace-event.ts';

/** One event of the Chrome trace format. */
export interface ChromeTraceEvent {
  readonly name: string;
  readonly cat: string;
  /** X: a span; i: a moment; C: a counter; s and f: the ends of an arrow; M: a name. */
  readonly ph: 'X' | 'i' | 'C' | 's' | 'f' | 'M';
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly s?: 't' | 'p';
  readonly id?: number;
  readonly bp?: 'e';
  readonly args?: Readonly<Record<string, string | number>>;
}

/** A trace file. Programs that read the format ignore `millrace`. */
export interface ChromeTrace {
  readonly displayTimeUnit: 'ms';
  readonly traceEvents: readonly ChromeTraceEvent[];
  /** What {@link GraphStats} said at the end, complete even if the oldest events are lost. */
  readonly millrace: { readonly format: 1; readonly lost: number; readonly stats?: GraphStats };
}

/**
 * The kept events in Chrome's trace format, for chrome://tracing and ui.perfetto.dev, sorted by time. A process is the graph
 * or a subgraph in it, a thread is a node; calls that overlap take further threads of the node. Queue lengths are counters.
 * Arrows lead from the call that made a packet to the call that took it, where a node has one input and so no other packet
 * can be meant.
 *
 * @param stats - the graph's statistics at the end of the run, for programs that show totals.
 */
export function chromeTrace(trace: TraceBuffer, stats?: GraphStats): ChromeTrace {
  const { plan } = trace;
  const events = [...trace.events()].sort((a, b) => a.start - b.start || b.duration - a.duration);
  const millrace = { format: 1, lost: trace.lost, ...(stats === undefined ? {} : { stats }) } as const;
  if (plan === undefined) return { displayTimeUnit: 'ms', traceEvents: [], millrace };
  const tracks = new Tracks(plan);
  const spans: Span[] = [];
  const rest: ChromeTraceEvent[] = [];
  for (const event of events) {
    const node = plan.nodes[event.nodeIndex];
    if (isCall(event) && node !== undefined) {
      const span = { event, node, tid: tracks.lane(node, event.start, event.start + event.duration) };
      spans.push(span);
      rest.push(spanEvent(span, tracks));
    } else rest.push(momentEvent(event, node, tracks));
  }
  rest.push(...arrows(plan, spans, tracks));
  // A stable sort: what happened at the same time keeps its order, and a span comes before what lies in it.
  rest.sort((a, b) => a.ts - b.ts);
  return { displayTimeUnit: 'ms', traceEvents: [...tracks.names(), ...rest], millrace };
}

interface Span {
  readonly event: TraceEvent;
  readonly node: PlanNode;
  readonly tid: number;
}

function isCall({ kind }: TraceEvent): boolean {
  return kind === 'open' || kind === 'process' || kind === 'close';
}

function spanEvent({ event, node, tid }: Span, tracks: Tracks): ChromeTraceEvent {
  return {
    name: event.kind === 'process' ? node.calculator.name : event.kind,
    cat: event.kind,
    ph: 'X',
    ts: event.start,
    dur: event.duration,
    pid: tracks.process(node),
    tid,
    args: { node: node.name, timestamp: Timestamp.format(event.timestamp) },
  };
}

function momentEvent(event: TraceEvent, node: PlanNode | undefined, tracks: Tracks): ChromeTraceEvent {
  const { kind, start: ts, stream, reason, packets } = event;
  const place = { pid: tracks.process(node), tid: tracks.main(node) };
  const reader = event.node === '' ? 'outside' : event.node;
  switch (kind) {
    case 'queued':
      return { name: `${stream} → ${reader}`, cat: 'queue', ph: 'C', ts, ...place, args: { packets } };
    case 'full':
    case 'room':
      return { name: `${stream} ${kind}`, cat: 'throttle', ph: 'i', s: 't', ts, ...place, args: { stream, reader } };
    case 'dropped':
    case 'lost':
      return { name: `dropped: ${reason}`, cat: 'drop', ph: 'i', s: 't', ts, ...place, args: { reader, packets } };
    default:
      return {
        name: kind,
        cat: kind,
        ph: 'i',
        s: 't',
        ts,
        ...place,
        args: { timestamp: Timestamp.format(event.timestamp) },
      };
  }
}

/** From the call that made a packet to the one that took it, where both are certain. */
function arrows(plan: GraphPlan, spans: readonly Span[], tracks: Tracks): readonly ChromeTraceEvent[] {
  const made = new Map<string, Span>();
  const found: ChromeTraceEvent[] = [];
  let id = 0;
  for (const span of spans) {
    const { event, node } = span;
    if (event.kind !== 'process') continue;
    const [input] = node.inputs;
    const producer = input === undefined ? undefined : plan.streams[input.stream]?.producer;
    if (node.inputs.length === 1 && producer !== undefined && 'node' in producer && !mayBeEmpty(node)) {
      const maker = made.get(`${producer.node} ${event.timestamp}`);
      if (maker !== undefined && maker.event.start <= event.start) {
        id += 1;
        const name = plan.streams[input?.stream ?? -1]?.name ?? '';
        const from = { pid: tracks.process(maker.node), tid: maker.tid, ts: maker.event.start };
        const to = { pid: tracks.process(node), tid: span.tid, ts: event.start };
        found.push({ name, cat: 'packet', ph: 's', id, ...from });
        found.push({ name, cat: 'packet', ph: 'f', bp: 'e', id, ...to });
      }
    }
    // With another offset, a packet of this time may come from another call.
    if (node.calculator.timestampOffset === 0) made.set(`${node.index} ${event.timestamp}`, span);
  }
  return found;
}

/** Whether a call need not mean that there was a packet. */
function mayBeEmpty({ calculator, inputPolicy }: PlanNode): boolean {
  return calculator.processTimestampBounds || inputPolicy.name !== 'DefaultInputStreamHandler';
}

const GRAPH = 1;
const OUTSIDE = 0;

/** Which process and thread a node has in the trace. */
class Tracks {
  readonly #plan: GraphPlan;
  readonly #processes = new Map<string, number>();
  /** By node: its threads, and until when each is taken. */
  readonly #lanes = new Map<number, { readonly tid: number; until: number }[]>();
  #nextTid: number;

  constructor(plan: GraphPlan) {
    this.#plan = plan;
    for (const node of plan.nodes) {
      for (const { name } of node.groups) {
        if (!this.#processes.has(name)) this.#processes.set(name, GRAPH + 1 + this.#processes.size);
      }
      this.#lanes.set(node.index, [{ tid: node.index + 1, until: Number.NEGATIVE_INFINITY }]);
    }
    this.#nextTid = plan.nodes.length + 1;
  }

  process(node: PlanNode | undefined): number {
    const group = node?.groups.at(-1);
    return group === undefined ? GRAPH : (this.#processes.get(group.name) ?? GRAPH);
  }

  /** The first thread of a node; that of observers and pollers. */
  main(node: PlanNode | undefined): number {
    return node === undefined ? OUTSIDE : node.index + 1;
  }

  /** A thread of the node on which nothing else runs from `start` on. Starts must not go back. */
  lane(node: PlanNode, start: number, end: number): number {
    const lanes = this.#lanes.get(node.index) ?? [];
    const free = lanes.find(lane => lane.until <= start);
    if (free !== undefined) {
      free.until = end;
      return free.tid;
    }
    const tid = this.#nextTid++;
    lanes.push({ tid, until: end });
    return tid;
  }

  names(): readonly ChromeTraceEvent[] {
    const { nodes, type } = this.#plan;
    const name = (kind: string, pid: number, tid: number, text: string): ChromeTraceEvent => {
      return { name: kind, cat: '__metadata', ph: 'M', ts: 0, pid, tid, args: { name: text } };
    };
    const order = (kind: string, pid: number, tid: number, place: number): ChromeTraceEvent => {
      return { name: kind, cat: '__metadata', ph: 'M', ts: 0, pid, tid, args: { sort_index: place } };
    };
    const groups = new Map(nodes.flatMap(node => node.groups.map(group => [group.name, group.type])));
    return [
      name('process_name', GRAPH, OUTSIDE, type === '' ? 'graph' : type),
      order('process_sort_index', GRAPH, OUTSIDE, 0),
      name('thread_name', GRAPH, OUTSIDE, 'observers'),
      ...[...this.#processes].flatMap(([group, pid]) => [
        name('process_name', pid, OUTSIDE, `${group} (${groups.get(group) ?? ''})`),
        order('process_sort_index', pid, OUTSIDE, pid),
      ]),
      ...nodes.flatMap(node =>
        (this.#lanes.get(node.index) ?? []).flatMap(({ tid }, i) => [
          name('thread_name', this.process(node), tid, i === 0 ? node.name : `${node.name} #${i + 1}`),
          order('thread_sort_index', this.process(node), tid, node.index),
        ]),
      ),
    ];
  }
}
