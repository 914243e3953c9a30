import type { GraphPlan } from '../../config/graph-plan.ts';
import type { LiveRun } from '../../engine/debug-view.ts';
import type { InputQueue } from '../../engine/input-queue.ts';
import { Timestamp } from '../../timestamp.ts';
import type { LawLog } from './law-log.ts';

/** So many tasks in a row may change nothing at all. */
const TASKS_WITHOUT_PROGRESS = 1000;

/** What is fixed of one input queue, and what it was like after the last task. */
interface Watched {
  readonly queue: InputQueue;
  readonly node: number;
  readonly stream: number;
  readonly where: string;
  /** Whether a source or a graph input feeds it without a node between. */
  readonly isFedDirectly: boolean;
  readonly isFedByGraph: boolean;
  readonly upstreamSources: readonly number[];
  bound: Timestamp;
  maxSize: number;
  added: number;
  size: number;
  taken: number;
  dropped: number;
}

/**
 * The laws that the state of a run keeps between any two tasks, and from one moment to the next: I1 and I2 for what
 * lies in queues, I4, I5, I8, I10 and I11. One object per run. It runs after every task, so it looks at the run itself
 * and not at copies.
 */
export class StepLaws {
  readonly #plan: GraphPlan;
  readonly #log: LawLog;
  readonly #run: LiveRun;
  readonly #queues: readonly Watched[];
  /** By stream: how many packets were sent, and the most that one task has sent. */
  readonly #sent: number[];
  readonly #bursts: number[];
  #progress = -1;
  #idleTasks = 0;

  constructor(plan: GraphPlan, run: LiveRun, log: LawLog) {
    this.#plan = plan;
    this.#run = run;
    this.#log = log;
    this.#queues = run.nodes.flatMap((node, i) => node.queues.map((queue, j) => watch(plan, i, j, queue)));
    this.#sent = plan.streams.map(() => 0);
    this.#bursts = plan.streams.map(() => 1);
  }

