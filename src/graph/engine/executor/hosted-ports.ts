import type { Calculator } from '../../calculator.ts';
import type { OutputSidePort } from '../../calculator-context.ts';
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
import type { CallEffects } from './call-effects.ts';
import type { CallRequest, OpenRequest, WireEffects, WireInput } from './protocol.ts';
import type { ResultPacker } from './result-packer.ts';
import { unpackValue } from './wire-value.ts';

interface InputStream {
  readonly stream: string;
  header: unknown;
}

/** The ports of a node in a worker, and what they stand in for: streams whose other end is on the other thread. */
export class HostedPorts {
  /** The values that the node has made or was sent. */
  readonly handles = new HandleRegistry();
  readonly #request: OpenRequest;
  readonly #calculator: Calculator;
  readonly #store: BufferStore;
  readonly #inputs: readonly InputStream[];
  readonly #outputs: readonly OutputStream[];
  readonly #shared: SharedContext;

  /** @param effects - takes the output side packets. */
  constructor(
    request: OpenRequest,
    calculator: Calculator,
    services: Readonly<Record<string, unknown>>,
    effects: CallEffects,
    store: BufferStore,
  ) {
    this.#request = request;
    this.#calculator = calculator;
    this.#store = store;
    this.#inputs = request.inputNames.map((stream, i) => ({ stream, header: request.headers[i]?.[0] }));
    this.#outputs = request.outputNames.map(
      (name, i) => new OutputStream(name, i, typeAt(calculator.outputs, request.outputs[i]?.tag)),
    );
    const sideValues = request.sideValues.map(([value]) => value);
    const sidePorts = request.outputSidePackets.map(
      (_, i): OutputSidePort => ({
        set: value => {
          effects.setSide(i, value);
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

  createCall(host: CallHost): NodeCall {
    const call = new NodeCall(host, this.#shared);
    const slots = this.#inputs.map(input => new InputSlot(input));
    const shards = this.#outputs.map(stream => new OutputShard(stream, call, this.handles));
    call.connect(
      slots,
      portRecord(this.#calculator.inputs, this.#request.inputs, slots),
      shards,
      portRecord(this.#calculator.outputs, this.#request.outputs, shards),
    );
    return call;
  }

  /** Puts what the other thread has sent into a slot of a call. */
  fill(slot: InputSlot | undefined, place: number, [wire, time, isDone]: WireInput): void {
    if (slot === undefined) return;
    slot.isDone = isDone;
    slot.settled = time;
    if (wire === null) return;
    const type = typeAt(this.#calculator.inputs, this.#request.inputs[place]?.tag);
    const { value, handle } = unpackValue(wire, type, this.handles, this.#store);
    handle?.retain();
    slot.current = new Packet(time, value, handle);
  }

  /** The headers of the inputs have become known. */
  takeHeaders(headers: NonNullable<CallRequest[6]>): void {
    for (const [i, header] of headers.entries()) {
      const input = this.#inputs[i];
      if (input !== undefined) input.header = header[0];
    }
  }

  /** The bounds of the outputs on the other thread, where they may have run on without calls. */
  takeBounds(bounds: readonly Timestamp[]): void {
    for (const [i, bound] of bounds.entries()) {
      const stream = this.#outputs[i];
      if (stream !== undefined && bound > stream.bound) stream.bound = bound;
    }
  }

  /** The bounds of the outputs after a call, as the engine will have them when it has delivered it. */
  advance(call: NodeCall, offset: number | null): void {
    for (const shard of call.shards) {
      const bound = outputBoundAfter(shard, call.inputTimestamp, offset);
      if (bound !== Timestamp.Unset) shard.stream.bound = bound;
      if (shard.isClosed) shard.stream.closed = true;
    }
  }

  /** The headers that the outputs were given, packed. */
  headers(packer: ResultPacker): NonNullable<WireEffects['headers']> {
    return this.#outputs.map(({ header, name }) =>
      header === undefined ? null : packer.value(header, `the header of stream "${name}"`),
    );
  }
}

function typeAt(shape: PortsShape, tag = ''): PacketType {
  return portOf(shape, tag)?.type ?? any;
}
