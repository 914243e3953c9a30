import type { GraphStatus, OutputSidePort } from '../calculator-context.ts';
import type { GraphPlan, PlanNode } from '../config/graph-plan.ts';
import { GraphClosedError, GraphRunError, MillraceError, PacketTypeError } from '../errors.ts';
import type { HandleRegistry } from '../handle-registry.ts';
import type { Packet } from '../packet.ts';
import { Timestamp } from '../timestamp.ts';
import { describeValue } from './describe-value.ts';
import type { InputAddMode, RunOptions } from './graph.ts';
import type { NodeView } from './graph-debug-view.ts';
import type { NodeStats } from './graph-stats.ts';
import { createInputPolicy } from './input-policies/create-input-policy.ts';
import { InputQueue } from './input-queue.ts';
import type { SharedContext } from './node-call.ts';
import { type NodeHost, NodeRuntime } from './node-runtime.ts';
import { OutputStream } from './output-stream.ts';
import type { StreamPoller } from './poller.ts';
import { portRecord } from './port-record.ts';
import type { Scheduler } from './scheduler.ts';
import type { ServiceTable } from './services.ts';
import { SidePacketTable } from './side-packet-table.ts';
import { SourceLayers } from './source-layers.ts';
import type { StreamObserver } from './stream-observer.ts';
import { TaskQueue } from './task-queue.ts';
import { Throttle, type ThrottleListener } from './throttle.ts';
import type { GraphTracer } from './trace.ts';

/** What a run takes over from its graph. */
export interface RunSetup {
  readonly plan: GraphPlan;
  readonly scheduler: Scheduler;
  readonly handles: HandleRegistry;
  readonly services: ServiceTable;
  readonly tracer: GraphTracer | undefined;
  readonly observers: readonly StreamObserver[];
  readonly pollers: readonly StreamPoller[];
  /** Queue bounds of graph inputs that differ from the plan's. */
  readonly inputQueueSizes: ReadonlyMap<number, number>;
  readonly onError: ((error: Error) => void) | undefined;
  readonly onLog: ((level: 'debug' | 'info' | 'warn', message: string) => void) | undefined;
  /** Called after each task, in tests. */
  readonly afterStep: (() => void) | undefined;
  /** Side packets that nodes without streams made in earlier runs, by node. */
  readonly constants: Map<number, ConstantSidePackets>;
  readonly onSettled: (error: Error | undefined) => void;
}

/** What a node without streams made, and what from. */
export interface ConstantSidePackets {
  readonly inputs: readonly unknown[];
  readonly outputs: readonly unknown[];
}

interface Deferred {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface WaitingAdd extends Deferred {
  readonly packet: Packet;
}

const TASKS_BETWEEN_LOOKS_AT_THE_CLOCK = 64;
const DEEPEST_BOUND = 100;
const LONGEST_BOUND = 1000;
const DONE = Promise.resolve();

/** One run of a graph, from start to the settled end. A later run is another object. */
export class GraphRun implements NodeHost, ThrottleListener {
  readonly plan: GraphPlan;
  readonly handles: HandleRegistry;
  readonly tracer: GraphTracer | undefined;
  readonly nodes: readonly NodeRuntime[];
  readonly streams: readonly OutputStream[];
  readonly sidePackets: SidePacketTable;
  readonly throttle: Throttle;
  readonly counters = new Map<string, number>();
  readonly errors: Error[] = [];
  isCancelled = false;
  /** Resolves when the run is over; rejects with its combined error. */
  readonly done: Promise<void>;
  paused = false;
  /** How often the run has settled: once, at the end. */
  settled = 0;
  readonly #setup: RunSetup;
  readonly #scheduler: Scheduler;
  readonly #observerQueues = new Map<StreamObserver, InputQueue>();
  readonly #pollerQueues = new Set<InputQueue>();
  readonly #tasks = new TaskQueue<NodeRuntime>();
  readonly #layers = new SourceLayers();
  readonly #graphInputOpen: boolean[];
  readonly #waitingAdds: WaitingAdd[][];
  #openInputs: number;
  readonly #waitingIdle: Deferred[] = [];
  readonly #settle: Deferred;
  /** Promises of calculators that have not settled. */
  #awaiting = 0;
  #servicesByNode: readonly Readonly<Record<string, unknown>>[] = [];
  #started = false;
  readonly #openQueued = new Set<NodeRuntime>();
  #boundDepth = 0;
  /** Nodes that a bound has passed since the last task. */
  #boundHops = 0;
  readonly #deferredBounds: NodeRuntime[] = [];
  /** Whether a graph input is sending: what observers of it add at that moment waits, or readers would see it first. */
  #sending = false;
  readonly #sendLater: (() => void)[] = [];
  #draining = false;
  #wakeRequested = false;
  #stopping = false;
  #ending = false;
  #status: GraphStatus = 'running';
  #endStatus: GraphStatus = 'running';
  #sincePause = 0;

