import type { Calculator } from '../calculator.ts';
import { createGraph } from '../engine/create-graph.ts';
import type { Graph } from '../engine/graph.ts';
import { createHostMacrotask } from '../engine/host.ts';
import { GraphRunError } from '../errors.ts';
import { HandleRegistry } from '../handle-registry.ts';
import { Packet } from '../packet.ts';
import { ANY_TAG, type PortsShape } from '../port.ts';
import { type Timestamp } from '../timestamp.ts';
import { oneNodePlan } from './one-node-plan.ts';
import type { PacketLog } from './packet-log.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What goes into an input: `[timestamp, value]`, or `[timestamp]` alone for "nothing up to here". */
export type InputEntry = readonly [timestamp: Timestamp, value: unknown] | readonly [timestamp: Timestamp];

/** What a calculator is run with. Ports are named `TAG`, `TAG:1`, or `''` and `:1` for untagged ones. */
export interface CalculatorRun {
  /** The packets of each connected input. */
  readonly inputs?: Readonly<Record<string, readonly InputEntry[]>>;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly sidePackets?: Readonly<Record<string, unknown>>;
  readonly options?: Readonly<Record<string, unknown>>;
  /** By service key. */
  readonly services?: Readonly<Record<string, unknown>>;
  /** The outputs to connect. Default: every required and optional one, and index 0 of repeated ones. */
  readonly outputs?: readonly string[];
  /** The output side packets to connect; the same default. */
  readonly outputSidePackets?: readonly string[];
  /** Takes the place of the contract's policy. */
  readonly inputPolicy?: { readonly name: string; readonly options?: Readonly<Record<string, unknown>> };
  /** Whether the settled times of the outputs are written down too. */
  readonly bounds?: boolean;
  /** Stops a source after so many packets of all outputs together. Default: it must stop by itself. */
  readonly maxPackets?: number;
  /** Cancels the run after so many timestamps of input: it then ends early and without an error. */
  readonly cancelAfter?: number;
}

/** What a calculator did. */
export interface CalculatorResult {
  /** By port as it was named. */
  readonly outputs: Readonly<Record<string, PacketLog>>;
  /** The settled times without packets of each output; empty unless asked for. */
  readonly bounds: Readonly<Record<string, readonly Timestamp[]>>;
  /** The headers of the outputs; `undefined` where there is none. */
  readonly headers: Readonly<Record<string, unknown>>;
  /** Output side packets that were set. */
  readonly sidePackets: Readonly<Record<string, unknown>>;
  /** Without the node's name. */
  readonly counters: (name: string) => number;
  /** Log lines, `level: message`. */
  readonly log: readonly string[];
  /** Releasable values that were not given back: 0, or `runCalculator` throws. */
  readonly live: number;
}

interface Port {
  readonly key: string;
  readonly entry: string;
  readonly name: string;
}

/**
 * Runs one calculator in a real graph of one node, on virtual time. Inputs are added in order of their timestamps; all
 * of one timestamp are added before the node runs.
 *
 * Output values are kept alive until the end of the run, then given back.
 *
 * @throws the error of the run, or an Error when a releasable value was not given back.
 *
 * @example
 * const { outputs } = await runCalculator(doubler, { inputs: { IN: [[0, 1], [10, 2]] } });
 * // outputs.OUT: [[0, 2], [10, 4]]
 */
