import type { NodeCall } from './node-call.ts';

/** The calls of one node that wait in the task queue, first come, first served. */
export class ReadyCalls {
  private head: NodeCall | null = null;
  private tail: NodeCall | null = null;

  push(call: NodeCall): void {
    if (this.tail === null) this.head = call;
    else this.tail.readyNext = call;
    this.tail = call;
  }

  /** Takes the first; `null` when none waits. */
  shift(): NodeCall | null {
    const call = this.head;
    if (call === null) return null;
    this.head = call.readyNext;
    if (this.head === null) this.tail = null;
    call.readyNext = null;
    return call;
  }
}
