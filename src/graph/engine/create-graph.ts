import type { GraphPlan } from '../config/graph-plan.ts';
import { MillraceError } from '../errors.ts';
import { HandleRegistry } from '../handle-registry.ts';
import { Packet } from '../packet.ts';
import type { Timestamp } from '../timestamp.ts';
import type { TimestampPolicy } from '../timestamp-policy.ts';
import { asError } from './as-error.ts';
import { asksForProfile } from './asks-for-profile.ts';
import { systemClock } from './clock.ts';
import { ConstantSidePackets } from './constant-side-packets.ts';
import { NodePlaces, type PlacedRun } from './executor/place-nodes.ts';
import type { Graph, GraphOptions, InputAddMode, RunOptions } from './graph.ts';
import type { GraphDebugView } from './graph-debug-view.ts';
import { GraphRun } from './graph-run.ts';
import type { GraphStats } from './graph-stats.ts';
import { PlanNames } from './plan-names.ts';
import { type Poller, StreamPoller } from './poller.ts';
import { readGraphStats, readGraphView } from './read-graph.ts';
import { refused } from './refused.ts';
import { rejected } from './rejected.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { ServiceTable } from './services.ts';
import { SettledCallbacks } from './settled-callbacks.ts';
import { clockService, profileService, randomService } from './standard-services.ts';
import { StreamObserver } from './stream-observer.ts';

/**
 * Makes a graph that can run a plan any number of times.
 *
 * @example
 * const graph = createGraph(plan);
 * graph.observe('out', packet => console.log(packet.value));
 * await graph.run();
 */
export function createGraph(plan: GraphPlan, options: GraphOptions = {}): Graph {
  return new RunnableGraph(plan, options);
}

/** What {@link createGraph} makes. */
export class RunnableGraph implements Graph {
  readonly plan: GraphPlan;
  /** Called after every step of a run; for tests that check laws. */
  afterStep: (() => void) | undefined;
  /** The current or last run. */
  currentRun: GraphRun | undefined;
  readonly handles: HandleRegistry;
  readonly #names: PlanNames;
  readonly #options: GraphOptions;
  readonly #scheduler: Scheduler;
  readonly #services: ServiceTable;
  readonly #places: NodePlaces;
  #placed: PlacedRun | undefined;
  readonly #observers: StreamObserver[] = [];
  readonly #pollers: StreamPoller[] = [];
  readonly #inputQueueSizes = new Map<number, number>();
  readonly #inputTimestampPolicies = new Map<number, TimestampPolicy>();
  readonly #constants = new ConstantSidePackets();
  readonly #settledCallbacks = new SettledCallbacks();
  #addMode: InputAddMode = 'wait';

