import type { PlanStream } from '../config/graph-plan.ts';
import type { InputQueue } from './input-queue.ts';
import type { QueueGauge } from './queue-owner.ts';

/** What happens when sources and graph inputs get throttled or free again. */
export interface ThrottleListener {
  sourceUnthrottled(node: number): void;
  inputUnthrottled(graphInput: number): void;
  queueFull(queue: InputQueue, full: boolean): void;
}

/**
 * Back-pressure: a full queue throttles all sources and graph inputs that feed it, until no queue they feed is full.
 */
export class Throttle implements QueueGauge<InputQueue> {
  readonly full = new Set<InputQueue>();
  private readonly streams: readonly PlanStream[];
  private readonly sources: Int32Array;
  private readonly inputs: Int32Array;
  private readonly listener: ThrottleListener;
  private throttledInputs = 0;

  constructor(streams: readonly PlanStream[], nodes: number, inputs: number, listener: ThrottleListener) {
    this.streams = streams;
    this.sources = new Int32Array(nodes);
    this.inputs = new Int32Array(inputs);
    this.listener = listener;
  }

  /** Whether some graph input is throttled. */
  get anyInput(): boolean {
    return this.throttledInputs > 0;
  }

  isSourceThrottled(node: number): boolean {
    return (this.sources[node] ?? 0) > 0;
  }

  isInputThrottled(graphInput: number): boolean {
    return (this.inputs[graphInput] ?? 0) > 0;
  }

  queueFullChanged(queue: InputQueue, full: boolean): void {
    queue.reportedFull = full;
    if (full) this.full.add(queue);
    else this.full.delete(queue);
    this.listener.queueFull(queue, full);
    const stream = this.streams[queue.streamSlot];
    if (stream === undefined) return;
    const step = full ? 1 : -1;
    for (const node of stream.upstreamSources) {
      const count = (this.sources[node] ?? 0) + step;
      this.sources[node] = count;
      if (count === 0) this.listener.sourceUnthrottled(node);
    }
    for (const input of stream.upstreamInputs) {
      const count = (this.inputs[input] ?? 0) + step;
      this.inputs[input] = count;
      if (full && count === 1) this.throttledInputs += 1;
      if (count === 0) {
        this.throttledInputs -= 1;
        this.listener.inputUnthrottled(input);
      }
    }
  }
}
