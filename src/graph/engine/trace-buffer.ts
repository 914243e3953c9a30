import type { GraphPlan } from '../config/graph-plan.ts';
import { Timestamp } from '../timestamp.ts';
import type { CallPhase, GraphTracer } from './trace.ts';
import { TRACE_KINDS, type TraceEvent, type TraceKind } from './trace-event.ts';

const CODES = Object.fromEntries(TRACE_KINDS.map((kind, code) => [kind, code])) as Readonly<Record<TraceKind, number>>;

/**
 * Keeps the newest events of a graph in a ring of numbers: 33 bytes per event, no object made while the graph runs.
 *
 * @example
 * const trace = new TraceBuffer();
 * const graph = createGraph(plan, { tracer: trace });
 * await graph.run();
 * await writeFile('trace.json', JSON.stringify(chromeTrace(trace))); // chrome://tracing, ui.perfetto.dev
 */
export class TraceBuffer implements GraphTracer {
  /** Of the newest run. */
  plan: GraphPlan | undefined;
  readonly #capacity: number;
  readonly #codes: Uint8Array;
  /** The node; -1 for none. */
  readonly #nodes: Int32Array;
  /** The input, the stream, or the place of a reason, by the kind of event. */
  readonly #details: Int32Array;
  readonly #starts: Float64Array;
  /** The duration, the length, or the number of packets. */
  readonly #amounts: Float64Array;
  readonly #timestamps: Float64Array;
  readonly #reasons: string[] = [];
  /** Of each input in plan order: what was last told of its queue. */
  #inputsBefore: readonly number[] = [];
  #lengths = new Int32Array(0);
  #dropped = new Float64Array(0);
  #next = 0;
  #count = 0;

  /** @param capacity - how many events are kept; older ones are overwritten. */
  constructor(capacity = 65_536) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new RangeError(`trace buffer: a capacity of ${capacity}. Use a whole number of at least 1.`);
    }
    this.#capacity = capacity;
    this.#codes = new Uint8Array(capacity);
    this.#nodes = new Int32Array(capacity);
    this.#details = new Int32Array(capacity);
    this.#starts = new Float64Array(capacity);
    this.#amounts = new Float64Array(capacity);
    this.#timestamps = new Float64Array(capacity);
  }

  /** Events that were overwritten. */
  get lost(): number {
    return Math.max(0, this.#count - this.#capacity);
  }

  runStarted(plan: GraphPlan): void {
    this.plan = plan;
    let inputs = 0;
    this.#inputsBefore = plan.nodes.map(node => {
      inputs += node.inputs.length;
      return inputs - node.inputs.length;
    });
    this.#lengths = new Int32Array(inputs);
    this.#dropped = new Float64Array(inputs);
  }

  called(node: number, phase: CallPhase, timestamp: Timestamp, begin: number, end: number): void {
    this.#add(CODES[phase], node, 0, begin, end - begin, timestamp);
  }

  ready(node: number, timestamp: Timestamp, at: number): void {
    this.#add(CODES.ready, node, 0, at, 0, timestamp);
  }

  queueChanged(node: number, input: number, length: number, dropped: number, at: number): void {
    const place = (this.#inputsBefore[node] ?? 0) + input;
    const lost = dropped - (this.#dropped[place] ?? 0);
    if (lost > 0) {
      this.#dropped[place] = dropped;
      this.#add(CODES.lost, node, input, at, lost, Timestamp.Unset);
    }
    if (length === this.#lengths[place]) return;
    this.#lengths[place] = length;
    this.#add(CODES.queued, node, input, at, length, Timestamp.Unset);
  }

  dropped(node: number, reason: string, packets: number, timestamp: Timestamp, at: number): void {
    let place = this.#reasons.indexOf(reason);
    if (place < 0) place = this.#reasons.push(reason) - 1;
    this.#add(CODES.dropped, node, place, at, packets, timestamp);
  }

  throttled(stream: number, node: number, full: boolean, at: number): void {
    this.#add(full ? CODES.full : CODES.room, node, stream, at, 0, Timestamp.Unset);
  }

  /** The events that are kept, in the order in which they ended. */
  *events(): Generator<TraceEvent> {
    const kept = Math.min(this.#count, this.#capacity);
    const first = this.#count > this.#capacity ? this.#next : 0;
    for (let i = 0; i < kept; i += 1) {
      const event = this.#read((first + i) % this.#capacity);
      if (event !== undefined) yield event;
    }
  }

  #read(at: number): TraceEvent | undefined {
    const kind = TRACE_KINDS[this.#codes[at] ?? 0];
    const [index = -1, detail = 0] = [this.#nodes[at], this.#details[at]];
    const [start = 0, amount = 0, timestamp = Timestamp.Unset] = [
      this.#starts[at],
      this.#amounts[at],
      this.#timestamps[at],
    ];
    const node = this.plan?.nodes[index];
    const isCall = kind === 'open' || kind === 'process' || kind === 'close';
    const slot = kind === 'full' || kind === 'room' ? detail : (node?.inputs[detail]?.stream ?? -1);
    const isOfQueue = kind === 'queued' || kind === 'lost' || kind === 'full' || kind === 'room';
    if (kind === undefined) return undefined;
    return {
      kind,
      node: node?.name ?? '',
      nodeIndex: index,
      stream: isOfQueue ? (this.plan?.streams[slot]?.name ?? '') : '',
      reason:
        kind === 'dropped' ? (this.#reasons[detail] ?? '') : kind === 'lost' ? (node?.inputPolicy.name ?? '') : '',
      start,
      duration: isCall ? amount : 0,
      packets: isCall ? 0 : amount,
      timestamp,
    };
  }

  #add(code: number, node: number, detail: number, start: number, amount: number, timestamp: Timestamp): void {
    const at = this.#next;
    this.#codes[at] = code;
    this.#nodes[at] = node;
    this.#details[at] = detail;
    this.#starts[at] = start;
    this.#amounts[at] = amount;
    this.#timestamps[at] = timestamp;
    this.#next = at + 1 === this.#capacity ? 0 : at + 1;
    this.#count += 1;
  }
}