  /** Looks at the run after a task. */
  check(): void {
    const run = this.#run;
    let progress = run.errors.list.length + run.settled;
    for (const [slot, stream] of run.streams.entries()) {
      const sent = stream.sent - (this.#sent[slot] ?? 0);
      if (sent > (this.#bursts[slot] ?? 1)) this.#bursts[slot] = sent;
      if (sent < 0) this.#log.add('I10', `stream "${stream.name}"`, `counts ${-sent} packets less than before`);
      this.#sent[slot] = stream.sent;
      progress += stream.sent;
    }
    for (const node of run.nodes) {
      const { opens, closes } = node.behaviour;
      const calls = node.callCount;
      progress += opens + calls + closes;
      if (opens < 2 && closes < 2 && (opens > 0 || calls + closes === 0)) continue;
      const fact = `was opened ${opens} times, called ${calls} times, closed ${closes} times`;
      this.#log.add('I5', `node "${node.nodeName}"`, fact);
    }
    for (const watched of this.#queues) {
      const { queue } = watched;
      progress += queue.taken + queue.dropped;
      this.#checkCount(watched);
      if (queue.maxSize !== watched.maxSize) this.#checkGrowth(watched);
      if (queue.added !== watched.added || queue.bound !== watched.bound || queue.taken !== watched.taken) {
        this.#checkContents(watched);
      }
      watched.bound = queue.bound;
      watched.maxSize = queue.maxSize;
      watched.added = queue.added;
      watched.size = queue.size;
      watched.taken = queue.taken;
      watched.dropped = queue.dropped;
    }
    this.#checkProgress(progress);
    if (run.settled > 0 && run.status === 'running') this.#log.add('I8', 'the run', 'has settled and goes on');
  }

  /** A source is about to run: no queue that it feeds may be full. */
  sourceRuns(source: number): void {
    for (const { queue, node, upstreamSources, where } of this.#queues) {
      if (queue.size < queue.maxSize || this.#run.nodes[node]?.state === 'closed') continue;
      if (!upstreamSources.includes(source)) continue;
      const name = this.#plan.nodes[source]?.name ?? '';
      this.#log.add('I4', where, `is full and its source "${name}" runs`);
    }
  }

  /** Looks at the run when it has settled. */
  checkEnd(): void {
    const { settled, status, errors, nodes } = this.#run;
    if (settled !== 1) this.#log.add('I8', 'the run', `is over and has settled ${settled} times`);
    for (const node of nodes) {
      if (node.behaviour.needsClose) this.#log.add('I5', `node "${node.nodeName}"`, 'was opened and never closed');
    }
    for (const { queue, where } of this.#queues) {
      if (queue.size > 0) this.#log.add('I7', where, `still has ${queue.size} packets`);
    }
    if (status === 'done' && errors.any) this.#log.add('I8', 'the run', 'is done and has errors');
    if (status !== 'done' && !errors.any) this.#log.add('I9', 'the run', `is ${status} without an error`);
  }

  /** What was sent was added; what was added is taken, dropped or still there. After an error not all is added. */
  #checkCount({ queue, stream, where }: Watched): void {
    const { added, taken, dropped, size } = queue;
    if (added !== taken + dropped + size) {
      this.#log.add('I10', where, `added ${added}, taken ${taken}, dropped ${dropped}, left ${size}`);
    }
    const sent = this.#sent[stream] ?? 0;
    if (added !== sent && !this.#run.errors.any) this.#log.add('I10', where, `sent ${sent}, added ${added}`);
  }

  /** When everything waits for room, a full queue gets room for one more; where deadlocks are reported, never. */
  #checkGrowth({ queue, maxSize, added, size, isFedByGraph, where }: Watched): void {
    const mostPackets = size + queue.added - added;
    const needed = this.#plan.reportDeadlock ? maxSize : Math.max(maxSize, mostPackets + 1);
    // The caller may set that of a graph input.
    if (isFedByGraph || queue.maxSize <= needed) return;
    this.#log.add('I4', where, `its limit of ${maxSize} has become ${queue.maxSize}`);
  }

  #checkContents(watched: Watched): void {
    const { queue, where } = watched;
    // A full queue holds its sources back; what is between them still comes. So the length has an exact limit only
    // where a source or a graph input feeds the queue itself, and there one call may send several packets.
    if (watched.isFedDirectly) {
      const burst = watched.isFedByGraph ? 1 : (this.#bursts[watched.stream] ?? 1);
      if (queue.size > Math.max(queue.maxSize, watched.maxSize) - 1 + burst) {
        this.#log.add('I4', where, `holds ${queue.size} packets, its limit is ${queue.maxSize}`);
      }
    }
    if (!queue.timed) return;
    if (queue.bound < watched.bound) {
      const fact = `the bound fell from ${Timestamp.format(watched.bound)} to ${Timestamp.format(queue.bound)}`;
      this.#log.add('I2', where, fact);
    }
    if (queue.size === 0) return;
    let last: Timestamp = Timestamp.Unset;
    for (const t of queue.view().timestamps) {
      if (t <= last) this.#log.add('I1', where, `${Timestamp.format(t)} follows ${Timestamp.format(last)}`);
      last = t;
    }
    if (last >= queue.bound) this.#log.add('I2', where, `${Timestamp.format(last)} is not below the bound`);
  }

  #checkProgress(progress: number): void {
    this.#idleTasks = progress === this.#progress ? this.#idleTasks + 1 : 0;
    this.#progress = progress;
    if (this.#idleTasks !== TASKS_WITHOUT_PROGRESS) return;
    this.#log.add('I11', 'the run', `${TASKS_WITHOUT_PROGRESS} tasks in a row have changed nothing`);
  }
}

function watch(plan: GraphPlan, node: number, input: number, queue: InputQueue): Watched {
  const { name = '', inputs = [] } = plan.nodes[node] ?? {};
  const slot = inputs[input]?.stream ?? -1;
  const stream = plan.streams[slot];
  const producer = stream?.producer ?? { graphInput: -1 };
  const isFedByGraph = 'graphInput' in producer;
  return {
    queue,
    node,
    stream: slot,
    where: `node "${name}", stream "${stream?.name ?? ''}"`,
    isFedDirectly: isFedByGraph || plan.nodes[producer.node]?.inputs.length === 0,
    isFedByGraph,
    upstreamSources: stream?.upstreamSources ?? [],
    bound: Timestamp.PreStream,
    maxSize: plan.maxQueueSize,
    added: 0,
    size: 0,
    taken: 0,
    dropped: 0,
  };
}
