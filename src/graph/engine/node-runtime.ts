import type { CalculatorBehaviour } from '../calculator.ts';
import { type ProcessResult, STOP } from '../calculator.ts';
import type { GraphStatus } from '../calculator-context.ts';
import type { PlanNode } from '../config/graph-plan.ts';
import { type MillraceError, NodeError } from '../errors.ts';
import type { HandleRegistry } from '../handle-registry.ts';
import type { Packet } from '../packet.ts';
import { Timestamp } from '../timestamp.ts';
import { DefaultPolicy } from './input-policies/default-policy.ts';
import { type InputPolicy, NOT_READY, READY_FOR_PROCESS } from './input-policies/input-policy.ts';
import type { InputQueue, QueueOwner } from './input-queue.ts';
import { InputSlot } from './input-slot.ts';
import { type CallHost, NodeCall, type SharedContext } from './node-call.ts';
import { outputBoundAfter } from './output-bound.ts';
import { OutputShard } from './output-shard.ts';
import type { OutputStream } from './output-stream.ts';
import { portRecord } from './port-record.ts';
import type { GraphTracer } from './trace.ts';

/** What a node reaches of its run. */
export interface NodeHost {
  readonly handles: HandleRegistry;
  readonly tracer: GraphTracer | undefined;
  readonly graphStatus: GraphStatus;
  readonly isCancelled: boolean;
  /** Whether an error was recorded: nothing more is called but `close`. */
  readonly failed: boolean;
  /** Records an error. */
  fail(error: Error): void;
  /** A call waits in the node. */
  callReady(node: NodeRuntime): void;
  /** The node can be opened. */
  openReady(node: NodeRuntime): void;
  /** Has the node send its input bound on, at once or, where bounds run through very many nodes, a little later. */
  propagateBound(node: NodeRuntime): void;
  /** A source can run again. */
  sourceReady(node: NodeRuntime): void;
  sourceOpened(node: NodeRuntime): void;
  /** A node that is no source asked for the end of all sources. */
  stopSources(): void;
  /** Passes a promise of a calculator on, and counts it as running until it settles. */
  await<T>(promise: Promise<T>, then: (value: T) => void, failed: (error: unknown) => void): void;
  count(name: string, by: number): void;
  log(level: 'debug' | 'info' | 'warn', message: string): void;
  /** The side packets, options and services of a node, when it opens. */
  sharedContext(node: NodeRuntime): SharedContext;
  headerSent(stream: OutputStream): void;
  /** Side packets of an earlier run that still hold: the node need not be opened. */
  resendSidePackets(node: NodeRuntime): boolean;
}

type NodeState = 'waiting' | 'opening' | 'opened' | 'closing' | 'closed';

/** One node in one run: its state, its inputs and outputs, and its calls in flight. */
export class NodeRuntime implements QueueOwner, CallHost {
  readonly plan: PlanNode;
  readonly index: number;
  readonly nodeName: string;
  readonly isSource: boolean;
  readonly host: NodeHost;
  state: NodeState = 'waiting';
  /** Whether `open` succeeded and `close` was not called yet. */
  needsClose = false;
  /** Whether what it made ends with its run: it has a `close`. */
  hasClose = false;
  queues: readonly InputQueue[] = [];
  streams: readonly OutputStream[] = [];
  policy: InputPolicy | undefined;
  /** Headers of inputs that are not back edges, and side packets, that the node waits for. */
  missing = 0;
  /** What orders sources of one layer. */
  sourceOrder = 0;
  /** Calls begun, of `open`, `process` and `close`. */
  opens = 0;
  calls = 0;
  closes = 0;
  /** Tasks queued or running. */
  inFlight = 0;
  /** Whether a source waits in the task queue. */
  sourceQueued = false;
  offset: number | null;
  readonly #maxInFlight: number;
  readonly #parallel: boolean;
  readonly #batchSize: number;
  #behaviour: CalculatorBehaviour | undefined;
  #shared: SharedContext | undefined;
  /** The call of `open` and `close`, and of `process` unless calls overlap. */
  #mainCall: NodeCall | undefined;
  /** The input of a node with one input and the plain default policy, which is what most nodes have. */
  #soleQueue: InputQueue | null = null;
  #spareCalls: NodeCall[] = [];
  /** Calls begun and not delivered, in input order; only with overlapping calls. */
  readonly #active: NodeCall[] = [];
  #readyHead: NodeCall | null = null;
  #readyTail: NodeCall | null = null;
  #batchHead: NodeCall | null = null;
  #batchTail: NodeCall | null = null;
  #batched = 0;
  #scheduling = false;
  #schedulingPending = false;
  #closePrepared = false;
  /** Whether results are on their way out: bounds must not overtake them. */
  #delivering = false;
  #taskBound: Timestamp = Timestamp.Unset;

