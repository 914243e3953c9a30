import type { Calculator } from '../../calculator.ts';
import type { GraphPlan, PlanNode } from '../../config/graph-plan.ts';
import { MillraceError } from '../../errors.ts';
import { serviceRequest } from '../../service.ts';
import { hostTimeOrigin } from '../host.ts';
import { NodeCall } from '../node-call.ts';
import { randomService } from '../standard-services.ts';
import { BufferStore } from './buffer-store.ts';
import type { Executor, ExecutorRun, ExecutorRunSetup } from './executor.ts';
import type { WorkerEnd } from './executor-port.ts';
import { flatPorts } from './flat-ports.ts';
import type { SharingMode } from './protocol.ts';
import { type RemoteLane, RemoteNode } from './remote-node.ts';
import { SharedSlots } from './shared-slots.ts';
import { unmovable } from './wire-value.ts';
import { WorkerLane } from './worker-lane.ts';

/** What a pool is made of. */
export interface WorkerPoolSetup {
  /** Names it in messages: `executor "pool"`. */
  readonly name: string;
  /** How many workers it may have, at least 1. They start when the first nodes are opened. */
  readonly threads: number;
  readonly memory: SharingMode;
  /** Starts a worker, whose program calls `serveExecutor`. */
  spawn(index: number): WorkerEnd;
  /** What the workers' program needs to know. Plain data. */
  readonly settings: unknown;
  /** The calculators that the workers have, the very objects. */
  readonly calculators: Iterable<Calculator>;
  /** Keys of the services that the workers make for themselves. */
  readonly services: ReadonlySet<string>;
}

/** The most calls of a node that are sent before the first has returned. */
const MOST_AHEAD = 100;
/** Drops packets when its node is busy: sending calls ahead would change what it drops. */
const DROPPING_POLICY = 'FixedSizeInputStreamHandler';

const NEEDS_ENGINE =
  'its calculator has atRest, saveState or loadState, which only the thread of the graph can ask for. Leave the node there.';

/** A pool of workers as an executor. */
export interface WorkerPool extends Executor {
  /** The workers that run. */
  readonly workers: number;
  /** Requests that wait or are worked on, of all workers. */
  readonly load: number;
}

/** Makes a pool. Nothing starts before a node is opened. */
export function createWorkerPool(setup: WorkerPoolSetup): WorkerPool {
  return new Pool(setup);
}

class Pool implements WorkerPool {
  readonly #setup: WorkerPoolSetup;
  readonly #calculators: ReadonlySet<Calculator>;
  readonly #store = new BufferStore();
  #lanes: (RemoteLane | undefined)[] = [];
  #nextLane = 0;
  #nextNode = 0;
  #nextCall = 0;

  constructor(setup: WorkerPoolSetup) {
    this.#setup = setup;
    this.#calculators = new Set(setup.calculators);
  }

  get workers(): number {
    return this.#lanes.filter(one => one?.lane.isOver === false).length;
  }

  get load(): number {
    return this.#lanes.reduce((sum, one) => sum + (one?.lane.load ?? 0), 0);
  }

