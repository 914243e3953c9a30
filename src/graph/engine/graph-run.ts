import type { GraphStatus } from '../calculator-context.ts';
import type { GraphPlan, PlanNode } from '../config/graph-plan.ts';
import { MillraceError } from '../errors.ts';
import type { HandleRegistry } from '../handle-registry.ts';
import { asError } from './as-error.ts';
import { closeNodes } from './close-nodes.ts';
import { connectNodes } from './connect-nodes.ts';
import { GiveBack } from './give-back.ts';
import type { RunOptions } from './graph.ts';
import { GraphInputs, type GraphInputsHost } from './graph-inputs.ts';
import { graphStateOf, graphStateService } from './graph-state.ts';
import type { InputQueue } from './input-queue.ts';
import type { SharedContext } from './node-call.ts';
import type { NodeHost } from './node-host.ts';
import type { NodeRuntime } from './node-runtime.ts';
import type { OutputStream } from './output-stream.ts';
import { rejected } from './rejected.ts';
import { resolveStandstill, type StandstillParts } from './resolve-standstill.ts';
import { RestRound } from './rest-round.ts';
import { RunErrors } from './run-errors.ts';
import { RunOpening } from './run-opening.ts';
import { RunReaders } from './run-readers.ts';
import type { RunSetup } from './run-setup.ts';
import { RunSources } from './run-sources.ts';
import { type RunWatch, watchRun } from './run-watch.ts';
import { sharedContext } from './shared-context.ts';
import { SidePacketTable } from './side-packet-table.ts';
import { StopListeners } from './stop-listeners.ts';
import { TaskLoop, type TaskLoopHost } from './task-loop.ts';
import { Throttle, type ThrottleListener } from './throttle.ts';
import { Waiters } from './waiters.ts';

