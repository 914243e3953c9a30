import { STOP } from '../calculator.ts';
import type { GraphStatus } from '../calculator-context.ts';
import type { PlanNode } from '../config/graph-plan.ts';
import { type MillraceError, NodeError } from '../errors.ts';
import { Timestamp } from '../timestamp.ts';
import { asError } from './as-error.ts';
import { CallBatch } from './call-batch.ts';
import { CallPool, type CallPoolNode } from './call-pool.ts';
import { deliverCall } from './deliver-call.ts';
import { deliverClose } from './deliver-close.ts';
import type { DropCause } from './graph-stats.ts';
import { DefaultPolicy } from './input-policies/default-policy.ts';
import type { InputPolicy } from './input-policies/input-policy.ts';
import type { InputQueue, QueueOwner } from './input-queue.ts';
import { type CallOutcome, NodeBehaviour } from './node-behaviour.ts';
import type { NodeCall } from './node-call.ts';
import type { NodeHost } from './node-host.ts';
import { NodeSchedule } from './node-schedule.ts';
import { OrderedResults } from './ordered-results.ts';
import type { OutputStream } from './output-stream.ts';
import { PlainInputs } from './plain-inputs.ts';
import type { ReadyCall } from './ready-call.ts';
import { ReadyCalls } from './ready-calls.ts';
import type { RunWatch } from './run-watch.ts';
import type { ScheduledNode } from './scheduled-node.ts';
import { type CalledSource, SourceCalls } from './source-calls.ts';
import { WatchedBehaviour } from './watched-behaviour.ts';
import { WatchedInputs } from './watched-inputs.ts';

/** One node in one run: its life from waiting to closed, its inputs and outputs, and its calls in flight. */
export class NodeRuntime implements QueueOwner, CallPoolNode, CallOutcome, ScheduledNode, CalledSource {
  readonly plan: PlanNode;
  readonly index: number;
  readonly nodeName: string;
  readonly isSource: boolean;
  readonly host: NodeHost<NodeRuntime>;
  state: 'waiting' | 'opening' | 'opened' | 'closing' | 'closed' = 'waiting';
  queues: readonly InputQueue[] = [];
  streams: readonly OutputStream[] = [];
  policy: InputPolicy | undefined = undefined;
  /** Headers of inputs that are not back edges, and side packets, that the node waits for. */
  missing = 0;
  /** What orders sources of one layer. */
  sourceOrder: Timestamp = Timestamp.Unset;
  /** The source that is called after it. Kept here for {@link SourceLine}. */
  sourceBehind: NodeRuntime | null = null;
  /** Tasks queued or running, but for the one that {@link PlainInputs} has. */
  inFlight = 0;
  /** Whether a source waits in the task queue. */
  sourceQueued = false;
  offset: number | null;
  maxInFlight: number;
  readonly behaviour: NodeBehaviour;
  readonly pool: CallPool;
  readonly batch: CallBatch;
  readonly ordered: OrderedResults | null;
  /** Packets that the calculator threw away, by its reasons. */
  readonly drops: Readonly<Record<DropCause, Map<string, number>>> = { overload: new Map(), choice: new Map() };
  private readonly ready = new ReadyCalls();
  private readonly schedule: NodeSchedule;
  private readonly watch: RunWatch | undefined;
  /** Set when it has opened; `null`: the node goes the general way. */
  private plain: PlainInputs | null = null;
  /** Set when it has opened; `null`: it is no source. */
  private sourceCalls: SourceCalls | null = null;
  private lastInputBound: Timestamp = Timestamp.Unset;

