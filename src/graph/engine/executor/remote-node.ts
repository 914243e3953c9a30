import { type OpenedBehaviour, type ProcessResult, STOP } from '../../calculator.ts';
import type { PlanNode } from '../../config/graph-plan.ts';
import { MillraceError } from '../../errors.ts';
import type { Packet } from '../../packet.ts';
import type { Timestamp } from '../../timestamp.ts';
import type { NodeCall } from '../node-call.ts';
import { flatPorts } from './flat-ports.ts';
import type { WireEffects, WireInput, WorkerReply, WorkerRequest } from './protocol.ts';
import type { SharedSlots } from './shared-slots.ts';
import { NotMovable, unsend, ValuePacker, type WireValue } from './wire-value.ts';
import type { PackedRequest, WorkerLane } from './worker-lane.ts';
import { type ReplyHost, WorkerReplies } from './worker-replies.ts';

/** A worker that a node is open in. */
export interface RemoteLane {
  readonly lane: WorkerLane;
  readonly slots: SharedSlots | undefined;
}

/** What a node reaches of its pool. */
export interface RemoteHost extends ReplyHost {
  readonly flag: Int32Array | undefined;
  nextCall(): number;
  /** The node is closed. */
  forget(node: RemoteNode): void;
}

/** A node that runs in one worker, or in several when its calculator is stateless, as its engine sees it. */
export class RemoteNode {
  /** Names it in messages. */
  readonly id: number;
  readonly plan: PlanNode;
  readonly lanes: readonly RemoteLane[];
  readonly #host: RemoteHost;
  readonly #replies: WorkerReplies;
  /** The headers of inputs that the workers know. */
  #headers: unknown[] = [];

  constructor(id: number, plan: PlanNode, lanes: readonly RemoteLane[], host: RemoteHost) {
    this.id = id;
    this.plan = plan;
    this.lanes = lanes;
    this.#host = host;
    this.#replies = new WorkerReplies(plan, host);
  }