/** One run of a graph, from start to the settled end. A later run is another object. */
export class GraphRun
  implements NodeHost<NodeRuntime>, GraphInputsHost, TaskLoopHost, ThrottleListener, StandstillParts
{
  readonly plan: GraphPlan;
  readonly handles: HandleRegistry;
  readonly watch: RunWatch | undefined;
  readonly nodes: readonly NodeRuntime[];
  readonly streams: readonly OutputStream[];
  readonly sidePackets: SidePacketTable;
  readonly throttle: Throttle;
  readonly inputs: GraphInputs;
  readonly readers: RunReaders;
  readonly sources: RunSources;
  readonly rest = new RestRound();
  readonly counters = new Map<string, number>();
  readonly errors = new RunErrors();
  readonly tasks: TaskLoop<NodeRuntime>;
  readonly #stopListeners = new StopListeners();
  readonly #giveBack = new GiveBack(error => {
    this.fail(error);
  });
  failed = false;
  isCancelled = false;
  readonly #endWaiters = new Waiters();
  /** Resolves when the run is over; rejects with its combined error. */
  readonly done = this.#endWaiters.add();
  /** How often the run has settled: once, at the end. */
  settled = 0;
  readonly #setup: RunSetup;
  readonly #opening: RunOpening;
  readonly #restWaiters = new Waiters();
  #servicesByNode: readonly Readonly<Record<string, unknown>>[] = [];
  /** What a checkpoint kept of nodes, by name. */
  #state: Readonly<Record<string, unknown>> = {};
  #status: GraphStatus = 'running';
  #endStatus: GraphStatus = 'running';

  constructor(setup: RunSetup) {
    const { plan } = setup;
    this.#setup = setup;
    this.plan = plan;
    this.handles = setup.handles;
    this.watch = watchRun(plan, setup.watch);
    this.tasks = new TaskLoop<NodeRuntime>(setup.scheduler, setup.afterStep, this);
    this.throttle = new Throttle(plan.streams, plan.nodes.length, plan.inputs.length, this);
    this.sidePackets = new SidePacketTable(plan, setup.handles, slot => {
      this.#opening.sidePacketArrived(slot);
    });
    const { throttle } = this;
    const { nodes, streams } = connectNodes({ plan, host: this, throttle, inputQueueSizes: setup.inputQueueSizes });
    this.nodes = nodes;
    this.streams = streams;
    this.#opening = new RunOpening(plan, nodes, streams, this.sidePackets);
    this.inputs = new GraphInputs(plan, streams, throttle, setup.inputTimestampPolicies, this);
    this.readers = new RunReaders(plan, streams, throttle);
    this.sources = new RunSources(throttle, this);
  }

  /** How the run stands, as calculators see it: already the end's status while nodes are closed after it. */
  get graphStatus(): GraphStatus {
    return this.#endStatus;
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
    const own = { [graphStateService.key]: graphStateOf(this.plan, this.nodes) };
    this.#servicesByNode = this.nodes.map(node => this.#setup.services.of(node.plan, own));
    this.#state = options.state ?? {};
    this.sidePackets.give(options.sidePackets ?? {});
    for (const observer of this.#setup.observers) this.readers.observe(observer);
    for (const poller of this.#setup.pollers) this.readers.poll(poller);
    for (const node of this.nodes) if (node.isSource) this.sources.add(node);
    this.#opening.begin(options.headers ?? {});
    this.tasks.start();
  }

  headerSent(stream: OutputStream): void {
    this.#opening.headerSent(stream);
  }

  stateOf(node: string): unknown {
    return Object.hasOwn(this.#state, node) ? this.#state[node] : undefined;
  }

  resendSidePackets(plan: PlanNode): boolean {
    return this.#setup.constants.resend(plan, this.sidePackets);
  }

  sharedContext(plan: PlanNode): SharedContext {
    return sharedContext(plan, this.sidePackets, this.#servicesByNode[plan.index] ?? {});
  }

  // ---- while it runs

  fail(error: Error): void {
    this.failed = true;
    this.tasks.interrupt();
    // In the clean-up too, where a value's release may throw.
    if (this.#endStatus === 'done') this.#endStatus = 'failed';
    this.errors.list.push(error);
    this.#setup.onError?.(error);
    this.inputs.rejectWaiting();
    this.tasks.wake();
    for (const thrown of this.#stopListeners.stop()) this.fail(thrown);
  }

  onStop(callback: () => void): () => void {
    return this.#stopListeners.add(callback);
  }

  wake(): void {
    this.tasks.wake();
  }

  openReady(node: NodeRuntime): void {
    this.tasks.addOpen(node);
  }

  restDisturbed(): void {
    this.rest.disturb();
  }

  propagateBound(node: NodeRuntime): void {
    this.tasks.passBound(node);
  }

  sourceOpened(node: NodeRuntime): void {
    this.sources.opened(node);
  }

  stopSources(): void {
    this.sources.stop();
    this.tasks.wake();
  }

  sourceUnthrottled(index: number): void {
    const node = this.nodes[index];
    if (node !== undefined) this.sources.unthrottled(node);
  }

  inputUnthrottled(graphInput: number): void {
    this.inputs.unthrottled(graphInput);
  }

  queueFull(queue: InputQueue, full: boolean): void {
    if (this.watch === undefined) return;
    const node = this.nodes.findIndex(one => one.queues.includes(queue));
    this.watch.throttled(queue.streamSlot, node, full);
  }

  await<T>(promise: Promise<T>, then: (value: T) => void, failed: (error: unknown) => void): void {
    this.tasks.await(promise, then, failed);
  }

  count(name: string, by: number): void {
    this.counters.set(name, (this.counters.get(name) ?? 0) + by);
  }

  log(level: 'debug' | 'info' | 'warn', message: string): void {
    this.#setup.onLog?.(level, message);
  }

  // ---- the caller's verbs

  closeAllPacketSources(): void {
    this.inputs.closeAll();
    this.stopSources();
  }

  setInputMaxQueueSize(graphInput: number, size: number): void {
    const { consumers = [] } = this.plan.streams[this.plan.inputs[graphInput]?.slot ?? -1] ?? {};
    for (const { node, input } of consumers) this.nodes[node]?.queues[input]?.setMaxSize(size);
  }

  cancel(reason: string): void {
    if (this.isOver) return;
    this.isCancelled = true;
    this.tasks.paused = false;
    this.fail(new MillraceError('CANCELLED', `graph: cancelled, ${reason}. Start it again when needed.`));
  }

  pause(): void {
    if (this.isCancelled) return;
    this.tasks.paused = true;
    this.tasks.interrupt();
  }

  resume(): void {
    this.tasks.paused = false;
    this.tasks.wake();
  }

  /** Resolves when nothing is queued or running; rejects with the errors so far. */
  idle(): Promise<void> {
    if (this.isOver) return this.failed ? rejected(this.errors.combined) : Promise.resolve();
    const result = this.#restWaiters.add();
    this.tasks.wake();
    return result;
  }

  // ---- rest and end

  standsStill(hasRun: boolean): boolean {
    if (hasRun) this.rest.disturb();
    const next = resolveStandstill(this);
    if (next === 'end') this.#end();
    return next === 'tasks';
  }

  /** Tells who waits for rest. While nodes are closed at the end, there is none yet. */
  rests(): void {
    if (this.tasks.hasEnded && !this.isOver) return;
    this.#restWaiters.tell(this.failed ? this.errors.combined : undefined);
  }

  #end(): void {
    this.tasks.end();
    this.#endStatus = this.isCancelled ? 'cancelled' : this.failed ? 'failed' : 'done';
    closeNodes(this.nodes).then(
      () => {
        this.#setup.constants.keep(this.nodes, this.sidePackets);
        this.#settled();
      },
      (error: unknown) => {
        this.fail(asError(error));
        this.#settled();
      },
    );
  }

  #settled(): void {
    this.inputs.rejectWaiting();
    this.sidePackets.giveBack(this.#giveBack);
    // Who waits for a packet is told that none comes. Whatever happens there, the run settles, and once.
    for (const poller of this.#setup.pollers) {
      try {
        poller.end();
      } catch (error) {
        this.fail(asError(error));
      }
    }
    this.#status = this.#endStatus;
    this.#setup.afterStep?.();
    this.settled += 1;
    const error = this.failed ? this.errors.combined : undefined;
    this.#endWaiters.tell(error);
    this.rests();
    this.#setup.onSettled(error);
  }
}