  constructor(plan: PlanNode, host: NodeHost<NodeRuntime>) {
    this.plan = plan;
    this.index = plan.index;
    this.nodeName = plan.name;
    this.host = host;
    this.watch = host.watch;
    this.isSource = plan.inputs.length === 0 && plan.outputs.length > 0;
    this.offset = plan.calculator.timestampOffset;
    this.maxInFlight = plan.inputs.length === 0 ? 1 : Math.max(1, plan.maxInFlight);
    const overlaps = this.maxInFlight > 1;
    this.behaviour =
      host.watch === undefined ? new NodeBehaviour(plan, host, this) : new WatchedBehaviour(plan, host, this);
    this.pool = new CallPool(this);
    this.batch = new CallBatch(overlaps ? 1 : batchSize(plan));
    this.ordered = overlaps ? new OrderedResults() : null;
    this.schedule = new NodeSchedule(this);
  }

  /** Tasks queued or running. */
  get running(): number {
    return this.inFlight + (this.plain?.isBusy === true ? 1 : 0);
  }

  // ---- what its calls reach

  get graphStatus(): GraphStatus {
    return this.host.graphStatus;
  }

  get isCancelled(): boolean {
    return this.host.isCancelled;
  }

  onStop(callback: () => void): () => void {
    return this.host.onStop(callback);
  }

  setOffset(offset: number | null): void {
    this.offset = offset;
  }

  limitCalls(limit: number): void {
    this.maxInFlight = Math.max(1, Math.min(this.maxInFlight, limit));
  }

  count(name: string, by: number): void {
    this.host.count(`${this.nodeName}-${name}`, by);
  }

  drop(cause: DropCause, reason: string, packets: number, timestamp: Timestamp): void {
    this.count(cause === 'overload' ? 'dropped' : 'filtered', packets);
    const drops = this.drops[cause];
    drops.set(reason, (drops.get(reason) ?? 0) + packets);
    this.watch?.dropped(this.index, reason, packets, timestamp);
  }

  log(level: 'debug' | 'info' | 'warn', message: string): void {
    this.host.log(level, `node "${this.nodeName}": ${message}`);
  }

  // ---- inputs

  inputFailed(error: MillraceError): void {
    this.host.fail(error);
  }

  packetsAdded(queue: InputQueue): void {
    this.watch?.queued(this.index, this.queues, queue);
    this.policy?.packetsAdded?.();
  }

  inputChanged(): void {
    if (this.state === 'opened') this.look();
  }

  policyFailed(time: Timestamp, error: unknown): void {
    this.host.fail(new NodeError(this.nodeName, this.plan.calculator.name, 'process', time, error));
  }

  private look(): void {
    if (this.plain === null) this.schedule.look();
    else this.plain.look();
  }

  inputBound(bound: Timestamp): void {
    this.lastInputBound = bound;
    if (this.isBoundSent(bound) || this.ordered?.holdsBounds === true) return;
    this.host.propagateBound(this);
  }

  isBoundSent(bound: Timestamp): boolean {
    const offset = this.offset;
    if (offset === null) return bound < Timestamp.OneOverPostStream;
    if (offset !== 0 || bound > Timestamp.Max) return false;
    const streams = this.streams;
    for (let i = 0; i < streams.length; i += 1) {
      const stream = streams[i];
      if (stream !== undefined && stream.bound < bound) return false;
    }
    return true;
  }

  /** Sends the outputs what the last input bound implies. */
  propagateInputBound(): void {
    const bound = this.lastInputBound;
    const offset = this.offset;
    if (offset === null || bound < Timestamp.Min || bound > Timestamp.Max) return;
    const outputBound = offset === 0 ? bound : Timestamp.add(bound, offset);
    const streams = this.streams;
    for (let i = 0; i < streams.length; i += 1) {
      const stream = streams[i];
      if (stream !== undefined && !stream.closed && outputBound > stream.bound) stream.propagateBound(outputBound);
    }
  }

  enqueue(call: NodeCall): void {
    this.ready.push(call);
    if (this.watch !== undefined) this.watch.ready(this.index, call.inputTimestamp, this.queues);
    this.host.tasks.addCall(this);
  }

  // ---- open

  /** One of the headers and side packets is there. */
  arrived(): void {
    this.missing -= 1;
    if (this.missing === 0 && this.state === 'waiting') this.host.openReady(this);
  }

