import type { GraphPlan, PlanStream } from '../../config/graph-plan.ts';
import type { GraphDebugView, NodeView, QueueView } from '../../engine/graph-debug-view.ts';
import { Timestamp } from '../../timestamp.ts';
import type { LawLog } from './law-log.ts';

/** So many tasks in a row may change nothing at all. */
const TASKS_WITHOUT_PROGRESS = 1000;

/**
 * The laws that the state of a run keeps between any two tasks, and from one moment to the next: I1 and I2 for what
 * lies in queues, I4, I5, I8, I10 and I11. One object per run.
 */
export class StepLaws {
  readonly #plan: GraphPlan;
  readonly #log: LawLog;
  #before: GraphDebugView | undefined;
  /** By stream: the most packets that one task sent. */
  readonly #bursts = new Map<string, number>();
  #progress = -1;
  #idleTasks = 0;

  constructor(plan: GraphPlan, log: LawLog) {
    this.#plan = plan;
    this.#log = log;
  }

  /** Looks at the run after a task. */
  check(now: GraphDebugView): void {
    const before = this.#before;
    this.#before = now;
    this.#checkStreams(before, now);
    for (const [i, node] of now.nodes.entries()) {
      this.#checkLifeCycle(node);
      for (const [j, queue] of node.queues.entries()) {
        this.#checkQueue(node, queue);
        this.#checkLength(node, queue, before?.nodes[i]?.queues[j]);
        this.#checkCount(now, node, queue, this.#plan.nodes[i]?.inputs[j]?.stream);
        this.#checkBound(node, queue, before?.nodes[i]?.queues[j]);
      }
    }
    this.#checkProgress(now);
    if (now.settled > 1 || (now.settled > 0 && now.status === 'running')) {
      this.#log.add('I8', 'the run', `has settled ${now.settled} times and is ${now.status}`);
    }
  }

  /** A source is about to run: no queue that it feeds may be full. */
  sourceRuns(source: number, look: () => GraphDebugView): void {
    if (this.#before === undefined || this.#fullQueueOf(source, this.#before) === undefined) return;
    // Since the last task full queues may have grown, because everything waited for room in them.
    const full = this.#fullQueueOf(source, look());
    if (full === undefined) return;
    const name = this.#plan.nodes[source]?.name ?? '';
    this.#log.add('I4', full, `is full and its source "${name}" runs`);
  }

  #fullQueueOf(source: number, view: GraphDebugView): string | undefined {
    for (const [i, node] of view.nodes.entries()) {
      for (const [j, queue] of node.queues.entries()) {
        const slot = this.#plan.nodes[i]?.inputs[j]?.stream ?? -1;
        if (queue.size < queue.maxSize || node.state === 'closed') continue;
        if (this.#plan.streams[slot]?.upstreamSources.includes(source) === true) return where(node, queue);
      }
    }
    return undefined;
  }

  /** Looks at the run when it has settled. */
  checkEnd(now: GraphDebugView): void {
    if (now.settled !== 1) this.#log.add('I8', 'the run', `is over and has settled ${now.settled} times`);
    for (const node of now.nodes) {
      if (node.needsClose) this.#log.add('I5', `node "${node.name}"`, 'was opened and never closed');
      for (const queue of node.queues) {
        if (queue.size > 0) this.#log.add('I7', where(node, queue), `still has ${queue.size} packets`);
      }
    }
    if (now.status === 'done' && now.errors.length > 0) this.#log.add('I8', 'the run', 'is done and has errors');
    if (now.status !== 'done' && now.errors.length === 0) {
      this.#log.add('I9', 'the run', `is ${now.status} without an error`);
    }
  }

  #checkStreams(before: GraphDebugView | undefined, now: GraphDebugView): void {
    for (const [i, stream] of now.streams.entries()) {
      const last = before?.streams[i];
      if (last === undefined) continue;
      const sent = stream.sent - last.sent;
      if (sent > (this.#bursts.get(stream.name) ?? 0)) this.#bursts.set(stream.name, sent);
      if (sent < 0) this.#log.add('I10', `stream "${stream.name}"`, `has sent ${stream.sent} after ${last.sent}`);
    }
  }

  #checkLifeCycle(node: NodeView): void {
    const at = `node "${node.name}"`;
    if (node.opens > 1) this.#log.add('I5', at, `was opened ${node.opens} times`);
    if (node.closes > 1) this.#log.add('I5', at, `was closed ${node.closes} times`);
    if (node.calls > 0 && node.opens === 0) this.#log.add('I5', at, 'was called before it was opened');
    if (node.closes > 0 && node.opens === 0) this.#log.add('I5', at, 'was closed and never opened');
  }

  #checkQueue(node: NodeView, queue: QueueView): void {
    const { added, taken, dropped, size } = queue;
    if (added !== taken + dropped + size) {
      this.#log.add('I10', where(node, queue), `added ${added}, taken ${taken}, dropped ${dropped}, left ${size}`);
    }
    if (!queue.timed) return;
    for (const [i, t] of queue.timestamps.entries()) {
      const next = queue.timestamps[i + 1];
      if (next !== undefined && next <= t) {
        this.#log.add('I1', where(node, queue), `${Timestamp.format(next)} follows ${Timestamp.format(t)}`);
      }
      if (t >= queue.bound) this.#log.add('I2', where(node, queue), `${Timestamp.format(t)} is not below the bound`);
    }
  }