  constructor(plan: PlanNode, host: NodeHost) {
    this.plan = plan;
    this.index = plan.index;
    this.nodeName = plan.name;
    this.host = host;
    this.isSource = plan.inputs.length === 0 && plan.outputs.length > 0;
    this.offset = plan.calculator.timestampOffset;
    this.#maxInFlight = plan.inputs.length === 0 ? 1 : Math.max(1, plan.maxInFlight);
    this.#parallel = this.#maxInFlight > 1;
    this.#batchSize = this.#parallel ? 1 : batchSize(plan);
  }

  /** Whether a task of it is a call that waits in the node: neither an open nor the call of a source. */
  get isRunnable(): boolean {
    return this.state === 'opened' && !this.isSource;
  }

  get graphStatus(): GraphStatus {
    return this.host.graphStatus;
  }

  get isCancelled(): boolean {
    return this.host.isCancelled;
  }

  get mainCall(): NodeCall {
    this.#mainCall ??= this.#createCall();
    return this.#mainCall;
  }

  setOffset(offset: number | null): void {
    this.offset = offset;
  }

  count(name: string, by: number): void {
    this.host.count(`${this.nodeName}-${name}`, by);
  }

  log(level: 'debug' | 'info' | 'warn', message: string): void {
    this.host.log(level, `node "${this.nodeName}": ${message}`);
  }

  inputFailed(error: MillraceError): void {
    this.host.fail(error);
  }

  packetsAdded(): void {
    this.policy?.packetsAdded?.();
  }

  /** One of the headers and side packets is there. */
  arrived(): void {
    this.missing -= 1;
    if (this.missing === 0 && this.state === 'waiting') this.host.openReady(this);
  }