  open(): void {
    this.state = 'opening';
    const call = this.pool.main;
    call.setTime(Timestamp.Unstarted);
    if (this.host.resendSidePackets(this.plan)) this.opened(call);
    else this.behaviour.open(call);
  }

  private createPlain(): PlainInputs | null {
    if (this.queues.length === 0) return null;
    const isPlain = this.policy instanceof DefaultPolicy && !this.plan.calculator.processTimestampBounds;
    if (!isPlain || this.ordered !== null || this.batch.size > 1) return null;
    const { watch, schedule, queues } = this;
    return watch === undefined
      ? new PlainInputs(this, schedule, queues)
      : new WatchedInputs(this, schedule, queues, watch);
  }

  opened(call: NodeCall): void {
    call.end();
    this.deliver(call);
    for (const stream of this.streams) this.host.headerSent(stream);
    this.state = 'opened';
    this.plain = this.createPlain();
    if (this.isSource) this.sourceCalls = new SourceCalls(this);
    if (this.isSource) this.host.sourceOpened(this);
    else if (this.queues.length > 0) this.inputChanged();
  }

  // ---- process

  /** The node's turn: its call that waits first is run or, when none waits, the node opens or is called as a source. */
  runTask(): void {
    const plain = this.plain;
    if (plain?.isBusy === true) {
      if (this.host.failed) plain.drop();
      else this.run(plain);
      return;
    }
    if (this.isSource && this.state === 'opened') {
      this.host.runSource(this);
      return;
    }
    const call = this.ready.shift();
    if (call !== null) {
      if (this.host.failed) this.dropCall(call);
      else this.step(call);
    } else if (this.state === 'waiting' && !this.host.failed) this.open();
  }

  private run(call: ReadyCall): void {
    const next = call.run();
    if (next !== null) this.host.tasks.goOnWith(next);
  }

  /** Runs a call of a source that is neither queued nor running. */
  runSource(): void {
    this.sourceCalls?.run();
  }

  callEnded(): void {
    this.host.sourceReady(this);
  }

  private step(call: NodeCall): void {
    if (call.inputTimestamp === Timestamp.Done) this.close(true);
    else {
      if (this.ordered !== null || this.batch.size > 1) call.renew();
      if (this.behaviour.process(call)) this.processed(call, undefined);
    }
  }

  processed(call: NodeCall, result: void | typeof STOP): void {
    this.plain?.handOver();
    call.end();
    if (this.ordered === null) this.deliver(call);
    else if (this.ordered.complete(call, this.deliverOverlapping)) this.host.propagateBound(this);
    if (result === STOP) {
      if (this.isSource) {
        this.close(true);
        return;
      }
      this.host.stopSources();
    }
    const next = call.batchNext;
    call.batchNext = null;
    if (this.batch.size > 1) this.pool.giveBack(call);
    if (next === null) this.taskEnded();
    else if (this.host.failed) this.dropCall(next);
    else this.step(next);
  }

  private taskEnded(): void {
    this.inFlight -= 1;
    if (this.state !== 'opened') return;
    if (this.isSource) this.host.sourceReady(this);
    else this.look();
  }

  callFailed(call: NodeCall, phase: 'open' | 'process' | 'close', error: unknown): void {
    const timestamp = call.inputTimestamp;
    this.host.fail(new NodeError(this.nodeName, this.plan.calculator.name, phase, timestamp, error));
    if (phase === 'open') {
      call.discard();
      this.state = 'closed';
      this.closeQueues();
    } else if (phase === 'process') {
      this.plain?.handOver();
      this.dropCall(call);
    }
  }

  /** Gives a call and what follows it in its batch back without running it. */
  private dropCall(call: NodeCall): void {
    for (let one: NodeCall | null = call; one !== null; ) {
      const next: NodeCall | null = one.batchNext;
      one.batchNext = null;
      one.discard();
      this.ordered?.remove(one);
      one = next;
    }
    this.inFlight -= 1;
  }

