/** A node as far as bounds run through it. */
export interface BoundNode {
  /** Sends its outputs what the last input bound implies. */
  propagateInputBound(): void;
  /** Looks at its inputs anew. */
  inputChanged(): void;
}

const DEEPEST = 100;
const LONGEST = 1000;

/**
 * Passes bounds from node to node. A bound runs through a chain on the stack, and round a loop for ever if nothing else
 * comes into it: what is too deep or too long goes on as a task of its own, so that the graph stays responsive and can
 * be cancelled.
 */
export class BoundRelay {
  readonly #deferred: BoundNode[] = [];
  #depth = 0;
  /** Nodes that a bound has passed since the last task. */
  #hops = 0;

  get isEmpty(): boolean {
    return this.#deferred.length === 0;
  }

  /** Has the node send its bound on. False: it does so later, as a task. */
  pass(node: BoundNode): boolean {
    if (this.#depth >= DEEPEST || this.#hops >= LONGEST) {
      this.#deferred.push(node);
      return false;
    }
    this.#depth += 1;
    this.#hops += 1;
    node.propagateInputBound();
    this.#depth -= 1;
    return true;
  }

  /** A task begins. */
  startTask(): void {
    this.#hops = 0;
  }

  /** Takes the first node that has to go on. */
  take(): BoundNode | undefined {
    return this.#deferred.shift();
  }
}