  /**
   * Opens the node in each of its workers; what the first sends goes out. `undefined`: its calculator needs the engine's own
   * thread, and was closed again.
   */
  async open(call: NodeCall): Promise<OpenedBehaviour | undefined> {
    const inputNames = call.slots.map(slot => slot.name);
    this.#headers = call.slots.map(slot => slot.header);
    const { plan } = this;
    const replies = this.lanes.map(remote =>
      this.#ask(remote, (packer, id) => ({
        kind: 'open',
        node: this.id,
        call: id,
        name: plan.name,
        calculator: plan.calculator.name,
        options: plan.options,
        inputs: plan.inputs.map(({ tag, index }) => ({ tag, index })),
        inputNames,
        outputs: plan.outputs.map(({ tag, index }) => ({ tag, index })),
        outputNames: call.shards.map(shard => shard.stream.name),
        sidePackets: plan.inputSidePackets.map(({ tag, index }) => ({ tag, index })),
        sideValues: flatPorts(
          plan.calculator.sidePackets,
          call.connected.sidePackets,
          call.sidePackets as Readonly<Record<string, unknown>>,
        ).map((value, i) => this.#pack(packer, value, `side packet ${portName(plan.inputSidePackets[i])}`)),
        outputSidePackets: plan.outputSidePackets.map(({ tag, index }) => ({ tag, index })),
        headers: this.#headers.map((value, i) => this.#pack(packer, value, `header of "${inputNames[i] ?? ''}"`)),
        limit: plan.calculator.stateless ? Math.ceil(plan.maxInFlight / this.lanes.length) : plan.maxInFlight,
        flag: this.#host.flag,
      })),
    );
    // All are waited for, also when one fails: what the others have opened must be closed.
    const settled = await Promise.allSettled(replies);
    let effects: WireEffects | null | undefined;
    try {
      const [first, ...others] = settled.map(one => {
        if (one.status === 'rejected') throw one.reason;
        return one.value;
      });
      for (const other of others) this.#replies.discard(other);
      if (first?.[0] === 'done' && first[4]?.needsEngine === true) {
        this.#replies.discard(first);
        await this.#closeOpened(settled);
        this.#host.forget(this);
        return undefined;
      }
      effects = first === undefined ? undefined : this.#replies.take(call, first);
    } catch (error) {
      await this.#closeOpened(settled);
      this.#host.forget(this);
      throw error;
    }
    // Not opened, because the run has ended before: there is nothing to run.
    if (effects === undefined) return { process: () => undefined };
    return {
      process: now => this.#process(now as unknown as NodeCall),
      ...(effects?.hasClose === true ? { close: now => this.#close(now as unknown as NodeCall) } : {}),
      ...(this.#replies.order === undefined ? {} : { sourceProcessOrder: () => this.#replies.order ?? 0 }),
    };
  }

  async #process(call: NodeCall): Promise<Awaited<ProcessResult>> {
    const headers = this.#changedHeaders(call);
    const reply = await this.#ask(this.#freest(), (packer, id) => {
      const inputs = call.slots.map(({ current, settled, isDone, name }): WireInput => {
        if (current === null) return [null, settled, isDone, false];
        const value = this.#pack(packer, current.value, `the packet of stream "${name}"`, current);
        return [value, current.timestamp, isDone, !packer.moved];
      });
      const known = headers?.map((value, i) => this.#pack(packer, value, `header of "${call.slots[i]?.name ?? ''}"`));
      return ['call', this.id, id, call.inputTimestamp, inputs, bounds(call), known ?? null];
    });
    return this.#replies.take(call, reply)?.stop === true ? STOP : undefined;
  }

  async #close(call: NodeCall): Promise<void> {
    const status = call.graphStatus;
    const replies = await Promise.all(
      this.lanes.map(remote =>
        this.#ask(remote, (_, id) => ({ kind: 'close', node: this.id, call: id, status, bounds: bounds(call) }), true),
      ),
    );
    this.#host.forget(this);
    for (const [i, reply] of replies.entries()) {
      if (i === 0) this.#replies.take(call, reply);
      else this.#replies.discard(reply);
    }
  }

  /** The node could not be opened in all its workers: it is closed in those where it was. */
  async #closeOpened(settled: readonly PromiseSettledResult<WorkerReply>[]): Promise<void> {
    const opened = this.lanes.filter((_, i) => {
      const one = settled[i];
      return one?.status === 'fulfilled' && one.value[0] === 'done';
    });
    const closed = opened.map(remote =>
      this.#ask(remote, (_, id) => ({ kind: 'close', node: this.id, call: id, status: 'failed', bounds: [] }), true),
    );
    for (const one of await Promise.allSettled(closed))
      if (one.status === 'fulfilled') this.#replies.discard(one.value);
  }

  /** The worker with the least to do; the first of equals. */
  #freest(): RemoteLane {
    const [first] = this.lanes;
    if (first === undefined) throw new RangeError(`node "${this.plan.name}": is open in no worker.`);
    return this.lanes.reduce((best, one) => (one.lane.load < best.lane.load ? one : best), first);
  }

  /** Has a request packed and sent when its turn comes. Rejects when it cannot be sent, or with the end of the worker. */
  #ask(
    remote: RemoteLane,
    make: (packer: ValuePacker, id: number) => WorkerRequest,
    isClose = false,
  ): Promise<WorkerReply> {
    const id = this.#host.nextCall();
    return new Promise((resolve, reject) => {
      remote.lane.add({
        run: this.#host,
        node: this.id,
        call: id,
        isClose,
        pack: () => {
          const packer = new ValuePacker(this.#host.store, this.#host.handles, remote.slots);
          const request = make(packer, id);
          return packed(id, request, packer);
        },
        reply: resolve,
        failed: (error, first) => {
          // One error tells what has happened; the other calls end with the run.
          if (first) reject(this.#describe(error));
          else resolve(['dropped', this.id, id]);
        },
      });
    });
  }

  #describe(error: Error): Error {
    if (error instanceof MillraceError) return error;
    return new MillraceError(
      'INVALID_ARGUMENT',
      `what it reads cannot be sent to a worker: ${error.message}. ${REMEDY}`,
      { cause: error },
    );
  }

  #pack(packer: ValuePacker, value: unknown, what: string, packet?: Packet): WireValue {
    try {
      return packer.pack(value, packet?.handle ?? null);
    } catch (error) {
      if (!(error instanceof NotMovable)) throw error;
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${what} cannot be sent to a worker: it holds ${error.message}. ${REMEDY}`,
      );
    }
  }

  /** The headers, if one has come or changed since they were sent: that of a back edge may come late. */
  #changedHeaders(call: NodeCall): readonly unknown[] | undefined {
    const isKnown = call.slots.every((slot, i) => slot.header === this.#headers[i]);
    if (isKnown || this.lanes.length > 1) return undefined;
    this.#headers = call.slots.map(slot => slot.header);
    return this.#headers;
  }
}

const REMEDY =
  'Send plain data, or give the node an executor of type ApplicationThreadExecutor, which leaves it on the calling thread.';

function packed(call: number, request: WorkerRequest, packer: ValuePacker): PackedRequest {
  return {
    call,
    request,
    transfers: packer.transfers,
    bytes: packer.bytes,
    undo: () => {
      if (!Array.isArray(request)) return;
      const inputs = request[4] as readonly WireInput[];
      for (const [value] of inputs) if (value !== null) unsend(value);
    },
  };
}

function bounds(call: NodeCall): readonly Timestamp[] {
  return call.shards.map(shard => shard.stream.bound);
}

function portName(port: { readonly tag: string; readonly index: number } | undefined): string {
  return port === undefined || port.tag === '' ? `${port?.index ?? 0}` : `${port.tag}:${port.index}`;
}