  constructor(setup: RunSetup) {
    const { plan } = setup;
    this.#setup = setup;
    this.#scheduler = setup.scheduler;
    this.plan = plan;
    this.handles = setup.handles;
    this.tracer = setup.tracer;
    this.throttle = new Throttle(plan.streams, plan.nodes.length, plan.inputs.length, this);
    this.sidePackets = new SidePacketTable(plan, slot => {
      this.#sidePacketArrived(slot);
    });
    this.streams = plan.streams.map((stream, slot) => new OutputStream(stream.name, slot, stream.type));
    this.nodes = plan.nodes.map(node => this.#createNode(node));
    this.#connect();
    this.#graphInputOpen = plan.inputs.map(() => true);
    this.#waitingAdds = plan.inputs.map(() => []);
    this.#openInputs = plan.inputs.length;
    let settle: Deferred = { resolve: () => undefined, reject: () => undefined };
    this.done = new Promise<void>((resolve, reject) => {
      settle = { resolve, reject };
    });
    this.#settle = settle;
    // Who does not ask for the end shall not get an unhandled rejection.
    this.done.catch(() => undefined);
  }

  /** How the run stands, as calculators see it: already the end's status while nodes are closed after it. */
  get graphStatus(): GraphStatus {
    return this.#endStatus;
  }

  get failed(): boolean {
    return this.errors.length > 0;
  }

  /** How the run stands for the caller. */
  get status(): GraphStatus {
    return this.#status;
  }

  /** Whether the run has settled. */
  get isOver(): boolean {
    return this.#status !== 'running';
  }

  // ---- start

  /** Checks side packets and services (throws), then lets the nodes open. */
  start(options: RunOptions): void {
    const services = this.nodes.map(node => this.#setup.services.of(node.plan));
    this.#servicesByNode = services;
    this.sidePackets.give(options.sidePackets ?? {});
    for (const observer of this.#setup.observers) this.observe(observer);
    for (const poller of this.#setup.pollers) this.poll(poller);
    for (const node of this.nodes) {
      node.missing = this.sidePackets.missingFor(node.plan) + node.queues.filter(queue => !queue.backEdge).length;
      if (node.isSource) this.#layers.add(node);
    }
    const headers = options.headers ?? {};
    for (const input of this.plan.inputs) {
      const stream = this.streams[input.slot];
      if (stream === undefined) continue;
      stream.header = Object.hasOwn(headers, input.name) ? headers[input.name] : undefined;
      this.#sendHeader(stream);
    }
    for (const node of this.nodes) if (node.missing === 0 && node.state === 'waiting') this.openReady(node);
    this.#started = true;
    this.#wake();
  }

  #createNode(plan: PlanNode): NodeRuntime {
    const node = new NodeRuntime(plan, this);
    const reader = `node "${plan.name}"`;
    node.queues = plan.inputs.map(input => {
      const stream = this.plan.streams[input.stream];
      const graphInput = this.plan.inputs.findIndex(one => one.slot === input.stream);
      const sameType = stream === undefined || stream.type.name === input.type.name || input.type.name === 'any';
      return new InputQueue(
        {
          stream: stream?.name ?? '',
          streamSlot: input.stream,
          reader,
          type: sameType ? null : input.type,
          backEdge: input.backEdge,
          maxSize: this.#setup.inputQueueSizes.get(graphInput) ?? this.plan.maxQueueSize,
        },
        node,
        this.throttle,
      );
    });
    node.streams = plan.outputs.map(output => {
      const stream = this.streams[output.stream];
      if (stream === undefined) throw new RangeError(`node "${plan.name}": the plan has no stream ${output.stream}.`);
      return stream;
    });
    if (node.queues.length > 0) {
      node.policy = createInputPolicy(plan.inputPolicy.name, {
        node: plan.name,
        queues: node.queues,
        ports: plan.inputs,
        options: plan.inputPolicy.options,
        processTimestampBounds: plan.calculator.processTimestampBounds,
      });
    }
    return node;
  }

  #connect(): void {
    for (const [slot, stream] of this.plan.streams.entries()) {
      for (const consumer of stream.consumers) {
        const queue = this.nodes[consumer.node]?.queues[consumer.input];
        if (queue !== undefined) this.streams[slot]?.attach(queue);
      }
    }
  }

  /** Connects an observer; it sees what is sent from now on. */
  observe(observer: StreamObserver): void {
    observer.reset();
    const stream = this.streams[observer.streamSlot];
    const queue = new InputQueue(
      {
        stream: stream?.name ?? '',
        streamSlot: observer.streamSlot,
        reader: 'an observer',
        type: null,
        backEdge: false,
        maxSize: Number.POSITIVE_INFINITY,
      },
      observer,
      this.throttle,
    );
    // Behind a barrier timestamps need not increase.
    const producer = this.plan.streams[observer.streamSlot]?.producer;
    const maker = producer !== undefined && 'node' in producer ? this.plan.nodes[producer.node] : undefined;
    queue.timed = maker?.inputPolicy.name !== 'BarrierInputStreamHandler';
    stream?.attach(queue);
    this.#observerQueues.set(observer, queue);
  }

  /** Takes an observer off. */
  unobserve(observer: StreamObserver): void {
    const queue = this.#observerQueues.get(observer);
    if (queue !== undefined) this.streams[observer.streamSlot]?.detach(queue);
  }

  poll(poller: StreamPoller): void {
    const stream = this.streams[poller.streamSlot];
    const queue = new InputQueue(
      {
        stream: stream?.name ?? '',
        streamSlot: poller.streamSlot,
        reader: 'a poller',
        type: null,
        backEdge: false,
        maxSize: poller.maxSize,
      },
      poller,
      this.throttle,
    );
    this.#pollerQueues.add(queue);
    stream?.attach(queue);
    poller.start(queue);
    if (queue.size >= queue.maxSize) this.throttle.queueFullChanged(queue, true);
  }

  // ---- NodeHost

  fail(error: Error): void {
    this.errors.push(error);
    this.#setup.onError?.(error);
    for (let i = 0; i < this.#waitingAdds.length; i += 1) this.#rejectAdds(i);
    this.#wake();
  }

  callReady(node: NodeRuntime): void {
    this.#tasks.addNode(node);
    if (!this.#draining) this.#wake();
  }

  openReady(node: NodeRuntime): void {
    if (this.#openQueued.has(node)) return;
    this.#openQueued.add(node);
    this.#tasks.addOpen(node);
    this.#wake();
  }

  sourceReady(node: NodeRuntime): void {
    if (this.throttle.isSourceThrottled(node.index) && !this.#stopping) return;
    this.#queueSource(node);
  }

  #queueSource(node: NodeRuntime): void {
    if (node.sourceQueued || node.inFlight > 0 || node.state !== 'opened') return;
    node.sourceQueued = true;
    node.updateSourceOrder();
    this.#tasks.addSource(node);
    if (!this.#draining) this.#wake();
  }

  sourceOpened(node: NodeRuntime): void {
    this.#layers.opened(node);
  }

  propagateBound(node: NodeRuntime): void {
    // A bound runs through a chain of nodes on the stack, and round a loop for ever if nothing else comes into it. What
    // is too deep or too long goes on as a task of its own, so that the graph stays responsive and can be cancelled.
    if (this.#boundDepth >= DEEPEST_BOUND || this.#boundHops >= LONGEST_BOUND) {
      this.#deferredBounds.push(node);
      if (!this.#draining) this.#wake();
      return;
    }
    this.#boundDepth += 1;
    this.#boundHops += 1;
    node.propagateInputBound();
    this.#boundDepth -= 1;
  }

  #runDeferredBound(): boolean {
    const node = this.#deferredBounds.shift();
    if (node === undefined) return false;
    this.#boundHops = 0;
    if (!this.failed) node.inputChanged();
    return true;
  }

  stopSources(): void {
    this.#stopping = true;
    this.#wake();
  }

  await<T>(promise: Promise<T>, then: (value: T) => void, failed: (error: unknown) => void): void {
    this.#awaiting += 1;
    // A calculator may return any thenable; only a real promise keeps all promises.
    const native = Promise.resolve(promise);
    const settled = this.#scheduler.delay?.(native) ?? native;
    settled
      .then(
        value => {
          this.#awaiting -= 1;
          this.#wake();
          then(value);
        },
        (error: unknown) => {
          this.#awaiting -= 1;
          this.#wake();
          failed(error);
        },
      )
      .catch((error: unknown) => {
        // Not the calculator's error: a value's release has thrown.
        this.fail(asError(error));
      });
  }

  count(name: string, by: number): void {
    this.counters.set(name, (this.counters.get(name) ?? 0) + by);
  }

  log(level: 'debug' | 'info' | 'warn', message: string): void {
    this.#setup.onLog?.(level, message);
  }

  sharedContext(node: NodeRuntime): SharedContext {
    const { calculator, inputs, outputs, inputSidePackets, outputSidePackets, options } = node.plan;
    const ports = outputSidePackets.map(
      (port): OutputSidePort => ({
        set: value => {
          this.sidePackets.set(port.slot, value, node.nodeName);
        },
      }),
    );
    return {
      sidePackets: portRecord(calculator.sidePackets, inputSidePackets, this.sidePackets.valuesOf(inputSidePackets)),
      outputSidePackets: portRecord(calculator.outputSidePackets, outputSidePackets, ports),
      connected: { inputs, outputs, sidePackets: inputSidePackets, outputSidePackets },
      options,
      services: this.#servicesByNode[node.index] ?? {},
    };
  }

  headerSent(stream: OutputStream): void {
    this.#sendHeader(stream);
  }

  resendSidePackets(node: NodeRuntime): boolean {
    const { inputs, outputs, inputSidePackets, outputSidePackets } = node.plan;
    const earlier = this.#setup.constants.get(node.index);
    if (inputs.length > 0 || outputs.length > 0 || earlier === undefined) return false;
    const now = this.sidePackets.valuesOf(inputSidePackets);
    if (now.some((value, i) => value !== earlier.inputs[i])) return false;
    for (const [i, port] of outputSidePackets.entries()) {
      const value = earlier.outputs[i];
      if (value !== undefined) this.sidePackets.set(port.slot, value, node.nodeName);
    }
    return true;
  }

  #sendHeader(stream: OutputStream): void {
    for (const { node, input } of this.plan.streams[stream.slot]?.consumers ?? []) {
      const runtime = this.nodes[node];
      const queue = runtime?.queues[input];
      if (runtime === undefined || queue === undefined) continue;
      queue.header = stream.header;
      if (!queue.backEdge) runtime.arrived();
    }
  }

  #sidePacketArrived(slot: number): void {
    for (const node of this.nodes) {
      for (const port of node.plan.inputSidePackets) if (port.slot === slot) node.arrived();
    }
  }

  // ---- ThrottleListener

  sourceUnthrottled(index: number): void {
    const node = this.nodes[index];
    if (node !== undefined && this.#layers.isActive(node)) this.#queueSource(node);
  }

  inputUnthrottled(graphInput: number): void {
    if (this.#sending) {
      this.#sendLater.push(() => {
        this.inputUnthrottled(graphInput);
      });
      return;
    }
    const waiting = this.#waitingAdds[graphInput];
    while (waiting !== undefined && waiting.length > 0 && !this.throttle.isInputThrottled(graphInput)) {
      const add = waiting.shift();
      if (add === undefined) break;
      this.#addNow(graphInput, add.packet);
      if (this.failed) add.reject(this.combinedError());
      else add.resolve();
    }
  }

  queueFull(queue: InputQueue, full: boolean): void {
    this.tracer?.throttled(queue.stream, full);
  }

  // ---- graph inputs

  /** Takes a packet (and its reference) for a graph input. */
  add(graphInput: number, packet: Packet, mode: InputAddMode): Promise<void> {
    if (this.#sending) {
      return new Promise<void>((resolve, reject) => {
        this.#sendLater.push(() => {
          this.add(graphInput, packet, mode).then(resolve, reject);
        });
      });
    }
    const name = this.plan.inputs[graphInput]?.name ?? '';
    if (this.failed) return this.#refuse(packet, this.combinedError());
    if (this.isOver || this.#graphInputOpen[graphInput] !== true) {
      return this.#refuse(
        packet,
        new GraphClosedError(
          `stream "${name}": a packet was added after the stream had closed. Add before closeInput.`,
        ),
      );
    }
    const waiting = this.#waitingAdds[graphInput];
    if (this.throttle.isInputThrottled(graphInput) || (waiting !== undefined && waiting.length > 0)) {
      if (mode === 'fail-if-full') {
        return this.#refuse(
          packet,
          new MillraceError(
            'UNAVAILABLE',
            `stream "${name}": Graph is throttled. Wait for room: await each add, or drop the packet.`,
          ),
        );
      }
      this.#wake();
      const added = new Promise<void>((resolve, reject) => {
        waiting?.push({ packet, resolve, reject });
      });
      added.catch(() => undefined);
      return added;
    }
    const problem = this.#addNow(graphInput, packet);
    if (problem !== undefined) return rejected(problem);
    return DONE;
  }

