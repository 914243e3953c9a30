import { STOP } from '../calculator.ts';
import type { PlanNode } from '../config/graph-plan.ts';
import { Timestamp } from '../timestamp.ts';
import { CallBatch } from './call-batch.ts';
import type { CallPool } from './call-pool.ts';
import { deliverCall } from './deliver-call.ts';
import type { GiveBack } from './give-back.ts';
import type { NodeBehaviour } from './node-behaviour.ts';
import type { NodeCall } from './node-call.ts';
import { OrderedResults } from './ordered-results.ts';
import { ReadyCalls } from './ready-calls.ts';

/** A node as far as its calls need it. */
export interface CallingNode {
  readonly isSource: boolean;
  readonly behaviour: NodeBehaviour;
  readonly pool: CallPool;
  readonly offset: number | null;
  readonly host: { readonly failed: boolean; stopSources(): void };
  /** Tasks queued or running. */
  inFlight: number;
  /** All results that were due are out: bounds may follow. */
  resultsDelivered(): void;
  /** A task of it has ended well. */
  taskEnded(): void;
  close(delivers: boolean): void;
}

/** The calls of a node in the general way: those that wait for their turn, overlap, or wait for each other. */
export class NodeCalls {
  readonly batch: CallBatch;
  /** `null`: calls do not overlap. */
  readonly ordered: OrderedResults | null;
  private readonly node: CallingNode;
  private readonly ready = new ReadyCalls();

  constructor(node: CallingNode, plan: PlanNode, overlaps: boolean) {
    this.node = node;
    this.batch = new CallBatch(overlaps ? 1 : batchSize(plan));
    this.ordered = overlaps ? new OrderedResults() : null;
  }

  /** A filled call waits. */
  add(call: NodeCall): void {
    this.ready.push(call);
  }

  /** Runs the call that waits first, or gives it back if the run has failed. Returns whether one waited. */
  runFirst(): boolean {
    const call = this.ready.shift();
    if (call === null) return false;
    this.stepUnlessFailed(call);
    return true;
  }

  /** A call has ended well: its results go out, and the next of its task is run. */
  ended(call: NodeCall, result: void | typeof STOP): void {
    const { node, batch, ordered } = this;
    call.end();
    if (ordered === null) this.deliver(call);
    else if (ordered.complete(call, this.deliverOverlapping)) node.resultsDelivered();
    if (result === STOP) {
      if (node.isSource) {
        node.close(true);
        return;
      }
      node.host.stopSources();
    }
    const next = call.batchNext;
    call.batchNext = null;
    if (batch.size > 1) node.pool.giveBack(call);
    if (next === null) node.taskEnded();
    else this.stepUnlessFailed(next);
  }

  /** What a call has sent goes out. */
  deliver(call: NodeCall): void {
    deliverCall(call, this.node.offset)?.enqueue();
  }

  /** Gives a call and what follows it in its batch back without running it. */
  drop(call: NodeCall): void {
    for (let one: NodeCall | null = call; one !== null; ) {
      const next: NodeCall | null = one.batchNext;
      one.batchNext = null;
      one.discard();
      this.ordered?.remove(one);
      one = next;
    }
    this.node.inFlight -= 1;
  }

  /** After the run: gives back what calls that never ran, and results that never went out, still hold. */
  dispose(giveBack: GiveBack): void {
    const drop = (call: NodeCall) => {
      giveBack.by(() => {
        this.drop(call);
      });
    };
    for (let call = this.ready.shift(); call !== null; call = this.ready.shift()) drop(call);
    const waiting = this.batch.take();
    if (waiting !== null) drop(waiting);
    for (const call of this.ordered?.takeAll() ?? []) {
      giveBack.by(() => {
        call.discard();
      });
    }
  }

  private stepUnlessFailed(call: NodeCall): void {
    if (this.node.host.failed) this.drop(call);
    else this.step(call);
  }

  private step(call: NodeCall): void {
    const { node } = this;
    if (call.inputTimestamp === Timestamp.Done) node.close(true);
    else {
      if (this.ordered !== null || this.batch.size > 1) call.renew();
      if (node.behaviour.process(call)) this.ended(call, undefined);
    }
  }

  private readonly deliverOverlapping = (call: NodeCall): void => {
    this.deliver(call);
    this.node.pool.giveBack(call);
  };
}

function batchSize(plan: PlanNode): number {
  const size = plan.inputPolicy.options['batch_size'];
  return typeof size === 'number' && size > 1 ? Math.floor(size) : 1;
}
