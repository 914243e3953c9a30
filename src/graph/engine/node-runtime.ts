import type { STOP } from '../calculator.ts';
import type { PlanNode } from '../config/graph-plan.ts';
import { type MillraceError, NodeError } from '../errors.ts';
import { Timestamp } from '../timestamp.ts';
import { CallPool, type CallPoolNode } from './call-pool.ts';
import { createPlainInputs } from './create-plain-inputs.ts';
import { deliverClose } from './deliver-close.ts';
import { GiveBack } from './give-back.ts';
import type { InputPolicy } from './input-policies/input-policy.ts';
import type { InputQueue } from './input-queue.ts';
import { type CallOutcome, NodeBehaviour } from './node-behaviour.ts';
import { NodeBounds } from './node-bounds.ts';
import type { NodeCall } from './node-call.ts';
import { NodeCallHost } from './node-call-host.ts';
import { type CallingNode, NodeCalls } from './node-calls.ts';
import type { NodeHost } from './node-host.ts';
import { NodeSchedule } from './node-schedule.ts';
import type { OutputStream } from './output-stream.ts';
import type { PlainInputs } from './plain-inputs.ts';
import type { QueueOwner } from './queue-owner.ts';
import type { ReadyCall } from './ready-call.ts';
import type { RunWatch } from './run-watch.ts';
import type { ScheduledNode } from './scheduled-node.ts';
import { type CalledSource, SourceCalls } from './source-calls.ts';
import { WatchedBehaviour } from './watched-behaviour.ts';

/** One node in one run: its life from waiting to closed, its inputs and outputs, and its calls in flight. */
export class NodeRuntime
  implements QueueOwner<InputQueue>, CallPoolNode, CallOutcome, ScheduledNode, CalledSource, CallingNode
{
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
  /** What orders sources of one layer; not kept up where nothing has to be ordered. */
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
  readonly calls: NodeCalls;
  readonly callHost: NodeCallHost;
  readonly bounds: NodeBounds;
  private readonly schedule: NodeSchedule;
  private readonly watch: RunWatch | undefined;
  /** Set when it has opened; `null`: the node goes the general way. */
  private plain: PlainInputs | null = null;
  /** Set when it has opened; `null`: it is no source. */
  private sourceCalls: SourceCalls<NodeRuntime> | null = null;
  private readonly giveBack: GiveBack;

  constructor(plan: PlanNode, host: NodeHost<NodeRuntime>) {
    this.plan = plan;
    this.index = plan.index;
    this.nodeName = plan.name;
    this.host = host;
    this.watch = host.watch;
    this.isSource = plan.inputs.length === 0 && plan.outputs.length > 0;
    this.offset = plan.calculator.timestampOffset;
    this.maxInFlight = plan.inputs.length === 0 ? 1 : Math.max(1, plan.maxInFlight);
    this.behaviour =
      host.watch === undefined ? new NodeBehaviour(plan, host, this) : new WatchedBehaviour(plan, host, this);
    this.callHost = new NodeCallHost(this);
    this.bounds = new NodeBounds(this);
    this.pool = new CallPool(this);
    this.calls = new NodeCalls(this, plan, this.maxInFlight > 1);
    this.schedule = new NodeSchedule(this);
    this.giveBack = new GiveBack(error => {
      host.fail(error);
    });
  }

  /** Tasks queued or running. */
  get running(): number {
    return this.inFlight + (this.plain?.isBusy === true ? 1 : 0);
  }

  /** Calls begun for input sets, or as a source. */
  get callCount(): number {
    return this.behaviour.calls + (this.plain?.mapped ?? 0);
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
    if (this.bounds.settle(bound) || this.calls.ordered?.holdsBounds === true) return;
    this.host.propagateBound(this);
  }

  propagateInputBound(): void {
    this.bounds.send();
  }

  enqueue(call: NodeCall): void {
    this.calls.add(call);
    if (this.watch !== undefined) this.watch.ready(this.index, call.inputTimestamp, this.queues);
    this.host.tasks.addCall(this);
  }

  // ---- open

  /** One of the headers and side packets is there. */
  arrived(): void {
    this.missing -= 1;
    this.openIfReady();
  }

  /** Opens soon if nothing is missing. */
  openIfReady(): void {
    if (this.missing === 0 && this.state === 'waiting') this.host.openReady(this);
  }

  open(): void {
    this.state = 'opening';
    const call = this.pool.main;
    call.setTime(Timestamp.Unstarted);
    if (this.host.resendSidePackets(this.plan)) this.opened(call);
    else this.behaviour.open(call);
  }

  opened(call: NodeCall): void {
    call.end();
    this.calls.deliver(call);
    for (const stream of this.streams) this.host.headerSent(stream);
    this.state = 'opened';
    this.plain = createPlainInputs(this, this.schedule);
    if (this.isSource) this.sourceCalls = new SourceCalls(this, this.host.sources);
    if (this.isSource) this.host.sourceOpened(this);
    else if (this.queues.length > 0) this.inputChanged();
  }

  // ---- process

  /** The node's turn: its call that waits first is run or, when none waits, the node opens or is called as a source. */
  runTask(): ReadyCall | null {
    const { plain, sourceCalls } = this;
    if (sourceCalls !== null) return sourceCalls.run();
    if (plain?.isBusy === true) {
      if (!this.host.failed) return plain.run();
      plain.drop();
    } else if (!this.calls.runFirst() && this.state === 'waiting' && !this.host.failed) this.open();
    return null;
  }

  processed(call: NodeCall, result: void | typeof STOP): void {
    this.plain?.handOver();
    this.calls.ended(call, result);
  }

  resultsDelivered(): void {
    this.host.propagateBound(this);
  }

  taskEnded(): void {
    this.inFlight -= 1;
    if (this.state !== 'opened') return;
    if (this.isSource) this.host.sources.ready(this);
    else this.look();
  }

  callFailed(call: NodeCall, phase: 'open' | 'process' | 'close', error: unknown): void {
    const timestamp = call.inputTimestamp;
    this.host.fail(new NodeError(this.nodeName, this.plan.calculator.name, phase, timestamp, error));
    if (phase === 'open') {
      call.discard();
      this.state = 'closed';
      this.giveBack.queues(this.queues);
    } else if (phase === 'process') {
      this.plain?.handOver();
      this.calls.drop(call);
    }
  }

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
      this.calls.deliver(call);
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
    // A call that waits is given back by dispose.
    if (this.plain?.isBusy === false) this.plain.hold();
    this.giveBack.queues(this.queues);
    const call = this.pool.main;
    call.setTime(Timestamp.Done);
    const end = () => {
      this.giveBack.by(() => {
        call.end();
        deliverClose(call, delivers);
      });
      this.state = 'closed';
      this.inFlight = 0;
      then?.();
    };
    this.behaviour.close(call, end, error => {
      if (delivers) this.callFailed(call, 'close', error);
      this.giveBack.by(() => {
        call.discard();
      });
      end();
    });
  }

  /** After the run: gives back what calls that never ran, and queues, still hold. */
  dispose(): void {
    const { plain, giveBack } = this;
    if (plain?.isBusy === true) {
      giveBack.by(() => {
        plain.drop();
      });
    }
    this.calls.dispose(giveBack);
    giveBack.queues(this.queues);
    this.behaviour.dispose();
  }

  /** The number that orders sources: asked before each call. */
  updateSourceOrder(): void {
    const own = this.behaviour.ordersItself ? this.behaviour.sourceProcessOrder(this.pool.main) : undefined;
    this.sourceOrder = own ?? this.bounds.least();
  }
}