  inputChanged(): void {
    if (this.state !== 'opened') return;
    if (this.#scheduling) this.#schedulingPending = true;
    else if (this.inFlight < this.#maxInFlight) this.#schedule();
  }

  // ---- open

  open(): void {
    this.state = 'opening';
    const [first] = this.queues;
    const plain = this.policy instanceof DefaultPolicy && !this.plan.calculator.processTimestampBounds;
    if (first !== undefined && this.queues.length === 1 && plain && !this.#parallel && this.#batchSize === 1) {
      this.#soleQueue = first;
      first.receiver = this;
    }
    const call = this.mainCall;
    call.inputTimestamp = Timestamp.Unstarted;
    if (this.host.resendSidePackets(this)) {
      this.#opened(call, undefined);
      return;
    }
    call.begin('open');
    this.opens += 1;
    let result: CalculatorBehaviour | Promise<CalculatorBehaviour>;
    const started = this.host.tracer?.begin();
    try {
      result = this.plan.calculator.open(call);
    } catch (error) {
      this.#callFailed(call, 'open', error);
      return;
    }
    const done = (behaviour: CalculatorBehaviour) => {
      if (started !== undefined) this.host.tracer?.end(started, 'open', this.nodeName, call.inputTimestamp);
      if (this.isUnusable(behaviour)) {
        const fact = `open returned ${describeResult(behaviour)}. Return an object with a process function.`;
        this.#callFailed(call, 'open', new TypeError(fact));
      } else this.#opened(call, behaviour);
    };
    if (isPromise(result)) this.host.await(result, done, error => this.#callFailed(call, 'open', error));
    else done(result);
  }

  private isUnusable(behaviour: unknown): boolean {
    return (
      typeof behaviour !== 'object' ||
      behaviour === null ||
      !('process' in behaviour) ||
      typeof behaviour.process !== 'function'
    );
  }

  #opened(call: NodeCall, behaviour: CalculatorBehaviour | undefined): void {
    this.#behaviour = behaviour;
    this.needsClose = behaviour !== undefined;
    this.hasClose = behaviour?.close !== undefined;
    call.end();
    this.#deliver(call);
    for (const stream of this.streams) this.host.headerSent(stream);
    this.state = 'opened';
    if (this.isSource) this.host.sourceOpened(this);
    else if (this.queues.length > 0) this.inputChanged();
  }

  // ---- which calls are due

  #schedule(): void {
    const sole = this.#soleQueue;
    if (sole !== null && this.#scheduleSole(sole)) return;
    const policy = this.policy;
    if (policy === undefined) return;
    this.#scheduling = true;
    try {
      this.#scheduleWith(policy);
    } catch (error) {
      // A policy refuses a packet, such as a selection out of range.
      this.host.fail(new NodeError(this.nodeName, this.plan.calculator.name, 'process', policy.time, error));
    }
    this.#schedulingPending = false;
    this.#scheduling = false;
  }

  #scheduleWith(policy: InputPolicy): void {
    do {
      this.#schedulingPending = false;
      while (this.inFlight < this.#maxInFlight) {
        const readiness = policy.readiness();
        if (readiness === NOT_READY) {
          this.#inputBound(this.#batchHead === null ? policy.time : this.#batchHead.inputTimestamp);
          break;
        }
        if (readiness === READY_FOR_PROCESS) this.#prepareCall(policy);
        else {
          if (this.#active.length > 0 || this.inFlight > 0 || this.#closePrepared) break;
          this.#prepareClose();
          break;
        }
      }
    } while (this.#isPending && this.inFlight < this.#maxInFlight && this.state === 'opened');
  }

  /** Whether an input changed while the inputs were looked at. */
  get #isPending(): boolean {
    return this.#schedulingPending;
  }

  /** A packet on the sole input of a node that rests: it is processed next. */
  receive(packet: Packet): boolean {
    const call = this.#mainCall;
    if (this.inFlight > 0 || this.#scheduling || this.state !== 'opened' || call === undefined) return false;
    const slot = call.slots[0];
    if (slot === undefined) return false;
    slot.current = packet;
    slot.isDone = false;
    call.inputTimestamp = packet.timestamp;
    this.inFlight = 1;
    this.#readyHead = call;
    this.#readyTail = call;
    this.host.callReady(this);
    return true;
  }

  /** What the default policy does with a sole input, without asking it. False: it must be asked. */
  #scheduleSole(queue: InputQueue): boolean {
    if (queue.size === 0) return this.#isBoundSent(queue.bound);
    const call = this.mainCall;
    const slot = call.slots[0];
    if (slot === undefined) return false;
    // The room that this makes may bring the next packet at once: it must find the node at work.
    this.inFlight = 1;
    const packet = queue.popHead();
    if (packet === undefined) {
      this.inFlight = 0;
      return false;
    }
    slot.current = packet;
    slot.isDone = queue.isDone;
    call.inputTimestamp = packet.timestamp;
    this.#readyHead = call;
    this.#readyTail = call;
    this.host.callReady(this);
    return true;
  }

  /** Whether the outputs know already what an input bound says of them. */
  #isBoundSent(bound: Timestamp): boolean {
    if (this.offset === null) return bound < Timestamp.OneOverPostStream;
    if (this.offset !== 0 || bound > Timestamp.Max) return false;
    const streams = this.streams;
    for (let i = 0; i < streams.length; i += 1) {
      const stream = streams[i];
      if (stream !== undefined && stream.bound < bound) return false;
    }
    return true;
  }

  #prepareCall(policy: InputPolicy): void {
    const call = this.#takeCall();
    call.inputTimestamp = policy.fill(policy.time, call.slots);
    if (this.#parallel) this.#active.push(call);
    if (this.#batchSize === 1) {
      this.#enqueue(call);
      return;
    }
    this.#addToBatch(call);
    if (this.#batched === this.#batchSize) this.#enqueueBatch();
  }

  #prepareClose(): void {
    this.#closePrepared = true;
    const call = this.#batchHead === null ? this.mainCall : this.#createCall();
    call.inputTimestamp = Timestamp.Done;
    if (this.#batchHead === null) this.#enqueue(call);
    else {
      this.#addToBatch(call);
      this.#enqueueBatch();
    }
  }

  #addToBatch(call: NodeCall): void {
    if (this.#batchTail === null) this.#batchHead = call;
    else this.#batchTail.batchNext = call;
    this.#batchTail = call;
    this.#batched += 1;
  }

  #enqueueBatch(): void {
    const first = this.#batchHead;
    this.#batchHead = null;
    this.#batchTail = null;
    this.#batched = 0;
    if (first !== null) this.#enqueue(first);
  }

  #enqueue(call: NodeCall): void {
    this.inFlight += 1;
    if (this.#readyTail === null) this.#readyHead = call;
    else this.#readyTail.readyNext = call;
    this.#readyTail = call;
    this.host.callReady(this);
  }

  /** Nothing can be processed below `bound`: so nothing can be sent below it plus the offset. */
  #inputBound(bound: Timestamp): void {
    this.#taskBound = bound;
    if (this.#active.length === 0 && !this.#delivering) this.host.propagateBound(this);
  }

  /** Sends the outputs what the last input bound implies. */
  propagateInputBound(): void {
    const bound = this.#taskBound;
    const offset = this.offset;
    if (offset === null || bound < Timestamp.Min || bound > Timestamp.Max) return;
    const outputBound = offset === 0 ? bound : Timestamp.add(bound, offset);
    const streams = this.streams;
    for (let i = 0; i < streams.length; i += 1) {
      const stream = streams[i];
      if (stream !== undefined && !stream.closed && outputBound > stream.bound) stream.propagateBound(outputBound);
    }
  }

  // ---- process

  /** Runs the task that waits first. */
  run(): void {
    const call = this.#readyHead;
    if (call === null) return;
    this.#readyHead = call.readyNext;
    if (this.#readyHead === null) this.#readyTail = null;
    call.readyNext = null;
    if (this.host.failed) this.#drop(call);
    else if (this.#soleQueue !== null && call.inputTimestamp !== Timestamp.Done) this.#stepSole(call, this.#soleQueue);
    else this.#step(call);
  }

  /** {@link #step} written out for the node with a sole input: one call, no batch, nothing pending. */
  #stepSole(call: NodeCall, queue: InputQueue): void {
    const behaviour = this.#behaviour;
    const slot = call.slots[0];
    if (behaviour === undefined || slot === undefined || this.host.tracer !== undefined) {
      this.#step(call);
      return;
    }
    this.calls += 1;
    call.phase = 'process';
    const shards = call.shards;
    for (let i = 0; i < shards.length; i += 1) shards[i]?.reset();
    let result: ProcessResult;
    try {
      result = behaviour.process(call);
    } catch (error) {
      this.#callFailed(call, 'process', error);
      return;
    }
    if (result !== undefined) {
      this.#returned(call, result);
      return;
    }
    call.phase = 'idle';
    const packet = slot.current;
    slot.current = null;
    if (packet !== null && packet.handle !== null) packet.handle.release();
    this.#deliver(call);
    this.inFlight = 0;
    if (this.state === 'opened' && (queue.size > 0 || !this.#isBoundSent(queue.bound))) this.#schedule();
  }

  /** Runs one call of a source. The caller has made sure that it is neither queued nor running. */
  runSource(): void {
    this.inFlight += 1;
    const call = this.mainCall;
    call.inputTimestamp = 0;
    this.#step(call);
  }

  #step(call: NodeCall): void {
    if (call.inputTimestamp === Timestamp.Done) {
      this.close(true);
      return;
    }
    const behaviour = this.#behaviour;
    if (behaviour === undefined) {
      this.#finished(call, undefined);
      return;
    }
    this.calls += 1;
    call.begin('process');
    const tracer = this.host.tracer;
    const started = tracer?.begin();
    let result: ProcessResult;
    try {
      result = behaviour.process(call);
    } catch (error) {
      this.#callFailed(call, 'process', error);
      return;
    }
    if (started !== undefined) tracer?.end(started, 'process', this.nodeName, call.inputTimestamp);
    this.#returned(call, result);
  }

  #returned(call: NodeCall, result: ProcessResult): void {
    if (result === undefined || result === STOP) this.#finished(call, result);
    else if (isPromise(result)) {
      this.host.await(
        result,
        value => {
          if (value === undefined || value === STOP) this.#finished(call, value);
          else this.#callFailed(call, 'process', badResult(value));
        },
        error => this.#callFailed(call, 'process', error),
      );
    } else this.#callFailed(call, 'process', badResult(result));
  }

  #finished(call: NodeCall, result: void | typeof STOP): void {
    call.end();
    if (this.#parallel) this.#deliverInOrder(call);
    else this.#deliver(call);
    if (result === STOP) {
      if (this.isSource) {
        this.close(true);
        return;
      }
      this.host.stopSources();
    }
    const next = call.batchNext;
    call.batchNext = null;
    if (!this.#parallel && this.#batchSize > 1) this.#spareCalls.push(call);
    if (next !== null) {
      if (this.host.failed) this.#drop(next);
      else this.#step(next);
      return;
    }
    this.#taskEnded();
  }

  #taskEnded(): void {
    this.inFlight -= 1;
    if (this.state !== 'opened') return;
    if (this.isSource) this.host.sourceReady(this);
    else if (this.#scheduling) this.#schedulingPending = true;
    else this.#schedule();
  }

  #callFailed(call: NodeCall, phase: 'open' | 'process' | 'close', error: unknown): void {
    const timestamp = call.inputTimestamp;
    this.host.fail(new NodeError(this.nodeName, this.plan.calculator.name, phase, timestamp, error));
    if (phase === 'open') {
      call.discard();
      this.state = 'closed';
      this.#closeQueues();
      return;
    }
    if (phase === 'process') this.#drop(call);
  }

  /** Gives a call and what follows it in its batch back without running it. */
  #drop(call: NodeCall): void {
    for (let one: NodeCall | null = call; one !== null; ) {
      const next: NodeCall | null = one.batchNext;
      one.batchNext = null;
      one.discard();
      const place = this.#active.indexOf(one);
      if (place >= 0) this.#active.splice(place, 1);
      one = next;
    }
    this.inFlight -= 1;
  }

  // ---- results

  #deliver(call: NodeCall): void {
    const shards = call.shards;
    const t = call.inputTimestamp;
    const plain = this.offset === 0 && t < Timestamp.Max && t >= Timestamp.Min;
    for (let i = 0; i < shards.length; i += 1) {
      const shard = shards[i];
      if (shard === undefined) break;
      const stream = shard.stream;
      if (stream.closed) continue;
      // One packet at the input timestamp: the bounds of packet and offset agree, nothing else goes out.
      const sole = plain ? shard.solePacket : undefined;
      if (sole !== undefined) {
        stream.propagateOne(sole, t + 1);
        shard.clear();
        continue;
      }
      const bound = outputBoundAfter(shard, t, this.offset);
      if (shard.count > 0 || bound !== Timestamp.Unset) {
        stream.propagate(bound, shard.packets, shard.count);
        shard.clear();
      }
      if (shard.isClosed) stream.close();
    }
  }

