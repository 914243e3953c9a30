import { Timestamp } from '../timestamp.ts';
import { type InputPolicy, NOT_READY, READY_FOR_PROCESS } from './input-policies/input-policy.ts';
import type { NodeCall } from './node-call.ts';
import type { ScheduledNode } from './scheduled-node.ts';

/**
 * Which calls of a node are due: asks the input policy, moves input sets from the queues into calls, and tells the
 * outputs how far the inputs are settled while there is nothing to call.
 */
export class NodeSchedule {
  private readonly node: ScheduledNode;
  /** Whether the inputs are being looked at, and whether one has changed meanwhile. */
  private looking = false;
  private pending = false;
  private closePrepared = false;

  constructor(node: ScheduledNode) {
    this.node = node;
  }

  /** Whether the inputs are being looked at right now. */
  get isBusy(): boolean {
    return this.looking;
  }

  /** An input has changed, or a call has ended: looks whether calls are due. */
  look(): void {
    const node = this.node;
    const policy = node.policy;
    if (this.looking) {
      this.pending = true;
      return;
    }
    if (policy === undefined || node.inFlight >= node.maxInFlight) return;
    this.looking = true;
    try {
      do {
        this.pending = false;
        this.#ask(policy);
      } while (this.#isPending && node.inFlight < node.maxInFlight && node.state === 'opened');
    } catch (error) {
      node.policyFailed(policy.time, error);
    }
    this.pending = false;
    this.looking = false;
  }

  // Behind a getter, or the compiler would take it to be false still.
  get #isPending(): boolean {
    return this.pending;
  }

  #ask(policy: InputPolicy): void {
    const node = this.node;
    while (node.inFlight < node.maxInFlight) {
      const readiness = policy.readiness();
      if (readiness === NOT_READY) {
        node.inputBound(node.calls.batch.firstTimestamp ?? policy.time);
        return;
      }
      if (readiness === READY_FOR_PROCESS) this.#prepareCall(policy);
      else {
        const rests = node.inFlight === 0 && node.calls.ordered?.isEmpty !== false;
        if (rests && !this.closePrepared) this.#prepareClose();
        return;
      }
    }
  }

  #prepareCall(policy: InputPolicy): void {
    const { pool, calls } = this.node;
    const { batch, ordered } = calls;
    const call = ordered === null && batch.size === 1 ? pool.main : pool.take();
    call.setTime(policy.fill(policy.time, call.slots));
    ordered?.add(call);
    if (batch.size === 1) this.#enqueue(call);
    else {
      batch.add(call);
      if (batch.isFull) this.#enqueue(batch.take());
    }
  }

  #prepareClose(): void {
    const { pool, calls } = this.node;
    const { batch } = calls;
    this.closePrepared = true;
    const waits = batch.firstTimestamp !== null;
    const call = waits ? pool.create() : pool.main;
    call.setTime(Timestamp.Done);
    if (waits) batch.add(call);
    this.#enqueue(waits ? batch.take() : call);
  }

  #enqueue(call: NodeCall | null): void {
    if (call === null) return;
    this.node.inFlight += 1;
    this.node.enqueue(call);
  }
}