  refusal(node: PlanNode, given: ReadonlySet<string>): string | undefined {
    const { calculator } = node;
    if (!this.#calculators.has(calculator)) {
      return `its workers have no ${calculator.name}, or another one of that name. Name a module that exports it in executorModules.`;
    }
    const ports = [...node.inputs, ...node.outputs, ...node.inputSidePackets, ...node.outputSidePackets];
    const bound = ports.find(port => port.type.threadBound === true);
    if (bound !== undefined) {
      return `values of type ${bound.type.name} stay on the thread that made them. Leave the node on the calling thread.`;
    }
    for (const entry of Object.values(calculator.services)) {
      const { service, optional } = serviceRequest(entry);
      if (this.#setup.services.has(service.key)) continue;
      if (service.key === randomService.key) {
        return `the service "${service.key}" gives one sequence to all nodes of a graph. Leave the node on the calling thread.`;
      }
      if (given.has(service.key) || (service.create === undefined && !optional)) {
        return `the service "${service.key}" is on the calling thread. Leave the node there, or have a module of executorModules export the service.`;
      }
    }
    return undefined;
  }

  callsAhead(node: PlanNode, plan: GraphPlan): number {
    const { name, options } = node.inputPolicy;
    // A batch is one task: its bounds wait for all of it.
    if (name === DROPPING_POLICY || Number(options['batch_size'] ?? 1) > 1) return node.maxInFlight;
    return Math.max(node.maxInFlight, Math.min(MOST_AHEAD, plan.maxQueueSize));
  }

  begin(run: ExecutorRunSetup): ExecutorRun {
    const nodes = new Set<RemoteNode>();
    const moved: string[] = [];
    const flag = typeof SharedArrayBuffer === 'undefined' ? undefined : new Int32Array(new SharedArrayBuffer(4));
    const host = {
      handles: run.handles,
      store: this.#store,
      flag,
      nextCall: () => this.#nextCall++,
      forget: (node: RemoteNode) => {
        nodes.delete(node);
      },
    };
    const tellAll = (tell: (remote: RemoteLane, ids: readonly number[]) => void) => {
      const remotes = new Set([...nodes].flatMap(node => node.lanes));
      const ids = [...nodes].map(node => node.id);
      for (const remote of remotes) tell(remote, ids);
    };
    return {
      moved,
      open: (node, call, mayStay) => {
        if (!(call instanceof NodeCall)) throw new TypeError(`${this.#where}: opens nodes for the engine only.`);
        const stay = (reason: string) => {
          if (!mayStay) throw new MillraceError('INVALID_ARGUMENT', `${this.#where}: cannot take the node: ${reason}`);
          call.limitCalls(node.maxInFlight);
          return node.calculator.open(call);
        };
        const reason = stays(node, call);
        if (reason !== undefined) return stay(reason);
        const remote = new RemoteNode(this.#nextNode++, node, this.#lanesFor(node), host);
        nodes.add(remote);
        return remote.open(call).then(behaviour => {
          if (behaviour === undefined) return stay(NEEDS_ENGINE);
          moved.push(node.name);
          return behaviour;
        });
      },
      stop: cancelled => {
        if (flag !== undefined) Atomics.store(flag, 0, cancelled ? 2 : 1);
        tellAll((remote, ids) => {
          remote.lane.drop(job => ids.includes(job.node) && !job.isClose);
          remote.lane.tell({ kind: 'stop', nodes: ids, cancelled });
        });
      },
      end: () => {
        tellAll((remote, ids) => {
          remote.lane.tell({ kind: 'forget', nodes: ids });
        });
        nodes.clear();
      },
    };
  }

  close(): void {
    for (const remote of this.#lanes) remote?.lane.terminate();
    this.#lanes = [];
    this.#nextLane = 0;
  }

  get #where(): string {
    return `executor "${this.#setup.name}"`;
  }

  /** The workers of a node: one, or as many as it may have calls at once, if its calculator is stateless. */
  #lanesFor({ calculator, maxInFlight, inputs }: PlanNode): readonly RemoteLane[] {
    const spreads = calculator.stateless && inputs.length > 0 && inputs.every(input => !input.backEdge);
    const count = spreads ? Math.min(maxInFlight, this.#setup.threads) : 1;
    return Array.from({ length: count }, () => {
      const at = this.#nextLane++ % this.#setup.threads;
      const known = this.#lanes[at];
      if (known?.lane.isOver === false) return known;
      return (this.#lanes[at] = this.#start(at));
    });
  }

  #start(index: number): RemoteLane {
    const { memory, settings } = this.#setup;
    const where = `worker ${index} of ${this.#where}`;
    let end: WorkerEnd;
    try {
      end = this.#setup.spawn(index);
    } catch (cause) {
      const fact = cause instanceof Error ? cause.message : String(cause);
      throw new MillraceError('UNAVAILABLE', `${where}: did not start: ${fact}. Check what the host allows.`, {
        cause,
      });
    }
    return {
      lane: new WorkerLane(end, where, { settings, timeOrigin: hostTimeOrigin(), memory }),
      slots: memory === 'shared' ? new SharedSlots() : undefined,
    };
  }
}

/** Why what a node has when it opens keeps it here. */
function stays({ calculator, inputSidePackets, inputs }: PlanNode, call: NodeCall): string | undefined {
  const values = flatPorts(calculator.sidePackets, inputSidePackets, call.sidePackets);
  for (const [i, value] of values.entries()) {
    const held = unmovable(value);
    if (held === undefined) continue;
    const port = inputSidePackets[i];
    return `side packet ${port?.tag || (port?.index ?? i)} holds ${held}. Leave the node on the calling thread.`;
  }
  for (const [i, slot] of call.slots.entries()) {
    const held = unmovable(slot.header);
    if (held !== undefined) {
      return `the header of stream "${slot.name}" (input ${inputs[i]?.tag || i}) holds ${held}. Leave the node on the calling thread.`;
    }
  }
  return undefined;
}
