import type {
  CalculatorContext,
  ConnectedPorts,
  GraphStatus,
  InputPort,
  OutputPort,
  OutputSidePort,
} from '../calculator-context.ts';
import { MillraceError } from '../errors.ts';
import { Timestamp } from '../timestamp.ts';
import type { DropCause } from './graph-stats.ts';
import type { InputSlot } from './input-slot.ts';
import type { OutputShard, ShardOwner } from './output-shard.ts';

/** What a call reaches of its node and run. */
export interface CallHost {
  readonly nodeName: string;
  readonly graphStatus: GraphStatus;
  readonly isCancelled: boolean;
  onStop(callback: () => void): () => void;
  setOffset(offset: number | null): void;
  /** From now on no more calls than `limit` may be in flight. For who opens the node, before the first of them. */
  limitCalls(limit: number): void;
  count(name: string, by: number): void;
  drop(cause: DropCause, reason: string, packets: number, timestamp: Timestamp): void;
  log(level: 'debug' | 'info' | 'warn', message: string): void;
}

/** The parts of a context that all calls of a node share. */
export interface SharedContext {
  readonly sidePackets: Readonly<Record<string, unknown>>;
  readonly outputSidePackets: Readonly<Record<string, OutputSidePort | readonly OutputSidePort[] | undefined>>;
  readonly connected: ConnectedPorts;
  readonly options: Readonly<Record<string, unknown>>;
  readonly services: Readonly<Record<string, unknown>>;
}

/** A calculator's ports by tag. */
export type PortRecord<P> = Readonly<Record<string, P | readonly P[] | undefined>>;

/**
 * One call of a node, reused from call to call: the input set, what the calculator sends, and the context it sees. A
 * node has as many as it may have calls in flight.
 */
export class NodeCall implements CalculatorContext, ShardOwner {
  inputTimestamp: Timestamp = Timestamp.Unset;
  isIdle = true;
  // The plan has checked that these fit the calculator's shapes, which the context's type knows and the engine does not.
  inputs: CalculatorContext['inputs'] = {};
  outputs: CalculatorContext['outputs'] = {};
  phase: 'open' | 'process' | 'close' = 'process';
  /** Whether its results wait for those of earlier calls. */
  completed = false;
  /** The next call of the same task (batches), and the next waiting task. */
  batchNext: NodeCall | null = null;
  readyNext: NodeCall | null = null;
  slots: readonly InputSlot[] = [];
  shards: readonly OutputShard[] = [];
  readonly sidePackets: CalculatorContext['sidePackets'];
  readonly outputSidePackets: CalculatorContext['outputSidePackets'];
  readonly connected: ConnectedPorts;
  readonly options: CalculatorContext['options'];
  readonly services: CalculatorContext['services'];
  readonly nodeName: string;
  private readonly host: CallHost;

  constructor(host: CallHost, shared: SharedContext) {
    this.host = host;
    this.nodeName = host.nodeName;
    this.sidePackets = shared.sidePackets;
    this.outputSidePackets = shared.outputSidePackets as CalculatorContext['outputSidePackets'];
    this.connected = shared.connected;
    this.options = shared.options;
    this.services = shared.services as CalculatorContext['services'];
  }

  /** Connects the ports. */
  connect(
    slots: readonly InputSlot[],
    inputs: PortRecord<InputPort>,
    shards: readonly OutputShard[],
    outputs: PortRecord<OutputPort>,
  ): void {
    this.slots = slots;
    this.shards = shards;
    this.inputs = inputs as CalculatorContext['inputs'];
    this.outputs = outputs as CalculatorContext['outputs'];
  }

  get graphStatus(): GraphStatus {
    return this.host.graphStatus;
  }

  get isCancelled(): boolean {
    return this.host.isCancelled;
  }

  onStop(callback: () => void): () => void {
    return this.host.onStop(callback);
  }

  setOffset(offset: number | null): void {
    if (this.isIdle || this.phase !== 'open') {
      throw new MillraceError(
        'FAILED_PRECONDITION',
        `node "${this.nodeName}": setOffset was called outside of open. Call it in open, or state timestampOffset in the contract.`,
      );
    }
    this.host.setOffset(offset);
  }

  /** An executor that takes calls ahead does without, for this node. */
  limitCalls(limit: number): void {
    this.host.limitCalls(limit);
  }

  count(name: string, by = 1): void {
    this.host.count(name, by);
  }

  drop(reason: string, packets = 1): void {
    this.#drop('overload', reason, packets);
  }

  filter(reason: string, packets = 1): void {
    this.#drop('choice', reason, packets);
  }

  #drop(cause: DropCause, reason: string, packets: number): void {
    if (!Number.isSafeInteger(packets) || packets < 0) {
      const verb = cause === 'overload' ? 'drop' : 'filter';
      throw new RangeError(`node "${this.nodeName}": ${verb}("${reason}", ${packets}). Give the number of packets.`);
    }
    if (packets > 0) this.host.drop(cause, reason, packets, this.inputTimestamp);
  }

  log(level: 'debug' | 'info' | 'warn', message: string): void {
    this.host.log(level, message);
  }

  /** Sets the input timestamp. What is sent at a special one goes the general way. */
  setTime(t: Timestamp): void {
    this.inputTimestamp = t;
    if (Timestamp.hasNext(t)) return;
    for (const shard of this.shards) shard.atSpecialTime();
  }

  /** A call begins, of a node that may have had others since. */
  begin(phase: 'open' | 'process' | 'close'): void {
    this.phase = phase;
    this.isIdle = false;
    this.renew();
  }

  /** Looks anew which streams are closed: other calls of the node may have closed some. */
  renew(): void {
    const shards = this.shards;
    for (let i = 0; i < shards.length; i += 1) shards[i]?.renew();
  }

  /** The calculator has returned: its inputs are given back. */
  end(): void {
    this.isIdle = true;
    this.phase = 'process';
    this.clearSlots();
  }

  /** Gives the inputs back. */
  clearSlots(): void {
    const slots = this.slots;
    for (let i = 0; i < slots.length; i += 1) slots[i]?.clear();
  }

  /** Gives everything back without delivering it. */
  discard(): void {
    this.end();
    for (const shard of this.shards) shard.clear();
  }
}
