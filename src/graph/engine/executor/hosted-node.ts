import { type Calculator, type CalculatorBehaviour, type ProcessResult, STOP } from '../../calculator.ts';
import type { GraphStatus, OutputSidePort } from '../../calculator-context.ts';
import { MillraceError } from '../../errors.ts';
import { HandleRegistry } from '../../handle-registry.ts';
import { Packet } from '../../packet.ts';
import { any, type PacketType } from '../../packet-type.ts';
import { type PortsShape, portOf } from '../../port.ts';
import { Timestamp } from '../../timestamp.ts';
import { InputSlot } from '../input-slot.ts';
import { type CallHost, NodeCall, type SharedContext } from '../node-call.ts';
import { outputBoundAfter } from '../output-bound.ts';
import { OutputShard } from '../output-shard.ts';
import { OutputStream } from '../output-stream.ts';
import { portRecord } from '../port-record.ts';
import type { BufferStore } from './buffer-store.ts';
import type { Transfers } from './executor-port.ts';
import type {
  CallRequest,
  CloseRequest,
  OpenRequest,
  WireEffects,
  WireOutput,
  WirePacket,
  WorkerReply,
} from './protocol.ts';
import type { SharedSlots } from './shared-slots.ts';
import { packError } from './wire-error.ts';
import { NotMovable, unpackValue, unsend, ValuePacker, type WireValue } from './wire-value.ts';

/** What a node in a worker reaches of its thread. */
export interface HostedNodeHost {
  readonly store: BufferStore;
  readonly slots: SharedSlots | undefined;
  reply(reply: WorkerReply, transfers: Transfers, undo: () => void): void;
  closed(node: number): void;
}

interface InputStream {
  readonly stream: string;
  header: unknown;
}

type Phase = 'open' | 'process' | 'close';

/** One node of a graph in a worker: its calculator's state, and the calls that were sent to it, in their order. */
export class HostedNode implements CallHost {
  readonly nodeName: string;
  graphStatus: GraphStatus = 'running';
  readonly #request: OpenRequest;
  readonly #calculator: Calculator;
  readonly #host: HostedNodeHost;
  readonly #handles = new HandleRegistry();
  readonly #inputs: readonly InputStream[];
  readonly #outputs: readonly OutputStream[];
  readonly #shared: SharedContext;
  readonly #spare: NodeCall[] = [];
  readonly #waiting: (CallRequest | CloseRequest)[] = [];
  #behaviour: CalculatorBehaviour | undefined;
  #orderCall: NodeCall | undefined;
  #offset: number | null;
  #running = 0;
  #failed = false;
  #stopped = false;
  #cancelled = false;
  // What the call that runs does besides sending packets; calls that overlap share it, as they share the node.
  #counts: (readonly [string, number])[] = [];
  #drops: (readonly [string, number])[] = [];
  #logs: (readonly ['debug' | 'info' | 'warn', string])[] = [];
  #side: (readonly [number, unknown])[] = [];
  #newOffset: number | null | undefined;

