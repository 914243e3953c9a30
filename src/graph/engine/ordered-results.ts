import type { NodeCall } from './node-call.ts';

/** Calls of one node that overlap, in input order: their results leave in that order, whenever they end. */
export class OrderedResults {
  /** Begun and not delivered. */
  readonly #active: NodeCall[] = [];
  #delivering = false;

  get isEmpty(): boolean {
    return this.#active.length === 0;
  }

  /** Whether results are due or on their way out: bounds must not overtake them. */
  get holdsBounds(): boolean {
    return this.#delivering || this.#active.length > 0;
  }

  /** A call will begin. */
  add(call: NodeCall): void {
    this.#active.push(call);
  }

  /** The call will deliver nothing. */
  remove(call: NodeCall): void {
    const place = this.#active.indexOf(call);
    if (place >= 0) this.#active.splice(place, 1);
  }

  /** Takes out the calls that wait for earlier ones, which have failed: their results go nowhere. */
  takeAll(): readonly NodeCall[] {
    return this.#active.splice(0);
  }

  /**
   * The call has ended: delivers every result that no earlier call holds back.
   *
   * @returns whether all calls begun have been delivered now, so that bounds may follow.
   */
  complete(call: NodeCall, deliver: (call: NodeCall) => void): boolean {
    call.completed = true;
    if (this.#delivering) return false;
    this.#delivering = true;
    for (;;) {
      const first = this.#active[0];
      if (first === undefined || !first.completed) break;
      this.#active.shift();
      first.completed = false;
      deliver(first);
    }
    this.#delivering = false;
    return this.isEmpty;
  }
}