export async function runCalculator(calculator: Calculator, run: CalculatorRun = {}): Promise<CalculatorResult> {
  const inputs = ports(Object.keys(run.inputs ?? {}), 'in');
  const outputs = ports(run.outputs ?? defaultPorts(calculator.outputs), 'out');
  const sides = ports(Object.keys(run.sidePackets ?? {}), 'side');
  const outputSides = ports(run.outputSidePackets ?? defaultPorts(calculator.outputSidePackets), 'side_out');
  const plan = oneNodePlan(calculator, {
    inputs: inputs.map(port => port.entry),
    outputs: outputs.map(port => port.entry),
    sidePackets: sides.map(port => port.entry),
    outputSidePackets: outputSides.map(port => port.entry),
    options: run.options ?? {},
    inputPolicy:
      run.inputPolicy === undefined
        ? undefined
        : { name: run.inputPolicy.name, options: run.inputPolicy.options ?? {} },
  });
  const handles = new HandleRegistry();
  const clock = new VirtualClock();
  const log: string[] = [];
  const graph = createGraph(plan, {
    handles,
    clock,
    services: run.services ?? {},
    onLog: (level, message) => log.push(`${level}: ${message}`),
  });
  const kept: Packet[] = [];
  const observed = observeOutputs(graph, outputs, run, kept);
  graph.start({
    sidePackets: Object.fromEntries(sides.map(port => [port.name, run.sidePackets?.[port.key]])),
    headers: Object.fromEntries(inputs.map(port => [port.name, run.headers?.[port.key]])),
  });
  for (const [i, step] of steps(inputs, run.inputs ?? {}).entries()) {
    if (i === run.cancelAfter) break;
    for (const { stream, packet } of step) {
      if (packet.isEmpty) await graph.addPacket(stream, packet);
      else await graph.add(stream, packet.value, packet.timestamp);
    }
    await settle(graph.idle(), clock);
  }
  if (run.cancelAfter === undefined) graph.closeAllInputs();
  else graph.cancel('by the test');
  try {
    await settle(graph.done(), clock).catch((error: unknown) => {
      if (graph.status !== 'cancelled' || error instanceof GraphRunError) throw error;
    });
  } finally {
    for (const packet of kept) packet.release();
  }
  const live = handles.live;
  if (live !== 0) {
    const types = Object.entries(handles.liveByType()).map(([type, count]) => `${count} ${type}`);
    throw new Error(
      `${calculator.name}: ${live} values were not given back (${types.join(', ')}). Release what is retained, and emit what is made.`,
    );
  }
  return {
    ...observed,
    headers: Object.fromEntries(outputs.map(port => [port.key, graph.header(port.name)])),
    sidePackets: readSidePackets(graph, outputSides),
    counters: name => graph.counter(`node-${name}`),
    log,
    live,
  };
}

function observeOutputs(graph: Graph, outputs: readonly Port[], run: CalculatorRun, kept: Packet[]) {
  const logs: Record<string, PacketLog> = {};
  const bounds: Record<string, Timestamp[]> = {};
  let count = 0;
  for (const port of outputs) {
    const log: PacketLog = [];
    const settled: Timestamp[] = [];
    logs[port.key] = log;
    bounds[port.key] = settled;
    graph.observe(
      port.name,
      packet => {
        if (packet.isEmpty) {
          settled.push(packet.timestamp);
          return;
        }
        kept.push(packet.retain());
        log.push([packet.timestamp, packet.value]);
        count += 1;
        if (run.maxPackets !== undefined && count >= run.maxPackets) graph.closeAllPacketSources();
      },
      { bounds: run.bounds === true },
    );
  }
  return { outputs: logs, bounds };
}

function readSidePackets(graph: Graph, outputSides: readonly Port[]): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const port of outputSides) {
    try {
      values[port.key] = graph.outputSidePacket(port.name);
    } catch {
      // It was not set: it stays out of the result.
    }
  }
  return values;
}

/** The packets of each timestamp, in order. */
function steps(inputs: readonly Port[], entries: Readonly<Record<string, readonly InputEntry[]>>) {
  const byTime = new Map<Timestamp, { stream: string; packet: Packet }[]>();
  for (const port of inputs) {
    for (const [timestamp, value] of entries[port.key] ?? []) {
      const step = byTime.get(timestamp) ?? [];
      byTime.set(timestamp, step);
      step.push({ stream: port.name, packet: new Packet(timestamp, value) });
    }
  }
  return [...byTime].sort(([a], [b]) => a - b).map(([, step]) => step);
}

/** Waits for a promise of the graph; whenever nothing else happens, the clock goes on to the next sleeper. */
async function settle(promise: Promise<void>, clock: VirtualClock): Promise<void> {
  const macrotask = createHostMacrotask();
  const state = { isOver: false };
  const watched = promise.finally(() => {
    state.isOver = true;
  });
  watched.catch(() => undefined);
  await Promise.resolve();
  for (;;) {
    await new Promise<void>(macrotask);
    if (state.isOver) break;
    clock.advanceToNext();
  }
  await watched;
}

function defaultPorts(shape: PortsShape): readonly string[] {
  return Object.keys(shape).filter(tag => tag !== ANY_TAG);
}

function ports(keys: readonly string[], prefix: string): readonly Port[] {
  return keys.map((key, i) => {
    const [tag = '', index = '0'] = key.split(':');
    const name = `${prefix}_${i}`;
    return { key, entry: `${tag}:${index}:${name}`, name };
  });
}