  /** Results of overlapping calls go out in input order; bounds only when no earlier call is pending. */
  #deliverInOrder(call: NodeCall): void {
    call.completed = true;
    if (this.#delivering) return;
    this.#delivering = true;
    for (;;) {
      const first = this.#active[0];
      if (first === undefined || !first.completed) break;
      this.#active.shift();
      first.completed = false;
      this.#deliver(first);
      this.#spareCalls.push(first);
    }
    this.#delivering = false;
    if (this.#active.length === 0) this.host.propagateBound(this);
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
    this.#closeQueues();
    const call = this.mainCall;
    call.inputTimestamp = Timestamp.Done;
    call.begin('close');
    this.closes += 1;
    const end = () => {
      this.needsClose = false;
      call.end();
      this.#closeStreams(call, delivers);
      this.state = 'closed';
      this.inFlight = 0;
      then?.();
    };
    const failed = (error: unknown) => {
      if (delivers) this.#callFailed(call, 'close', error);
      call.discard();
      end();
    };
    this.needsClose = false;
    const started = this.host.tracer?.begin();
    let result: void | Promise<void>;
    try {
      result = this.#behaviour?.close?.(call);
    } catch (error) {
      failed(error);
      return;
    }
    if (started !== undefined) this.host.tracer?.end(started, 'close', this.nodeName, call.inputTimestamp);
    if (isPromise(result)) this.host.await(result, end, failed);
    else end();
  }

  #closeStreams(call: NodeCall, delivers: boolean): void {
    for (const shard of call.shards) {
      if (delivers && !shard.stream.closed && shard.count > 0) {
        shard.stream.propagate(Timestamp.Done, shard.packets, shard.count);
      }
      shard.clear();
      if (delivers) shard.stream.close();
      else shard.stream.closed = true;
    }
  }

