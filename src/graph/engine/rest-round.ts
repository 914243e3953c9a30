import type { NodeRuntime } from './node-runtime.ts';

/**
 * Asks the nodes of a graph at rest what comes next: late ones first, one at a time. The round begins anew once something
 * has happened; a promise without consequence lets it go on with the node before.
 */
export class RestRound {
  /** The node to ask next; `null`: the last. */
  #next: number | null = null;

  /** Something happens: the next rest is another one. */
  disturb(): void {
    this.#next = null;
  }

  /** Returns whether one of the nodes has something: packets, a promise, or an error. */
  ask(nodes: readonly NodeRuntime[]): boolean {
    for (let i = this.#next ?? nodes.length - 1; i >= 0; i -= 1) {
      this.#next = i - 1;
      if (nodes[i]?.atRest() === true) return true;
    }
    this.#next = null;
    return false;
  }
}
