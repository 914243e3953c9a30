import type { GraphPlan } from '../config/graph-plan.ts';
import type { Timestamp } from '../timestamp.ts';
import type { Clock } from './clock.ts';
import { DurationHistogram } from './duration-histogram.ts';
import type { InputQueue } from './input-queue.ts';
import type { CallPhase, GraphTracer } from './trace.ts';

/** How long the calls of one node took. */
export interface NodeProfile {
  readonly open: DurationHistogram;
  readonly process: DurationHistogram;
  readonly close: DurationHistogram;
}

/** Whether a run is watched, and by whom. */
export interface WatchOptions {
  readonly clock: Clock;
  readonly profile: boolean;
  readonly tracer: GraphTracer | undefined;
}

/**
 * Watches one run: times its calls, for the profile of each node and for the tracer. A run that nobody watches has none;
 * that is all that it costs then.
 */
export class RunWatch {
  /** By node; empty without a profile. */
  readonly profiles: readonly NodeProfile[];
  readonly #clock: Clock;
  readonly #tracer: GraphTracer | undefined;
  /** When the call that ended last did so. */
  #end = 0;
  /** Whether what that call has sent goes out: all that this changes is told with its end, without another reading. */
  #isDelivering = false;

  constructor(plan: GraphPlan, { clock, profile, tracer }: WatchOptions) {
    this.#clock = clock;
    this.#tracer = tracer;
    const createProfile = (): NodeProfile => ({
      open: new DurationHistogram(),
      process: new DurationHistogram(),
      close: new DurationHistogram(),
    });
    this.profiles = profile ? plan.nodes.map(createProfile) : [];
    tracer?.runStarted(plan);
  }

  /** A call begins: the time, to be given to {@link RunWatch.called}. */
  begin(): number {
    return this.#clock.now();
  }

  /** A call has ended well, its promise included. */
  called(node: number, phase: CallPhase, timestamp: Timestamp, begin: number): void {
    const end = this.#clock.now();
    this.#end = end;
    this.profiles[node]?.[phase].add(end - begin);
    this.#tracer?.called(node, phase, timestamp, begin, end);
  }

  /** What the call that ended last has sent goes out now, until {@link RunWatch.delivered}. */
  delivers(): void {
    this.#isDelivering = true;
  }

  delivered(): void {
    this.#isDelivering = false;
  }

  /** A call waits for its turn, its input set taken from the queues. */
  ready(node: number, timestamp: Timestamp, queues: readonly InputQueue[]): void {
    const tracer = this.#tracer;
    if (tracer === undefined) return;
    const at = this.#now();
    for (let i = 0; i < queues.length; i += 1) this.#queueAt(tracer, node, i, queues, at);
    tracer.ready(node, timestamp, at);
  }

  /** Packets were queued. */
  queued(node: number, queues: readonly InputQueue[], queue: InputQueue): void {
    const tracer = this.#tracer;
    if (tracer !== undefined) this.#queueAt(tracer, node, queues.indexOf(queue), queues, this.#now());
  }

  dropped(node: number, reason: string, packets: number, timestamp: Timestamp): void {
    this.#tracer?.dropped(node, reason, packets, timestamp, this.#clock.now());
  }

  throttled(stream: number, node: number, full: boolean): void {
    this.#tracer?.throttled(stream, node, full, this.#clock.now());
  }

  #now(): number {
    return this.#isDelivering ? this.#end : this.#clock.now();
  }

  #queueAt(tracer: GraphTracer, node: number, input: number, queues: readonly InputQueue[], at: number): void {
    const queue = queues[input];
    if (queue !== undefined) tracer.queueChanged(node, input, queue.size, queue.dropped, at);
  }
}

/** The watch of a run; `undefined` when nobody wants one. */
export function watchRun(plan: GraphPlan, options: WatchOptions): RunWatch | undefined {
  return options.profile || options.tracer !== undefined ? new RunWatch(plan, options) : undefined;
}
