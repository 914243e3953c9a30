import type { GraphPlan, PlanExecutor, PlanNode } from '../../config/graph-plan.ts';
import { MillraceError } from '../../errors.ts';
import type { HandleRegistry } from '../../handle-registry.ts';
import { callingThread } from './calling-thread.ts';
import type { Executor, ExecutorFactory, ExecutorRun } from './executor.ts';

/** Where executors come from. */
export interface ExecutorSources {
  /** By name, handed over by the caller; `''` is the default executor. */
  readonly given: Readonly<Record<string, Executor>>;
  /** By type, what the runtime makes of an entry in a graph file. */
  readonly types: Readonly<Record<string, ExecutorFactory>>;
  /** Keys of the services of the calling thread. */
  readonly services: ReadonlySet<string>;
}

/** One run of a graph on its executors. */
export interface PlacedRun {
  /** The plan in which nodes are opened by their executors. */
  readonly plan: GraphPlan;
  /** The names of the nodes that run on another thread, as far as they are open, in the order of the plan. */
  moved(): readonly string[];
  stop(cancelled: boolean): void;
  end(): void;
}

/** The executors of one graph. */
export class NodePlaces {
  readonly #plan: GraphPlan;
  /** By name. */
  readonly #executors = new Map<string, Executor>();
  /** Those made here: their threads end with each run. */
  readonly #own = new Set<Executor>();
  /** The executor of each node that is taken. */
  readonly #places: readonly { readonly node: PlanNode; readonly executor: Executor; readonly mayStay: boolean }[];

  /**
   * @throws MillraceError when an executor is not there, has a type and is handed over as well, or a node names one that
   * cannot run it.
   */
  constructor(plan: GraphPlan, sources: ExecutorSources) {
    this.#plan = plan;
    for (const entry of plan.executors) this.#add(entry, sources);
    for (const [name, executor] of Object.entries(sources.given)) {
      checkName(name);
      if (!this.#executors.has(name)) this.#executors.set(name, executor);
    }
    this.#places = plan.nodes.flatMap(node => {
      const executor = this.#executors.get(node.executor);
      if (executor === undefined && node.executor !== '') {
        throw new MillraceError(
          'INVALID_ARGUMENT',
          `node "${node.name}": the executor "${node.executor}" was not handed over. Pass it in the executors of createGraph.`,
        );
      }
      if (executor === undefined || executor === callingThread) return [];
      const mayStay = node.executor === '';
      const reason = executor.refusal(node, sources.services);
      if (reason === undefined) return [{ node, executor, mayStay }];
      if (mayStay) return [];
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `node "${node.name}": executor "${node.executor}" cannot run ${node.calculator.name}: ${reason}`,
      );
    });
  }

  /** Begins a run. */
  begin(handles: HandleRegistry): PlacedRun {
    const runs = new Map<Executor, ExecutorRun>();
    for (const { executor } of this.#places) {
      if (!runs.has(executor)) runs.set(executor, executor.begin({ handles }));
    }
    const nodes = this.#plan.nodes.slice();
    for (const { node, executor, mayStay } of this.#places) {
      const run = runs.get(executor);
      if (run === undefined) continue;
      nodes[node.index] = {
        ...node,
        maxInFlight: executor.callsAhead(node, this.#plan),
        calculator: Object.freeze({
          ...node.calculator,
          open: ctx => run.open(node, ctx, mayStay),
        } satisfies PlanNode['calculator']),
      };
    }
    return {
      plan: this.#places.length === 0 ? this.#plan : { ...this.#plan, nodes },
      moved: () => {
        const moved = new Set([...runs.values()].flatMap(run => run.moved));
        return this.#plan.nodes.map(node => node.name).filter(name => moved.has(name));
      },
      stop: cancelled => {
        for (const run of runs.values()) run.stop(cancelled);
      },
      end: () => {
        for (const run of runs.values()) run.end();
        for (const executor of this.#own) executor.close();
      },
    };
  }

  #add(entry: PlanExecutor, { given, types }: ExecutorSources): void {
    const { name, type } = entry;
    const where = name === '' ? 'the default executor' : `executor "${name}"`;
    const handed = Object.hasOwn(given, name) ? given[name] : undefined;
    if (type !== '' && handed !== undefined) {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${where}: has the type ${type} and was handed over as well. Leave out its type, or do not pass it.`,
      );
    }
    if (handed !== undefined) {
      this.#executors.set(name, handed);
      return;
    }
    if (!this.#plan.nodes.some(node => node.executor === name)) return;
    if (type === '' && name !== '') {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${where}: has no type and was not handed over. Pass it in the executors of createGraph, or give it a type.`,
      );
    }
    const make = Object.hasOwn(types, type) ? types[type] : undefined;
    if (make === undefined && type === 'WorkerPoolExecutor') {
      throw new MillraceError(
        'UNIMPLEMENTED',
        `${where}: a WorkerPoolExecutor needs the workers of a runtime. Make the graph with createNodeGraph, or pass executorTypes to createGraph.`,
      );
    }
    const executor = make?.(entry, this.#plan) ?? callingThread;
    this.#executors.set(name, executor);
    if (make !== undefined) this.#own.add(executor);
  }
}

function checkName(name: string): void {
  if (name !== 'default' && name !== 'gpu' && !name.startsWith('__')) return;
  throw new MillraceError(
    'INVALID_ARGUMENT',
    `executor "${name}": the name is reserved. Hand it over under another name.`,
  );
}
