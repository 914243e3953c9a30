import type { Calculator, OpenedBehaviour } from '../calculator.ts';
import type { GraphPlan } from '../config/graph-plan.ts';
import { createGraph } from '../engine/create-graph.ts';
import { debugView } from '../engine/debug-view.ts';
import type { Graph, GraphOptions } from '../engine/graph.ts';
import { type RandomSource, seededRandom } from '../engine/random-source.ts';
import { Timestamp } from '../timestamp.ts';
import { HostWatch } from './laws/host-watch.ts';
import { LawMonitor } from './laws/law-monitor.ts';
import { SimulatedScheduler } from './simulated-scheduler.ts';
import { stallReport } from './stall-report.ts';
import { VirtualClock } from './virtual-clock.ts';

/** How often a call of `process` is made to take its time, of the calls that return at once. */
const SLOW_CALLS = 0.25;

/** What {@link simulate} is told. */
export interface SimulationOptions {
  /** Every choice follows from it. */
  readonly seed: number;
  readonly services?: Readonly<Record<string, unknown>>;
  /** Makes the graph; a runtime gives its own services here. Default: {@link createGraph}. */
  readonly create?: (plan: GraphPlan, options: GraphOptions) => Graph;
  /** Called after each task with the number of tasks so far; may look at the graph and cancel it. */
  readonly onStep?: (graph: Graph, steps: number) => void;
  /** The scheduler, made from the seed and the clock; tests of the simulator give a faulty one. */
  readonly scheduler?: (seed: number, clock: VirtualClock) => SimulatedScheduler;
}

/** What a caller of {@link simulate} drives a graph with. */
export interface SimulatedRun {
  readonly graph: Graph;
  readonly clock: VirtualClock;
  /** Lets a random virtual time pass. */
  readonly pause: () => Promise<void>;
}

/** What {@link simulate} saw. */
export interface Simulation<T> {
  /** `stalled`: nothing was runnable and the run had not ended. */
  readonly status: Graph['status'] | 'stalled';
  /** What the driver returned; `undefined` when it threw or the run has stalled. */
  readonly result: T | undefined;
  /** What the driver threw. */
  readonly error: unknown;
  readonly graph: Graph;
  readonly steps: number;
  /** Every call in its order: `phase node timestamp`. */
  readonly calls: readonly string[];
  /** Broken laws, one line each. Empty, or the engine has a defect. */
  readonly breaches: readonly string[];
  /** After a stall: what is waited for, one line each, with node, port, stream and the last time known. */
  readonly stall: readonly string[];
}

/**
 * Runs a graph on the schedule of a seed: time is virtual, the next task is picked at random among those that may run,
 * whatever is awaited takes a random time, and calls that return at once sometimes return a promise instead. After every
 * task all laws of the engine are checked; meanwhile nothing may be printed (one simulation at a time).
 *
 * Graphs whose nodes are synchronised by timestamps give the same packets for every seed. The same seed is the same
 * schedule again.
 *
 * @param drive - starts, feeds and ends the graph. Default: `graph.run()`.
 *
 * @example
 * const { breaches, result } = await simulate(plan, { seed: 7 }, ({ graph }) => runGraphTest(graph, test));
 */
export async function simulate<T = void>(
  plan: GraphPlan,
  options: SimulationOptions,
  drive?: (run: SimulatedRun) => Promise<T>,
): Promise<Simulation<T>> {
  const { seed, create = createGraph } = options;
  const clock = new VirtualClock();
  const scheduler = options.scheduler?.(seed, clock) ?? new SimulatedScheduler({ seed, clock });
  const host = new HostWatch();
  const monitor = new LawMonitor(slowedDown(plan, seededRandom(seed ^ 0x5eed)));
  const calls: string[] = [];
  let steps = 0;
  const graph = create(monitor.plan, {
    clock,
    scheduler,
    random: seededRandom(seed ^ 0xca1c),
    handles: monitor.handles,
    onError: monitor.onError,
    ...(options.services === undefined ? {} : { services: options.services }),
  });
  monitor.onCall = ({ phase, node, timestamp }) => calls.push(`${phase} ${node} ${Timestamp.format(timestamp)}`);
  monitor.onStep = count => {
    steps = count;
    options.onStep?.(graph, count);
  };
  monitor.attach(graph);
  const driven: Promise<T | void> = drive?.({ graph, clock, pause: () => scheduler.pause() }) ?? graph.run();
  const outcome: { result?: T | void; error?: unknown } = {};
  const done = driven.then(
    result => {
      outcome.result = result;
    },
    (error: unknown) => {
      outcome.error = error;
    },
  );
  const isOver = await scheduler.settles(done);
  const stall: string[] = [];
  if (!isOver) {
    const { outside, waits, forgotten } = stallReport(plan, debugView(graph), monitor.pending);
    stall.push(...outside, ...waits);
    for (const one of forgotten) monitor.log.add('I11', 'the run', one);
    if (outside.length === 0)
      monitor.log.add('I11', 'the run', `stands still and waits for nothing: ${waits.join('; ')}`);
  } else if (graph.status !== 'idle' && graph.status !== 'running') monitor.checkEnd();
  monitor.detach();
  for (const noise of await host.stop()) monitor.log.add('I12', 'the host', noise);
  return {
    status: isOver ? graph.status : 'stalled',
    result: outcome.result as T | undefined,
    error: outcome.error,
    graph,
    steps,
    calls,
    breaches: monitor.log.breaches,
    stall,
  };
}

/** Makes some calls return a promise: each calculator then meets the schedules of one that waits for something. */
function slowedDown(plan: GraphPlan, random: RandomSource): GraphPlan {
  const slow = <T>(result: T | Promise<T>): T | Promise<T> => {
    if (result instanceof Promise || random.next() >= SLOW_CALLS) return result;
    return Promise.resolve(result);
  };
  const slowProcess = (behaviour: OpenedBehaviour): OpenedBehaviour => {
    if (!isBehaviour(behaviour)) return behaviour;
    return { ...behaviour, map: undefined, process: ctx => slow(behaviour.process(ctx)) };
  };
  const wrap = (calculator: Calculator): Calculator => ({
    ...calculator,
    open: ctx => {
      const behaviour = slow(calculator.open(ctx));
      return behaviour instanceof Promise ? behaviour.then(slowProcess) : slowProcess(behaviour);
    },
  });
  return { ...plan, nodes: plan.nodes.map(node => ({ ...node, calculator: wrap(node.calculator) })) };
}

function isBehaviour(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'process' in value && typeof value.process === 'function';
}