  constructor(plan: GraphPlan, options: GraphOptions) {
    this.plan = plan;
    this.#names = new PlanNames(plan);
    this.#options = options;
    this.#scheduler = options.scheduler ?? createScheduler();
    this.handles = options.handles ?? new HandleRegistry();
    const { services = {}, clock, random, executors: given = {}, executorTypes: types = {} } = options;
    this.#services = new ServiceTable(services, {
      [clockService.key]: clock,
      [randomService.key]: random,
      [profileService.key]: { plan, stats: () => this.stats() },
    });
    const own = [
      ...(clock === undefined ? [] : [clockService.key]),
      ...(random === undefined ? [] : [randomService.key]),
    ];
    this.#places = new NodePlaces(plan, { given, types, services: new Set([...Object.keys(services), ...own]) });
  }

  get status(): Graph['status'] {
    return this.currentRun?.status ?? 'idle';
  }

  async run(options: RunOptions = {}): Promise<void> {
    if (this.plan.inputs.length > 0) {
      throw new MillraceError(
        'INTERNAL',
        `graph: run() was called on a graph with input streams (${this.plan.inputs.map(one => one.name).join(', ')}). Use start(), add() and closeAllInputs(), then done().`,
      );
    }
    this.start(options);
    await this.done();
  }

  start(options: RunOptions = {}): void {
    if (this.currentRun?.status === 'running') {
      throw new MillraceError(
        'FAILED_PRECONDITION',
        'graph: start() was called during a run. Await done() before the next run.',
      );
    }
    const placed = this.#places.begin(this.handles);
    const run: GraphRun = new GraphRun({
      plan: placed.plan,
      scheduler: this.#scheduler,
      handles: this.handles,
      services: this.#services,
      watch: {
        clock: this.#options.clock ?? systemClock,
        profile: this.#options.profile ?? asksForProfile(this.plan),
        tracer: this.#options.tracer,
      },
      observers: this.#observers,
      pollers: this.#pollers,
      inputQueueSizes: this.#inputQueueSizes,
      onError: error => {
        placed.stop(run.isCancelled);
        this.#options.onError?.(error);
      },
      inputTimestampPolicies: this.#inputTimestampPolicies,
      onLog: this.#options.onLog,
      afterStep: this.afterStep,
      constants: this.#constants,
      onSettled: error => {
        placed.end();
        this.#settledCallbacks.settled(error, thrown => this.#options.onError?.(thrown));
      },
    });
    run.start(options);
    this.#placed = placed;
    this.currentRun = run;
  }

  add(stream: string, value: unknown, timestamp: Timestamp): Promise<void> {
    const type = this.plan.streams[this.plan.inputs.find(one => one.name === stream)?.slot ?? -1]?.type;
    if (value === undefined) {
      const error = new TypeError(`stream "${stream}": undefined was added. Add null for "no value".`);
      return rejected(asError(error));
    }
    const handle =
      type?.release !== undefined && type.is(value) ? this.handles.track(type, value) : this.handles.find(value);
    return this.addPacket(stream, new Packet(timestamp, value, handle));
  }

  addPacket(stream: string, packet: Packet): Promise<void> {
    try {
      const input = this.#names.input(stream);
      const { inputs } = this.#running(`add to "${stream}"`);
      return inputs.add(input, packet.retain(), this.#addMode);
    } catch (error) {
      return refused(asError(error), () => packet.handle?.releaseIfUnused());
    }
  }

  setBound(stream: string, timestamp: Timestamp): void {
    const input = this.#names.input(stream);
    this.#running(`setBound("${stream}")`).inputs.setBound(input, timestamp);
  }

  closeInput(stream: string): void {
    const input = this.#names.input(stream);
    this.#running(`closeInput("${stream}")`).inputs.close(input);
  }

  closeAllInputs(): void {
    this.#running('closeAllInputs()').inputs.closeAll();
  }

  closeAllPacketSources(): void {
    this.#running('closeAllPacketSources()').closeAllPacketSources();
  }

  setInputAddMode(mode: InputAddMode): void {
    this.#addMode = mode;
  }

  setInputMaxQueueSize(stream: string, size: number): void {
    const input = this.#names.input(stream);
    this.#inputQueueSizes.set(input, sizeOf(size));
    this.currentRun?.setInputMaxQueueSize(input, sizeOf(size));
  }

  setInputTimestampPolicy(stream: string, policy: TimestampPolicy): void {
    this.#inputTimestampPolicies.set(this.#names.input(stream), policy);
  }

  observe(stream: string, callback: (packet: Packet) => void, options: { readonly bounds?: boolean } = {}): () => void {
    const observer = new StreamObserver(this.#names.stream(stream), callback, options.bounds === true, error => {
      this.currentRun?.fail(error);
    });
    this.#observers.push(observer);
    if (this.currentRun?.status === 'running') this.currentRun.readers.observe(observer);
    return () => {
      observer.ended = true;
      const place = this.#observers.indexOf(observer);
      if (place >= 0) this.#observers.splice(place, 1);
      this.currentRun?.readers.unobserve(observer);
    };
  }

  poll(stream: string, options: { readonly maxQueueSize?: number; readonly bounds?: boolean } = {}): Poller {
    const poller = new StreamPoller(
      this.#names.stream(stream),
      sizeOf(options.maxQueueSize ?? this.plan.maxQueueSize),
      options.bounds === true,
      error => {
        this.currentRun?.fail(error);
      },
    );
    this.#pollers.push(poller);
    if (this.currentRun?.status === 'running') this.currentRun.readers.poll(poller);
    return poller;
  }

  idle(): Promise<void> {
    return this.currentRun === undefined ? rejected(notStarted('idle()')) : this.currentRun.idle();
  }

  done(): Promise<void> {
    return this.currentRun === undefined ? rejected(notStarted('done()')) : this.currentRun.done;
  }

  onSettled(callback: (error: Error | undefined) => void): () => void {
    return this.#settledCallbacks.add(callback);
  }

  fail(error: Error): void {
    this.currentRun?.fail(error);
  }

  cancel(reason = 'by the caller'): void {
    this.currentRun?.cancel(reason);
  }

  pause(): void {
    this.currentRun?.pause();
  }

  resume(): void {
    this.currentRun?.resume();
  }

  outputSidePacket(name: string): unknown {
    const slot = this.#names.sidePacket(name);
    const value = this.currentRun?.sidePackets.get(slot);
    if (value === undefined) {
      throw new MillraceError(
        'UNAVAILABLE',
        `side packet "${name}": has not been made yet. Read it after the node that makes it has run.`,
      );
    }
    return value;
  }

  header(stream: string): unknown {
    const slot = this.#names.stream(stream);
    return this.currentRun?.streams[slot]?.header;
  }

  counter(name: string): number {
    return this.currentRun?.counters.get(name) ?? 0;
  }

  stats(): GraphStats {
    return readGraphStats(this.currentRun, this.handles, this.#placed?.moved() ?? []);
  }

  /** What `debugView` shows. */
  debugView(): GraphDebugView {
    return readGraphView(this.currentRun, this.handles);
  }

  #running(what: string): GraphRun {
    if (this.currentRun === undefined) throw notStarted(what);
    return this.currentRun;
  }
}

function notStarted(what: string): MillraceError {
  return new MillraceError('FAILED_PRECONDITION', `graph: ${what} came before start(). Start the graph first.`);
}

/** The size of a queue: negative ones stand for any. */
const sizeOf = (size: number): number => (size < 0 ? Number.POSITIVE_INFINITY : size);