  #addNow(graphInput: number, packet: Packet): Error | undefined {
    const stream = this.#inputStream(graphInput);
    if (packet.value === undefined) {
      this.setBound(graphInput, Timestamp.next(packet.timestamp));
      return undefined;
    }
    const problem = inputProblem(stream, packet);
    if (problem !== undefined) {
      packet.handle?.release();
      this.fail(problem);
      return problem;
    }
    this.#sending = true;
    stream.propagateOne(packet, Timestamp.next(packet.timestamp));
    packet.handle?.release();
    this.#sent();
    return undefined;
  }

  /** A graph input has sent something: now comes what observers wanted to send meanwhile. */
  #sent(): void {
    this.#sending = false;
    for (let next = this.#sendLater.shift(); next !== undefined; next = this.#sendLater.shift()) next();
    this.#wake();
  }

  #refuse(packet: Packet, error: Error): Promise<void> {
    packet.handle?.release();
    return rejected(error);
  }

  #rejectAdds(graphInput: number): void {
    const waiting = this.#waitingAdds[graphInput];
    if (waiting === undefined) return;
    for (const add of waiting.splice(0)) {
      add.packet.handle?.release();
      add.reject(this.combinedError());
    }
  }

  setBound(graphInput: number, bound: Timestamp): void {
    if (this.#sending) {
      this.#sendLater.push(() => {
        this.setBound(graphInput, bound);
      });
      return;
    }
    const stream = this.#inputStream(graphInput);
    if (stream.closed) return;
    if (!Timestamp.isAllowedInStream(bound) && bound !== Timestamp.OneOverPostStream) {
      const error = new MillraceError(
        'INVALID_ARGUMENT',
        `stream "${stream.name}": ${Timestamp.format(bound)} cannot be a timestamp bound. Use a timestamp that a packet may have, or Timestamp.OneOverPostStream.`,
      );
      this.fail(error);
      throw error;
    }
    this.#sending = true;
    stream.propagateBound(bound);
    this.#sent();
  }

  closeInput(graphInput: number): void {
    if (this.#sending) {
      this.#sendLater.push(() => {
        this.closeInput(graphInput);
      });
      return;
    }
    if (this.#graphInputOpen[graphInput] !== true) return;
    this.#graphInputOpen[graphInput] = false;
    this.#openInputs -= 1;
    const waiting = this.#waitingAdds[graphInput];
    // What was offered before still goes in: closing takes effect behind it.
    if (waiting !== undefined && waiting.length > 0) {
      this.#openInputs += 1;
      const last = waiting[waiting.length - 1];
      if (last !== undefined) {
        waiting[waiting.length - 1] = {
          packet: last.packet,
          reject: error => {
            this.#openInputs -= 1;
            last.reject(error);
          },
          resolve: () => {
            this.#openInputs -= 1;
            this.#closeStream(graphInput);
            last.resolve();
          },
        };
      }
      return;
    }
    this.#closeStream(graphInput);
  }

  #closeStream(graphInput: number): void {
    this.#sending = true;
    this.#inputStream(graphInput).close();
    this.#sent();
  }

  closeAllPacketSources(): void {
    for (let i = 0; i < this.plan.inputs.length; i += 1) this.closeInput(i);
    this.stopSources();
  }

  setInputMaxQueueSize(graphInput: number, size: number): void {
    const slot = this.plan.inputs[graphInput]?.slot;
    for (const node of this.nodes) {
      for (const queue of node.queues) if (queue.streamSlot === slot) queue.setMaxSize(size);
    }
  }

  #inputStream(graphInput: number): OutputStream {
    const stream = this.streams[this.plan.inputs[graphInput]?.slot ?? -1];
    if (stream === undefined) throw new RangeError(`graph: the plan has no input ${graphInput}.`);
    return stream;
  }

  /** A reading of every node's counters. */
  nodeStats(): readonly NodeStats[] {
    return this.nodes.map(node => ({
      name: node.nodeName,
      calculator: node.plan.calculator.name,
      state: node.state,
      calls: node.calls,
      running: node.inFlight,
      throttled: node.isSource && this.throttle.isSourceThrottled(node.index),
      inputs: node.queues.map(({ stream, added, dropped, size, maxSize, bound }) => ({
        stream,
        added,
        dropped,
        queued: size,
        maxQueueSize: maxSize,
        bound,
      })),
    }));
  }

  /** The nodes as laws see them. */
  nodeViews(): readonly NodeView[] {
    return this.nodes.map(node => ({
      name: node.nodeName,
      state: node.state,
      needsClose: node.needsClose,
      opens: node.opens,
      calls: node.calls,
      closes: node.closes,
      queues: node.queues.map(queue => queue.view()),
    }));
  }

  // ---- the caller's verbs

  cancel(reason: string): void {
    if (this.isOver) return;
    this.isCancelled = true;
    this.paused = false;
    this.fail(new MillraceError('CANCELLED', `graph: cancelled, ${reason}. Start it again when needed.`));
  }

  pause(): void {
    if (!this.isCancelled) this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.#wake();
  }

  /** Resolves when nothing is queued or running; rejects with the errors so far. */
  idle(): Promise<void> {
    if (this.isOver) return this.failed ? rejected(this.combinedError()) : DONE;
    const result = new Promise<void>((resolve, reject) => {
      this.#waitingIdle.push({ resolve, reject });
    });
    result.catch(() => undefined);
    this.#wake();
    return result;
  }

  /** All errors of the run as one. */
  combinedError(): Error {
    const [first] = this.errors;
    if (first === undefined) return new MillraceError('UNKNOWN', 'graph: failed without an error. Report this.');
    return this.errors.length === 1 ? first : new GraphRunError(this.errors.slice());
  }

  // ---- the loop

  #wake(): void {
    if (this.#wakeRequested || this.#draining || !this.#started || this.#ending) return;
    this.#wakeRequested = true;
    this.#scheduler.soon(this.#drain);
  }

  readonly #drain = (): void => {
    this.#wakeRequested = false;
    if (this.#draining || this.#ending) return;
    this.#draining = true;
    this.#scheduler.beginSlice();
    const { pick } = this.#scheduler;
    const { afterStep } = this.#setup;
    let yielded = false;
    while (!this.paused) {
      const wentOn = this.#deferredBounds.length > 0 && this.#runDeferredBound();
      const task = pick === undefined ? this.#tasks.take() : this.#pickTask(pick);
      if (task === undefined) {
        if (!wentOn && (this.#awaiting > 0 || !this.#handleIdle())) break;
      } else {
        this.#boundHops = 0;
        try {
          if (task.isRunnable) task.run();
          else this.#runTask(task);
        } catch (error) {
          // No calculator's error comes here: a value's release has thrown.
          this.fail(asError(error));
        }
        afterStep?.();
      }
      this.#sincePause += 1;
      if (this.#sincePause >= TASKS_BETWEEN_LOOKS_AT_THE_CLOCK) {
        this.#sincePause = 0;
        if (this.#scheduler.sliceIsOver()) {
          yielded = true;
          break;
        }
      }
    }
    this.#draining = false;
    if (yielded) {
      this.#wakeRequested = true;
      this.#scheduler.later(this.#drain);
    } else if (this.#isIdle) this.#settleIdle();
  };

  get #isIdle(): boolean {
    return this.#awaiting === 0 && this.#tasks.size === 0 && this.#deferredBounds.length === 0;
  }

  #pickTask(pick: (count: number) => number): NodeRuntime | undefined {
    return this.#tasks.size === 0 ? undefined : this.#tasks.takeAny(pick(this.#tasks.size));
  }

  #runTask(node: NodeRuntime): void {
    if (node.state === 'waiting') {
      if (!this.failed) node.open();
      return;
    }
    if (!node.isSource) {
      node.run();
      return;
    }
    node.sourceQueued = false;
    if (this.failed || node.state !== 'opened') return;
    if (this.#stopping) node.close(true);
    else if (!this.throttle.isSourceThrottled(node.index)) node.runSource();
  }

  /** Nothing is queued or running. Returns whether that has changed. */
  #handleIdle(): boolean {
    const anyActive = this.#layers.anyActive;
    if (this.failed || (!anyActive && !this.#layers.anyWaiting && this.#openInputs === 0)) {
      this.#end();
      return false;
    }
    if (!anyActive && this.#layers.anyWaiting) {
      const sources = this.#layers.activateNext();
      for (const node of sources) this.sourceReady(node);
      if (sources.length > 0) return true;
      if (this.#openInputs === 0) {
        this.fail(
          new MillraceError(
            'UNKNOWN',
            'graph: a deadlock: sources cannot start because a source of a lower layer was not opened. Give it its side packets, or raise its source_layer.',
          ),
        );
        return true;
      }
      return false;
    }
    if (this.#stopping && anyActive) {
      let queued = false;
      for (const node of this.nodes) {
        if (node.isSource && this.#layers.isActive(node) && node.state === 'opened') {
          this.#queueSource(node);
          queued = true;
        }
      }
      if (queued) return true;
    }
    const someoneWaits = this.plan.reportDeadlock
      ? this.#waitingAdds.some(adds => adds.length > 0)
      : this.throttle.anyInput;
    // A full input that nobody waits to add to is no deadlock.
    return (anyActive || someoneWaits) && this.#unthrottle();
  }

  /** Everything waits for room: full queues grow by one, or the deadlock is reported. */
  #unthrottle(): boolean {
    let changed = false;
    for (const queue of [...this.throttle.full]) {
      if (this.#pollerQueues.has(queue)) continue;
      changed = true;
      if (this.plan.reportDeadlock) {
        this.fail(
          new MillraceError(
            'UNAVAILABLE',
            `stream "${queue.stream}" of ${queue.reader}: a deadlock: the queue is full with ${queue.size} packets and everything else waits for room in it. Raise max_queue_size, or leave out report_deadlock.`,
          ),
        );
      } else queue.setMaxSize(queue.size + 1);
    }
    return changed;
  }

  /** Tells who waits for rest. While nodes are closed at the end, there is none yet. */
  #settleIdle(): void {
    if (this.#ending && !this.isOver) return;
    for (const waiter of this.#waitingIdle.splice(0)) {
      if (this.failed) waiter.reject(this.combinedError());
      else waiter.resolve();
    }
  }

  // ---- the end

  #end(): void {
    this.#ending = true;
    this.#endStatus = this.isCancelled ? 'cancelled' : this.failed ? 'failed' : 'done';
    this.#closeNodes().catch((error: unknown) => {
      // A value's release has thrown: the run must settle all the same.
      this.errors.push(asError(error));
      this.#settled();
    });
  }

  /** Closes what is still open, in node order; what goes wrong here is not an error of the run. */
  async #closeNodes(): Promise<void> {
    for (const node of this.nodes) {
      if (node.needsClose) {
        await new Promise<void>(resolve => {
          node.close(false, resolve);
        });
      }
    }
    for (const node of this.nodes) node.dispose();
    this.#keepConstants();
    this.#settled();
  }

  #settled(): void {
    for (let i = 0; i < this.#waitingAdds.length; i += 1) this.#rejectAdds(i);
    this.#status = this.#endStatus;
    for (const poller of this.#setup.pollers) poller.end();
    this.#setup.afterStep?.();
    this.settled += 1;
    const error = this.failed ? this.combinedError() : undefined;
    if (error === undefined) this.#settle.resolve();
    else this.#settle.reject(error);
    this.#settleIdle();
    this.#setup.onSettled(error);
  }

  /** What nodes without streams made holds until their side packets change, unless they have taken it back in `close`. */
  #keepConstants(): void {
    for (const { plan, state, hasClose } of this.nodes) {
      if (plan.inputs.length > 0 || plan.outputs.length > 0 || plan.outputSidePackets.length === 0) continue;
      if (hasClose) continue;
      if (state !== 'closed' && state !== 'opened') continue;
      const outputs = this.sidePackets.valuesOf(plan.outputSidePackets);
      if (outputs.every(value => value === undefined)) continue;
      this.#setup.constants.set(plan.index, { inputs: this.sidePackets.valuesOf(plan.inputSidePackets), outputs });
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function rejected(error: Error): Promise<never> {
  const result = Promise.reject(error);
  result.catch(() => undefined);
  return result;
}

function inputProblem(stream: OutputStream, packet: Packet): MillraceError | undefined {
  if (!Timestamp.isAllowedInStream(packet.timestamp)) {
    return new MillraceError(
      'INVALID_ARGUMENT',
      `stream "${stream.name}": ${Timestamp.format(packet.timestamp)} is no timestamp of a packet. Use PreStream, an integer of microseconds, or PostStream.`,
    );
  }
  if (stream.type !== null && !stream.type.is(packet.value)) {
    return new PacketTypeError(
      `stream "${stream.name}": takes ${stream.type.name} but was given ${describeValue(packet.value)}. Add values of the declared type.`,
    );
  }
  return undefined;
}