  #closeQueues(): void {
    for (const queue of this.queues) queue.close();
  }

  /** After the run: gives back what calls that never ran, and queues, still hold. */
  dispose(): void {
    for (let call = this.#readyHead; call !== null; ) {
      const next: NodeCall | null = call.readyNext;
      call.readyNext = null;
      this.#drop(call);
      call = next;
    }
    this.#readyHead = null;
    this.#readyTail = null;
    if (this.#batchHead !== null) this.#drop(this.#batchHead);
    this.#batchHead = null;
    this.#closeQueues();
    this.#behaviour = undefined;
  }

  /** The number that orders sources: asked before each call. */
  updateSourceOrder(): void {
    const behaviour = this.#behaviour;
    const call = this.mainCall;
    if (behaviour?.sourceProcessOrder !== undefined) {
      this.sourceOrder = behaviour.sourceProcessOrder(call);
      return;
    }
    let order: Timestamp = Timestamp.Done;
    for (const stream of this.streams) if (stream.bound < order) order = stream.bound;
    this.sourceOrder = order;
  }

  #takeCall(): NodeCall {
    if (!this.#parallel && this.#batchSize === 1) return this.mainCall;
    return this.#spareCalls.pop() ?? this.#createCall();
  }

  #createCall(): NodeCall {
    this.#shared ??= this.host.sharedContext(this);
    const call = new NodeCall(this, this.#shared);
    const { calculator, inputs, outputs } = this.plan;
    const slots = this.queues.map(queue => new InputSlot(queue));
    const shards = this.streams.map(stream => new OutputShard(stream, call, this.host.handles));
    call.connect(
      slots,
      portRecord(calculator.inputs, inputs, slots),
      shards,
      portRecord(calculator.outputs, outputs, shards),
    );
    return call;
  }
}

function batchSize(plan: PlanNode): number {
  const size = plan.inputPolicy.options['batch_size'];
  return typeof size === 'number' && size > 1 ? Math.floor(size) : 1;
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function describeResult(value: unknown): string {
  return value === null ? 'null' : `a ${typeof value}`;
}

function badResult(value: unknown): TypeError {
  return new TypeError(`process returned ${describeResult(value)}. Return nothing, STOP, or a promise of these.`);
}
