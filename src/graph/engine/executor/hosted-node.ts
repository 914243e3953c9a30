import { type Calculator, STOP } from '../../calculator.ts';
import type { GraphStatus } from '../../calculator-context.ts';
import { Timestamp } from '../../timestamp.ts';
import type { DropCause } from '../graph-stats.ts';
import { type CallOutcome, NodeBehaviour } from '../node-behaviour.ts';
import type { CallHost, NodeCall } from '../node-call.ts';
import { StopListeners } from '../stop-listeners.ts';
import type { BufferStore } from './buffer-store.ts';
import { CallEffects } from './call-effects.ts';
import type { Transfers } from './executor-port.ts';
import { HostedPorts } from './hosted-ports.ts';
import type { CallRequest, CloseRequest, OpenRequest, WireEffects, WorkerReply } from './protocol.ts';
import { ResultPacker } from './result-packer.ts';
import type { SharedSlots } from './shared-slots.ts';
import { packError } from './wire-error.ts';
import { ValuePacker } from './wire-value.ts';

/** What goes with a reply. */
export interface Parcel {
  readonly transfers: Transfers;
  /** It is on its way: what it was made of is not needed any more. */
  sent(): void;
  /** It cannot be cloned: an error goes out in its place. */
  undo(): void;
}

/** What a node in a worker reaches of its thread. */
export interface HostedNodeHost {
  readonly store: BufferStore;
  readonly slots: SharedSlots | undefined;
  reply(reply: WorkerReply, parcel?: Parcel): void;
  closed(node: number): void;
}

/** A call under way. */
interface Begun {
  readonly id: number;
  /** The input values that the other thread still has. */
  readonly kept: readonly unknown[];
}

/** One node of a graph in a worker: its calculator's state, and the calls that were sent to it, in their order. */
export class HostedNode implements CallHost, CallOutcome {
  readonly nodeName: string;
  graphStatus: GraphStatus = 'running';
  readonly #request: OpenRequest;
  readonly #host: HostedNodeHost;
  readonly #behaviour: NodeBehaviour;
  readonly #ports: HostedPorts;
  readonly #effects = new CallEffects();
  readonly #spare: NodeCall[] = [];
  /** Asked for the order of a source. */
  #restingCall: NodeCall | undefined;
  readonly #waiting: (CallRequest | CloseRequest)[] = [];
  readonly #begun = new Map<NodeCall, Begun>();
  #offset: number | null;
  #failed = false;
  #stopped = false;
  #cancelled = false;
  readonly #stopListeners = new StopListeners();

  constructor(
    request: OpenRequest,
    calculator: Calculator,
    services: Readonly<Record<string, unknown>>,
    host: HostedNodeHost,
  ) {
    this.nodeName = request.name;
    this.#request = request;
    this.#host = host;
    this.#offset = calculator.timestampOffset;
    const direct = {
      watch: undefined,
      stateOf: () => undefined,
      await: <T>(promise: Promise<T>, then: (value: T) => void, failed: (error: unknown) => void): void => {
        promise.then(then, failed);
      },
    };
    this.#behaviour = new NodeBehaviour({ index: request.node, name: request.name, calculator }, direct, this);
    this.#ports = new HostedPorts(request, calculator, services, this.#effects, host.store);
  }

  // ---- what its calls reach

  get isCancelled(): boolean {
    return this.#cancelled || this.#flag === 2;
  }

  onStop(callback: () => void): () => void {
    return this.#stopListeners.add(callback);
  }

