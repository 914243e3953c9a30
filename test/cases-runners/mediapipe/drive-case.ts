import {
  callingThread,
  createGraph,
  type Graph,
  type GraphConfig,
  type GraphPlan,
  MillraceError,
  Packet,
  type Poller,
  planGraph,
  type Registry,
  toList,
} from '../../../src/graph/index.ts';
import type { CasePool } from './case-pool.ts';
import { caseTimestamp, isRecord, record, sideValue, toObservation } from './case-values.ts';
import { CaseWorld } from './case-world.ts';
import type { GraphCase, Step } from './graph-case.ts';

/** How often a thread that is busy is waited for. */
const MOST_ROUNDS = 1000;

/** What takes longer hangs, on the busiest machine too. Only a case that fails waits so long. */
const PATIENCE_MS = 20_000;

/** What a case observed and how its calls ended. */
export class CaseRun {
  readonly world = new CaseWorld();
  readonly observed = new Map<string, (readonly [number, unknown])[]>();
  /** Where the observations of the current run begin, by stream. */
  readonly #runStart = new Map<string, number>();
  readonly errors: MillraceError[] = [];
  readonly reported: string[] = [];
  graph!: Graph;
  readonly pollers = new Map<string, Poller>();
  ended: Promise<unknown> | undefined;

  readonly given: GraphCase;

  readonly #pool: CasePool | undefined;

  /** @param pool - the default executor, unless the case has one of its own. */
  constructor(given: GraphCase, registry: Registry, pool?: CasePool) {
    this.given = given;
    const config = configOf(given);
    const hasDefault = toList(config.executor).some(one => (one.name ?? '') === '');
    this.#pool = hasDefault ? undefined : pool;
    const executors = Object.fromEntries((given.set_executors ?? []).map(name => [name, callingThread]));
    const options = {
      registry,
      subgraphs: (given.subgraphs ?? []) as GraphConfig[],
      executors: Object.keys(executors),
    };
    const plan = planGraph(config, options);
    const services: Record<string, unknown> = { ...(given.services as object | undefined) };
    this.graph = createGraph(plan, {
      clock: this.world.clock,
      executors: this.#pool === undefined ? executors : { ...executors, '': this.#pool.pool },
      services,
      onError: error => this.reported.push(codeOf(error)),
    });
    const bounds = new Set(given.observe_bounds ?? []);
    const faults = given.steps.map(step => record(step['observer_error']));
    for (const name of namedStreams(given, plan)) {
      this.observed.set(name, []);
      this.graph.observe(
        name,
        packet => {
          const seen = this.observed.get(name);
          seen?.push(toObservation(packet));
          if (faults.some(fault => isFaultAt(fault, name, packet, seen?.length ?? 0)))
            throw new MillraceError('UNKNOWN', `the observer of ${name} fails, as the case asks`);
        },
        { bounds: bounds.has(name) },
      );
    }
    for (const step of given.steps) {
      const { stream = step['poll_all'] } = record(step['next'] ?? step['poller']);
      if (typeof stream !== 'string' || this.pollers.has(stream) || step['error'] !== undefined) continue;
      const { max_queue_size: size } = record(step['poller']);
      this.pollers.set(stream, this.graph.poll(stream, size === undefined ? {} : { maxQueueSize: Number(size) }));
    }
  }

  start(sidePackets: Readonly<Record<string, unknown>>): void {
    for (const [stream, list] of this.observed) this.#runStart.set(stream, list.length);
    const values = Object.entries(sidePackets).map(([name, value]) => [name, sideValue(name, value, this.world)]);
    this.graph.start({ sidePackets: Object.fromEntries(values), headers: this.given.headers ?? {} });
    this.ended = this.graph.done().catch((error: unknown) => error);
  }

  all(stream: string): readonly (readonly [number, unknown])[] {
    return this.observed.get(stream) ?? [];
  }

  ofRun(stream: string): readonly (readonly [number, unknown])[] {
    return this.all(stream).slice(this.#runStart.get(stream) ?? 0);
  }

  async add({ stream, ts, value }: Step): Promise<void> {
    const real = isRecord(value) && value['empty'] === true ? undefined : value;
    const time = caseTimestamp(ts);
    if (real === undefined) await this.graph.addPacket(String(stream), Packet.empty(time));
    else await this.graph.add(String(stream), real, time);
  }

  /** Lets everything run that can, on other threads too. */
  async settle(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      for (let i = 0; i < 25; i += 1) await new Promise(resolve => setImmediate(resolve));
      if (this.#pool === undefined || this.#pool.pool.load === 0) {
        if (this.#pool === undefined || round > 0) return;
      } else await new Promise(resolve => setTimeout(resolve, 1));
    }
  }

  /** Adds up how many nodes the pool has taken. */
  countMoved(): void {
    if (this.#pool === undefined) return;
    const { moved } = this.graph.stats();
    this.#pool.moved += moved.length;
    this.#pool.nodes += this.graph.plan.nodes.length;
  }

  /** The driver sleeps on the simulated clock; what runs meanwhile sees the time it would see. */
  async sleep(microseconds: number): Promise<void> {
    const end = this.world.clock.now() + microseconds;
    let woken = false;
    this.world.clock.at(end, () => {
      woken = true;
    });
    await this.settle();
    while (!woken && this.world.clock.advanceToNext()) await this.settle();
  }

  /** Waits for the end of the run, with a limit. Returns its error. */
  async wait(): Promise<unknown> {
    for (let i = 0; i < 4; i += 1) {
      await this.settle();
      while (this.given.needs_clock === true && this.world.clock.advanceToNext()) await this.settle();
    }
    return within(this.ended, 'the run does not end');
  }
}

/** The graph of a case, with its options if there are any. */
export function configOf({ graph, graph_options: options }: GraphCase): GraphConfig {
  const config = graph as GraphConfig;
  return options === undefined ? config : { ...config, options: record(options) };
}

/** The streams that a case looks at: an observer of any other could change what the graph does. */
function namedStreams(given: GraphCase, plan: GraphPlan): readonly string[] {
  const looks = given.steps.map(step => Object.entries(step).filter(([name]) => !FEEDS.has(name)));
  const words = new Set(JSON.stringify([looks, given.final, given.observe_bounds]).match(/\w+/g));
  return plan.streams.map(stream => stream.name).filter(name => words.has(name));
}

/** Steps that name a stream only to feed it. */
const FEEDS = new Set(['add', 'add_many', 'add_until_error', 'bound', 'close', 'set_input_stream_max_queue_size']);

/** Whether an observer is to fail at a packet, which is told by its timestamp, its value or its number. */
function isFaultAt(fault: Step, stream: string, packet: Packet, count: number): boolean {
  const { stream: name, ts, value, index, ...others } = fault;
  if (name !== stream) return false;
  if (ts !== undefined) return packet.timestamp === caseTimestamp(ts);
  if (value !== undefined) return packet.value === value;
  return index === undefined ? Object.values(others).includes(count) : index === count - 1;
}

/** The status code of an error. */
export function codeOf(error: unknown): string {
  return error instanceof MillraceError ? error.code : 'UNKNOWN';
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : JSON.stringify(error);
}

/** The promise, or an error when it hangs. */
export async function within<T>(promise: Promise<T> | undefined, what: string): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