  /** What a stream has sent has come to each reader, as long as nothing has failed. */
  #checkCount(now: GraphDebugView, node: NodeView, queue: QueueView, slot = -1): void {
    const sent = now.streams[slot]?.sent ?? 0;
    if (now.errors.length > 0 || queue.added === sent) return;
    this.#log.add('I10', where(node, queue), `${sent} packets were sent and ${queue.added} were added`);
  }

  #checkBound(node: NodeView, queue: QueueView, before: QueueView | undefined): void {
    if (before === undefined || !queue.timed || queue.bound >= before.bound) return;
    this.#log.add(
      'I2',
      where(node, queue),
      `the bound fell from ${Timestamp.format(before.bound)} to ${Timestamp.format(queue.bound)}`,
    );
  }

  /**
   * A full queue holds its sources back; what is between them still comes. So the length is limited exactly only where
   * a source or a graph input feeds the queue itself, and there one call may send several packets.
   */
  #checkLength(node: NodeView, queue: QueueView, before: QueueView | undefined): void {
    const stream = this.#plan.streams.find(one => one.name === queue.stream);
    if (stream === undefined || !this.#isFedDirectly(stream)) return;
    const declared = before?.maxSize ?? this.#plan.maxQueueSize;
    const growth = before === undefined || this.#plan.reportDeadlock ? 0 : 1;
    if (queue.maxSize > declared + growth && !('graphInput' in stream.producer)) {
      this.#log.add('I4', where(node, queue), `its limit of ${declared} has become ${queue.maxSize}`);
    }
    const burst = 'graphInput' in stream.producer ? 1 : Math.max(1, this.#bursts.get(stream.name) ?? 1);
    if (queue.size > Math.max(queue.maxSize, before?.maxSize ?? 0) - 1 + burst) {
      this.#log.add('I4', where(node, queue), `holds ${queue.size} packets, its limit is ${queue.maxSize}`);
    }
  }

  #isFedDirectly({ producer }: PlanStream): boolean {
    return 'graphInput' in producer || this.#plan.nodes[producer.node]?.inputs.length === 0;
  }

  #checkProgress(now: GraphDebugView): void {
    let progress = now.errors.length + now.settled;
    for (const stream of now.streams) progress += stream.sent;
    for (const node of now.nodes) {
      progress += node.opens + node.calls + node.closes;
      for (const queue of node.queues) progress += queue.taken + queue.dropped;
    }
    this.#idleTasks = progress === this.#progress ? this.#idleTasks + 1 : 0;
    this.#progress = progress;
    if (this.#idleTasks !== TASKS_WITHOUT_PROGRESS) return;
    this.#log.add('I11', 'the run', `${TASKS_WITHOUT_PROGRESS} tasks in a row have changed nothing`);
  }
}

const where = (node: NodeView, queue: QueueView): string => `node "${node.name}", stream "${queue.stream}"`;