  get #flag(): number {
    return this.#request.flag === undefined ? 0 : Atomics.load(this.#request.flag, 0);
  }

  setOffset(offset: number | null): void {
    this.#offset = offset;
    this.#effects.setOffset(offset);
  }

  limitCalls(): void {
    // The engine of the pool decides which calls come here.
  }

  count(name: string, by: number): void {
    this.#effects.count(name, by);
  }

  drop(cause: DropCause, reason: string, packets: number): void {
    this.#effects.drop(cause, reason, packets);
  }

  log(level: 'debug' | 'info' | 'warn', message: string): void {
    this.#effects.log(level, message);
  }

  // ---- requests

  open(): void {
    const call = this.#ports.createCall(this);
    call.setTime(Timestamp.Unstarted);
    this.#begun.set(call, { id: this.#request.call, kept: [] });
    this.#behaviour.open(call);
  }

  /** Takes a call of `process` or `close`; it runs when those before it have, as many at once as the node may have. */
  add(request: CallRequest | CloseRequest): void {
    this.#waiting.push(request);
    this.#next();
  }

  /** The run has ended otherwise: calls that have not begun are dropped. */
  stop(cancelled: boolean): void {
    this.#stopped = true;
    this.#cancelled ||= cancelled;
    for (const error of this.#stopListeners.stop()) this.log('warn', error.message);
  }

  #next(): void {
    for (let request = this.#waiting[0]; request !== undefined; request = this.#waiting[0]) {
      const running = this.#begun.size;
      if (isClose(request)) {
        if (running > 0) return;
        this.#waiting.shift();
        this.#close(request);
      } else {
        if (running >= this.#request.limit) return;
        this.#waiting.shift();
        this.#process(request);
      }
    }
  }

  #process([, node, id, time, inputs, bounds, headers]: CallRequest): void {
    const call = this.#spare.pop() ?? this.#ports.createCall(this);
    this.#ports.takeBounds(bounds);
    this.#ports.takeHeaders(headers ?? []);
    for (const [i, input] of inputs.entries()) this.#ports.fill(call.slots[i], i, input);
    if (this.#failed || this.#stopped || this.#flag !== 0) {
      call.discard();
      this.#spare.push(call);
      this.#host.reply(['dropped', node, id]);
      return;
    }
    call.setTime(time);
    this.#begun.set(call, { id, kept: inputs.map((input, i) => (input[3] ? call.slots[i]?.value : undefined)) });
    call.renew();
    if (this.#behaviour.process(call)) this.#succeeded(call, false);
  }

  #close({ node, call: id, status, bounds }: CloseRequest): void {
    const call = this.#ports.createCall(this);
    this.graphStatus = status;
    this.#ports.takeBounds(bounds);
    call.setTime(Timestamp.Done);
    this.#begun.set(call, { id, kept: [] });
    const over = () => {
      this.#host.closed(node);
    };
    this.#behaviour.close(
      call,
      () => {
        this.#succeeded(call, false);
        over();
      },
      error => {
        this.callFailed(call, 'close', error);
        over();
      },
    );
  }

  // ---- how calls end

  opened(call: NodeCall): void {
    this.#succeeded(call, false);
  }

  processed(call: NodeCall, result: void | typeof STOP): void {
    this.#succeeded(call, result === STOP);
  }

  callFailed(call: NodeCall, phase: 'open' | 'process' | 'close', error: unknown): void {
    const id = this.#begun.get(call)?.id ?? -1;
    this.#begun.delete(call);
    this.#failed = true;
    call.discard();
    const { node } = this.#request;
    this.#host.reply(['threw', node, id, packError(error), this.#effects.takeAfterFailure()]);
    if (phase === 'open') this.#host.closed(node);
    this.#spare.push(call);
    this.#next();
  }

  #succeeded(call: NodeCall, stop: boolean): void {
    const { phase } = call;
    const { id, kept } = this.#begun.get(call) ?? { id: -1, kept: [] };
    // The inputs are given back first: a value that only an output holds can be moved.
    call.end();
    const packer = new ResultPacker(new ValuePacker(this.#host.store, this.#ports.handles, this.#host.slots), kept);
    let reply: WorkerReply;
    try {
      const outputs = call.shards.map(shard => packer.output(shard));
      reply = ['done', this.#request.node, id, outputs, this.#takeEffects(packer, phase, stop)];
    } catch (error) {
      packer.undo();
      this.callFailed(call, phase, error);
      return;
    }
    this.#begun.delete(call);
    this.#ports.advance(call, this.#offset);
    // Until the reply is cloned its values must stay what they are: their owner lets go of them afterwards.
    const handles = call.shards.flatMap(shard => shard.packets.map(packet => packet.handle));
    for (const handle of handles) handle?.retain();
    for (const shard of call.shards) shard.clear();
    const sent = () => {
      for (const handle of handles) handle?.release();
      packer.finish();
    };
    this.#host.reply(reply, {
      transfers: packer.transfers,
      sent,
      undo: () => {
        this.#failed = true;
        packer.undo();
        sent();
      },
    });
    this.#spare.push(call);
    this.#next();
  }

  #takeEffects(packer: ResultPacker, phase: NodeCall['phase'], stop: boolean): WireEffects | null {
    const order = phase === 'close' ? undefined : this.#behaviour.sourceProcessOrder(this.#orderCall);
    if (phase === 'process' && !stop && order === undefined && this.#effects.isEmpty) return null;
    return {
      ...this.#effects.take((value, what) => packer.value(value, what)),
      ...(stop ? { stop } : {}),
      ...(order === undefined ? {} : { order }),
      ...(phase === 'open'
        ? {
            headers: this.#ports.headers(packer),
            hasClose: this.#behaviour.hasClose,
            needsEngine: this.#behaviour.needsEngine,
          }
        : {}),
      ...(phase === 'close' ? { live: this.#ports.handles.live } : {}),
    };
  }

  get #orderCall(): NodeCall {
    this.#restingCall ??= this.#ports.createCall(this);
    return this.#restingCall;
  }
}

function isClose(request: CallRequest | CloseRequest): request is CloseRequest {
  return !Array.isArray(request);
}
