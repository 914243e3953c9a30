import type { PlanNode } from '../config/graph-plan.ts';
import type { HandleRegistry } from '../handle-registry.ts';
import type { InputQueue } from './input-queue.ts';
import { InputSlot } from './input-slot.ts';
import { type CallHost, NodeCall, type SharedContext } from './node-call.ts';
import { OutputShard } from './output-shard.ts';
import type { OutputStream } from './output-stream.ts';
import { portRecord } from './port-record.ts';

/** What calls are made from. */
export interface CallPoolNode {
  /** What the calls reach. */
  readonly callHost: CallHost;
  readonly plan: PlanNode;
  readonly queues: readonly InputQueue[];
  readonly streams: readonly OutputStream[];
  readonly host: { readonly handles: HandleRegistry; sharedContext(plan: PlanNode): SharedContext };
}

/** The call objects of one node, made when first needed and used again. */
export class CallPool {
  private readonly node: CallPoolNode;
  private shared: SharedContext | undefined = undefined;
  private first: NodeCall | null = null;
  private readonly spare: NodeCall[] = [];

  constructor(node: CallPoolNode) {
    this.node = node;
  }

  /** The call of `open` and `close`, and of `process` unless calls overlap or wait in batches. */
  get main(): NodeCall {
    this.first ??= this.create();
    return this.first;
  }

  /** A call that nobody uses. */
  take(): NodeCall {
    return this.spare.pop() ?? this.create();
  }

  /** Gives a taken call back. */
  giveBack(call: NodeCall): void {
    this.spare.push(call);
  }

  create(): NodeCall {
    const node = this.node;
    this.shared ??= node.host.sharedContext(node.plan);
    const call = new NodeCall(node.callHost, this.shared);
    const { calculator, inputs, outputs } = node.plan;
    const slots = node.queues.map(queue => new InputSlot(queue));
    const shards = node.streams.map(stream => new OutputShard(stream, call, node.host.handles));
    call.connect(
      slots,
      portRecord(calculator.inputs, inputs, slots),
      shards,
      portRecord(calculator.outputs, outputs, shards),
    );
    return call;
  }
}
