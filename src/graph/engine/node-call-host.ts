import type { GraphStatus } from '../calculator-context.ts';
import type { Timestamp } from '../timestamp.ts';
import type { DropCause } from './graph-stats.ts';
import type { CallHost } from './node-call.ts';
import type { RunWatch } from './run-watch.ts';

/** A node as far as its calls reach it. */
export interface CalledNode {
  readonly index: number;
  readonly nodeName: string;
  readonly host: Pick<CallHost, 'graphStatus' | 'isCancelled' | 'onStop' | 'count' | 'log'> & {
    readonly watch: RunWatch | undefined;
  };
  offset: number | null;
  maxInFlight: number;
}

/** What the calls of a node reach of it and of its run. */
export class NodeCallHost implements CallHost {
  readonly nodeName: string;
  /** Packets that the calculator threw away, by its reasons. */
  readonly drops: Readonly<Record<DropCause, Map<string, number>>> = { overload: new Map(), choice: new Map() };
  readonly #node: CalledNode;

  constructor(node: CalledNode) {
    this.nodeName = node.nodeName;
    this.#node = node;
  }

  get graphStatus(): GraphStatus {
    return this.#node.host.graphStatus;
  }

  get isCancelled(): boolean {
    return this.#node.host.isCancelled;
  }

  onStop(callback: () => void): () => void {
    return this.#node.host.onStop(callback);
  }

  setOffset(offset: number | null): void {
    this.#node.offset = offset;
  }

  limitCalls(limit: number): void {
    this.#node.maxInFlight = Math.max(1, Math.min(this.#node.maxInFlight, limit));
  }

  count(name: string, by: number): void {
    this.#node.host.count(`${this.nodeName}-${name}`, by);
  }

  drop(cause: DropCause, reason: string, packets: number, timestamp: Timestamp): void {
    this.count(cause === 'overload' ? 'dropped' : 'filtered', packets);
    const drops = this.drops[cause];
    drops.set(reason, (drops.get(reason) ?? 0) + packets);
    this.#node.host.watch?.dropped(this.#node.index, reason, packets, timestamp);
  }

  log(level: 'debug' | 'info' | 'warn', message: string): void {
    this.#node.host.log(level, `node "${this.nodeName}": ${message}`);
  }
}