  deliver(call: NodeCall): void {
    deliverCall(call, this.offset)?.enqueue();
  }

  private readonly deliverOverlapping = (call: NodeCall): void => {
    this.deliver(call);
    this.pool.giveBack(call);
  };

  // ---- at rest

  /** Asks the calculator what comes next. Returns whether something does: packets, a promise, or an error. */
  atRest(): boolean {
    if (this.state !== 'opened' || !this.behaviour.wantsRest) return false;
    const call = this.pool.main;
    call.setTime(Timestamp.Unstarted);
    this.inFlight += 1;
    this.plain?.hold();
    let moved = false;
    const ended = () => {
      moved = call.shards.some(shard => shard.packets.length > 0 || (shard.isClosed && !shard.stream.closed));
      call.end();
      if (moved) this.host.restDisturbed();
      this.deliver(call);
      this.taskEnded();
    };
    const isUnderWay = this.behaviour.atRest(call, ended, error => {
      moved = true;
      this.callFailed(call, 'process', error);
    });
    return isUnderWay || moved;
  }

  // ---- close

  /**
   * Closes the node: its inputs take no more, `close` is called, its outputs end.
   *
   * @param delivers - whether what `close` sends still goes out; not in the clean-up after a run.
   * @param then - called when it is closed.
   */
  close(delivers: boolean, then?: () => void): void {
    this.state = 'closing';
    this.closeQueues();
    const call = this.pool.main;
    call.setTime(Timestamp.Done);
    const end = () => {
      this.giveBack(() => {
        call.end();
        deliverClose(call, delivers);
      });
      this.state = 'closed';
      this.inFlight = 0;
      then?.();
    };
    this.behaviour.close(call, end, error => {
      if (delivers) this.callFailed(call, 'close', error);
      this.giveBack(() => {
        call.discard();
      });
      end();
    });
  }

  private closeQueues(): void {
    for (const queue of this.queues) {
      this.giveBack(() => {
        queue.close();
      });
      // Where a release has thrown, there may be more.
      while (queue.size > 0) {
        this.giveBack(() => {
          queue.clear();
        });
      }
    }
  }

  /** Gives values back at an end. Where a release throws, the run fails; its other values are given back all the same. */
  private giveBack(values: () => void): void {
    try {
      values();
    } catch (error) {
      this.host.fail(asError(error));
    }
  }

  /** After the run: gives back what calls that never ran, and queues, still hold. */
  dispose(): void {
    const drop = (call: NodeCall) => {
      this.giveBack(() => {
        this.dropCall(call);
      });
    };
    const { plain } = this;
    if (plain?.isBusy === true) {
      this.giveBack(() => {
        plain.drop();
      });
    }
    for (let call = this.ready.shift(); call !== null; call = this.ready.shift()) drop(call);
    const waiting = this.batch.take();
    if (waiting !== null) drop(waiting);
    for (const call of this.ordered?.takeAll() ?? []) {
      this.giveBack(() => {
        call.discard();
      });
    }
    this.closeQueues();
    this.behaviour.dispose();
  }

  /** The number that orders sources: asked before each call. */
  updateSourceOrder(): void {
    const own = this.behaviour.ordersItself ? this.behaviour.sourceProcessOrder(this.pool.main) : undefined;
    this.sourceOrder = own ?? this.leastBound();
  }

  private leastBound(): Timestamp {
    let least: Timestamp = Timestamp.Done;
    const { streams } = this;
    for (let i = 0; i < streams.length; i += 1) {
      const stream = streams[i];
      if (stream !== undefined && stream.bound < least) least = stream.bound;
    }
    return least;
  }
}

function batchSize(plan: PlanNode): number {
  const size = plan.inputPolicy.options['batch_size'];
  return typeof size === 'number' && size > 1 ? Math.floor(size) : 1;
}
