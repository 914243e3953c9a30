import type { OutputSidePort } from '../../calculator-context.ts';
import type { PlanNode } from '../../config/graph-plan.ts';
import type { HandleRegistry } from '../../handle-registry.ts';
import { Packet } from '../../packet.ts';
import { any } from '../../packet-type.ts';
import { Timestamp } from '../../timestamp.ts';
import type { NodeCall } from '../node-call.ts';
import type { BufferStore } from './buffer-store.ts';
import { flatPorts } from './flat-ports.ts';
import type { WireEffects, WireOutput, WorkerReply } from './protocol.ts';
import { unpackError } from './wire-error.ts';
import { unpackValue } from './wire-value.ts';

/** Where the values of replies get their handles and buffers. */
export interface ReplyHost {
  readonly handles: HandleRegistry;
  readonly store: BufferStore;
}

/** What the workers of a node answer, done on the engine's thread. */
export class WorkerReplies {
  /** What a source has said last of its order among the sources of its layer. */
  order: number | undefined;
  readonly #plan: PlanNode;
  readonly #host: ReplyHost;

  constructor(plan: PlanNode, host: ReplyHost) {
    this.#plan = plan;
    this.#host = host;
  }

  /** Does on this thread what a call did in the worker. `undefined`: it was not run. @throws what the calculator threw. */
  take(call: NodeCall, reply: WorkerReply): WireEffects | null | undefined {
    if (reply[0] === 'dropped') return undefined;
    const effects = reply[4];
    if (effects !== null) this.#apply(call, effects);
    // What was thrown is passed on as it is.
    if (reply[0] === 'threw') throw unpackError(reply[3]);
    for (const [i, output] of reply[3].entries()) if (output !== null) this.#send(call, i, output);
    return effects;
  }

  #apply(call: NodeCall, effects: WireEffects): void {
    for (const [name, by] of effects.counts ?? []) call.count(name, by);
    for (const [cause, reason, packets] of effects.drops ?? []) {
      if (cause === 'overload') call.drop(reason, packets);
      else call.filter(reason, packets);
    }
    for (const [level, message] of effects.logs ?? []) call.log(level, message);
    if (effects.side !== undefined) {
      const ports = flatPorts(
        this.#plan.calculator.outputSidePackets,
        call.connected.outputSidePackets,
        call.outputSidePackets,
      );
      for (const [place, [value]] of effects.side) (ports[place] as OutputSidePort | undefined)?.set(value);
    }
    for (const [i, header] of effects.headers?.entries() ?? []) {
      if (header !== null) call.shards[i]?.setHeader(header[0]);
    }
    if (effects.offset !== undefined) call.setOffset(effects.offset);
    if (effects.order !== undefined) this.order = effects.order;
  }

  #send(call: NodeCall, place: number, [packets, explicitBound, boundIsLast, isClosed]: WireOutput): void {
    const shard = call.shards[place];
    if (shard === undefined) return;
    if (explicitBound !== Timestamp.Unset && !boundIsLast) shard.setNextTimestampBound(explicitBound);
    for (const [time, wire, input] of packets) {
      if (wire === null) {
        const packet = call.slots[input]?.current;
        if (packet !== undefined && packet !== null) shard.forward(packet, time);
        continue;
      }
      const { value, handle } = unpackValue(
        wire,
        this.#plan.outputs[place]?.type ?? any,
        this.#host.handles,
        this.#host.store,
      );
      // A handle is found by its value, or made where the worker's side knew of none.
      if (handle === null) shard.emit(value, time);
      else shard.forward(new Packet(time, value, handle));
    }
    if (explicitBound !== Timestamp.Unset && boundIsLast) shard.setNextTimestampBound(explicitBound);
    if (isClosed) shard.close();
  }

  /** Gives back what a further worker has sent when it opened or closed the node. */
  discard(reply: WorkerReply): void {
    if (reply[0] !== 'done') return;
    for (const output of reply[3]) {
      for (const [, wire] of output?.[0] ?? []) {
        if (wire !== null) unpackValue(wire, any, this.#host.handles, this.#host.store).handle?.releaseIfUnused();
      }
    }
  }
}