  constructor(
    request: OpenRequest,
    calculator: Calculator,
    services: Readonly<Record<string, unknown>>,
    host: HostedNodeHost,
  ) {
    this.nodeName = request.name;
    this.#request = request;
    this.#calculator = calculator;
    this.#host = host;
    this.#offset = calculator.timestampOffset;
    this.#inputs = request.inputNames.map((stream, i) => ({ stream, header: request.headers[i]?.[0] }));
    this.#outputs = request.outputNames.map(
      (name, i) => new OutputStream(name, i, typeAt(calculator.outputs, request.outputs[i]?.tag)),
    );
    const sideValues = request.sideValues.map(([value]) => value);
    const sidePorts = request.outputSidePackets.map(
      (_, i): OutputSidePort => ({
        set: value => {
          this.#side.push([i, value]);
        },
      }),
    );
    this.#shared = {
      sidePackets: portRecord(calculator.sidePackets, request.sidePackets, sideValues),
      outputSidePackets: portRecord(calculator.outputSidePackets, request.outputSidePackets, sidePorts),
      connected: request,
      options: request.options,
      services,
    };
  }

  get isCancelled(): boolean {
    return this.#cancelled || this.#flag === 2;
  }

  get #flag(): number {
    return this.#request.flag === undefined ? 0 : Atomics.load(this.#request.flag, 0);
  }

  setOffset(offset: number | null): void {
    this.#offset = offset;
    this.#newOffset = offset;
  }

  count(name: string, by: number): void {
    this.#counts.push([name, by]);
  }

  drop(reason: string, packets: number): void {
    this.#drops.push([reason, packets]);
  }

  log(level: 'debug' | 'info' | 'warn', message: string): void {
    this.#logs.push([level, message]);
  }

  /** The run has ended otherwise: calls that have not begun are dropped. */
  stop(cancelled: boolean): void {
    this.#stopped = true;
    this.#cancelled ||= cancelled;
  }

  open(): void {
    const call = this.#createCall();
    call.inputTimestamp = Timestamp.Unstarted;
    const { call: id } = this.#request;
    this.#running += 1;
    call.begin('open');
    const failed = (error: unknown) => {
      this.#threw(call, id, error);
      this.#host.closed(this.#request.node);
    };
    this.#settle(
      () => this.#calculator.open(call),
      behaviour => {
        if (isUsable(behaviour)) {
          this.#behaviour = behaviour;
          this.#succeeded(call, id, 'open', false);
        } else failed(new TypeError(`open returned ${found(behaviour)}. Return an object with a process function.`));
      },
      failed,
    );
  }

  /** Takes a call of `process` or `close`; it runs when those before it have, as many at once as the node may have. */
  add(request: CallRequest | CloseRequest): void {
    this.#waiting.push(request);
    this.#next();
  }

  #next(): void {
    for (;;) {
      const request = this.#waiting[0];
      if (request === undefined) return;
      const isClose = !Array.isArray(request);
      if (isClose ? this.#running > 0 : this.#running >= this.#request.limit) return;
      this.#waiting.shift();
      if (isClose) this.#close(request as CloseRequest);
      else this.#process(request as CallRequest);
    }
  }

  #process([, node, id, time, inputs, bounds, headers]: CallRequest): void {
    const call = this.#spare.pop() ?? this.#createCall();
    this.#takeBounds(bounds);
    for (const [i, header] of headers?.entries() ?? []) {
      const input = this.#inputs[i];
      if (input !== undefined) input.header = header[0];
    }
    for (const [i, [wire, settled, isDone]] of inputs.entries()) {
      const slot = call.slots[i];
      if (slot === undefined) continue;
      slot.isDone = isDone;
      slot.settled = settled;
      if (wire === null) continue;
      const type = typeAt(this.#calculator.inputs, this.#request.inputs[i]?.tag);
      const { value, handle } = unpackValue(wire, type, this.#handles, this.#host.store);
      handle?.retain();
      slot.current = new Packet(settled, value, handle);
    }
    const behaviour = this.#behaviour;
    if (behaviour === undefined || this.#failed || this.#stopped || this.#flag !== 0) {
      call.discard();
      this.#spare.push(call);
      this.#host.reply(['dropped', node, id], [], nothing);
      return;
    }
    call.inputTimestamp = time;
    call.begin('process');
    this.#running += 1;
    const kept = inputs.map((input, i) => (input[3] ? call.slots[i]?.current?.value : undefined));
    this.#settle<Awaited<ProcessResult>>(
      () => behaviour.process(call),
      result => {
        if (result === undefined || result === STOP) this.#succeeded(call, id, 'process', result === STOP, kept);
        else this.#threw(call, id, badResult(result));
      },
      error => {
        this.#threw(call, id, error);
      },
    );
  }

  #close({ node, call: id, status, bounds }: CloseRequest): void {
    const call = this.#createCall();
    this.graphStatus = status;
    this.#takeBounds(bounds);
    call.inputTimestamp = Timestamp.Done;
    call.begin('close');
    this.#running += 1;
    const over = () => {
      this.#host.closed(node);
    };
    this.#settle(
      () => this.#behaviour?.close?.(call),
      () => {
        this.#succeeded(call, id, 'close', false);
        over();
      },
      error => {
        this.#threw(call, id, error);
        over();
      },
    );
  }

  /** Calls a function of the calculator, and goes on at once unless it returned a promise. */
  #settle<T>(run: () => T | Promise<T>, then: (value: T) => void, failed: (error: unknown) => void): void {
    let result: T | Promise<T>;
    try {
      result = run();
    } catch (error) {
      failed(error);
      return;
    }
    if (isPromise(result)) result.then(then, failed);
    else then(result);
  }

  #succeeded(call: NodeCall, id: number, phase: Phase, stop: boolean, kept: readonly unknown[] = []): void {
    this.#running -= 1;
    // The inputs are given back first: a value that only an output holds can be moved.
    call.end();
    const packer = new ValuePacker(this.#host.store, this.#handles, this.#host.slots);
    const sent: WireValue[] = [];
    try {
      const uncounted = new Set<object>();
      const outputs = call.shards.map(shard => this.#packOutput(shard, packer, kept, sent, uncounted));
      const effects = this.#effects(packer, phase, stop, sent);
      this.#advance(call);
      for (const shard of call.shards) shard.clear();
      giveBack(uncounted);
      this.#host.reply(['done', this.#request.node, id, outputs, effects], packer.transfers, () => {
        for (const wire of sent) unsend(wire);
        this.#failed = true;
      });
    } catch (error) {
      for (const wire of sent) unsend(wire);
      this.#reject(call, id, error);
    }
    this.#spare.push(call);
    this.#next();
  }

  #threw(call: NodeCall, id: number, error: unknown): void {
    this.#running -= 1;
    this.#reject(call, id, error);
    this.#spare.push(call);
    this.#next();
  }

  #reject(call: NodeCall, id: number, error: unknown): void {
    this.#failed = true;
    call.discard();
    const effects = this.#noEffects() ? null : { counts: this.#counts, drops: this.#drops, logs: this.#logs };
    this.#clearEffects();
    this.#host.reply(['threw', this.#request.node, id, packError(error), effects], [], nothing);
  }

  #packOutput(
    shard: OutputShard,
    packer: ValuePacker,
    kept: readonly unknown[],
    sent: WireValue[],
    uncounted: Set<object>,
  ): WireOutput | null {
    const { count, explicitBound, isClosed, stream } = shard;
    if (count === 0 && explicitBound === Timestamp.Unset && !isClosed) return null;
    const packets: WirePacket[] = [];
    for (let i = 0; i < count; i += 1) {
      const packet = shard.packets[i];
      if (packet === undefined) break;
      const { value } = packet;
      const input = typeof value === 'object' && value !== null ? kept.indexOf(value) : -1;
      if (input >= 0) {
        packets.push([packet.timestamp, null, input]);
        continue;
      }
      const wire = this.#pack(packer, value, `the packet for stream "${stream.name}"`, packet);
      if (packet.handle === null && typeof value === 'object' && value !== null) uncounted.add(value);
      sent.push(wire);
      packets.push([packet.timestamp, wire, -1]);
    }
    return [packets, explicitBound, shard.bound === explicitBound, isClosed && !stream.closed];
  }

  #pack(packer: ValuePacker, value: unknown, what: string, packet?: Packet): WireValue {
    try {
      return packer.pack(value, packet?.handle ?? null);
    } catch (error) {
      if (!(error instanceof NotMovable)) throw error;
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${what} cannot be sent from a worker: it holds ${error.message}. Send plain data, or give the node an executor of type ApplicationThreadExecutor, which leaves it on the calling thread.`,
      );
    }
  }

  /** The bounds of the outputs after a call, as the engine will have them when it has delivered it. */
  #advance(call: NodeCall): void {
    for (const shard of call.shards) {
      const bound = outputBoundAfter(shard, call.inputTimestamp, this.#offset);
      if (bound !== Timestamp.Unset) shard.stream.bound = bound;
      if (shard.isClosed) shard.stream.closed = true;
    }
  }

  #takeBounds(bounds: readonly Timestamp[]): void {
    for (const [i, bound] of bounds.entries()) {
      const stream = this.#outputs[i];
      if (stream !== undefined && bound > stream.bound) stream.bound = bound;
    }
  }

  #noEffects(): boolean {
    const lists = [this.#counts, this.#drops, this.#logs, this.#side];
    return lists.every(list => list.length === 0);
  }

  #clearEffects(): void {
    this.#counts = [];
    this.#drops = [];
    this.#logs = [];
    this.#side = [];
    this.#newOffset = undefined;
  }

  #effects(packer: ValuePacker, phase: Phase, stop: boolean, sent: WireValue[]): WireEffects | null {
    const behaviour = this.#behaviour;
    const isOrdered = behaviour?.sourceProcessOrder !== undefined;
    if (phase === 'process' && !stop && !isOrdered && this.#noEffects()) return null;
    const pack = (value: unknown, what: string): WireValue => {
      const wire = this.#pack(packer, value, what);
      sent.push(wire);
      return wire;
    };
    const side = this.#side.map(([place, value]) => [place, pack(value, `output side packet ${place}`)] as const);
    const headers = this.#outputs.map(({ header, name }) =>
      header === undefined ? null : pack(header, `the header of stream "${name}"`),
    );
    const effects: WireEffects = {
      ...(stop ? { stop } : {}),
      ...(this.#counts.length > 0 ? { counts: this.#counts } : {}),
      ...(this.#drops.length > 0 ? { drops: this.#drops } : {}),
      ...(this.#logs.length > 0 ? { logs: this.#logs } : {}),
      ...(side.length > 0 ? { side } : {}),
      ...(isOrdered && phase !== 'close'
        ? { order: behaviour.sourceProcessOrder?.((this.#orderCall ??= this.#createCall())) ?? 0 }
        : {}),
      ...(phase === 'open' ? { headers, hasClose: this.#behaviour?.close !== undefined } : {}),
      ...(this.#newOffset === undefined ? {} : { offset: this.#newOffset }),
      ...(phase === 'close' ? { live: this.#handles.live } : {}),
    };
    this.#clearEffects();
    return effects;
  }

  #createCall(): NodeCall {
    const call = new NodeCall(this, this.#shared);
    const slots = this.#inputs.map(input => new InputSlot(input));
    const shards = this.#outputs.map(stream => new OutputShard(stream, call, this.#handles));
    call.connect(
      slots,
      portRecord(this.#calculator.inputs, this.#request.inputs, slots),
      shards,
      portRecord(this.#calculator.outputs, this.#request.outputs, shards),
    );
    return call;
  }
}

const nothing = (): void => undefined;

function typeAt(shape: PortsShape, tag = ''): PacketType {
  return portOf(shape, tag)?.type ?? any;
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function badResult(value: unknown): TypeError {
  return new TypeError(`process returned ${found(value)}. Return nothing, STOP, or a promise of these.`);
}

function found(value: unknown): string {
  return value === null ? 'null' : `a ${typeof value}`;
}

function isUsable(behaviour: unknown): boolean {
  return (
    typeof behaviour === 'object' &&
    behaviour !== null &&
    'process' in behaviour &&
    typeof behaviour.process === 'function'
  );
}

/** A value that its calculator gave away on a stream of any type, where nobody counts it: its memory goes back at once. */
function giveBack(values: ReadonlySet<object>): void {
  for (const value of values) {
    if ('release' in value && typeof value.release === 'function') (value as { release(): void }).release();
  }
}
