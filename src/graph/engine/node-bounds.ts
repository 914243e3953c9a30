import { Timestamp } from '../timestamp.ts';
import type { OutputStream } from './output-stream.ts';

/** A node as far as bounds run through it. */
export interface BoundedNode {
  readonly streams: readonly OutputStream[];
  /** How far its outputs are ahead of its inputs; `null`: they do not follow. */
  readonly offset: number | null;
}

/** What the bound of a node's inputs says of its outputs. */
export class NodeBounds {
  private readonly node: BoundedNode;
  /** The last bound of the inputs that the outputs were to be told of. */
  private input: Timestamp = Timestamp.Unset;

  constructor(node: BoundedNode) {
    this.node = node;
  }

  /** Nothing can be processed below `bound`. Returns whether the outputs know what it says of them already. */
  settle(bound: Timestamp): boolean {
    this.input = bound;
    return this.isSent(bound);
  }

  /** Whether the outputs know already what an input bound says of them. */
  isSent(bound: Timestamp): boolean {
    const { offset, streams } = this.node;
    if (offset === null) return bound < Timestamp.OneOverPostStream;
    if (offset !== 0 || bound > Timestamp.Max) return false;
    for (let i = 0; i < streams.length; i += 1) {
      const stream = streams[i];
      if (stream !== undefined && stream.bound < bound) return false;
    }
    return true;
  }

  /** Tells the outputs what the last input bound says of them. */
  send(): void {
    const bound = this.input;
    const { offset, streams } = this.node;
    if (offset === null || bound < Timestamp.Min || bound > Timestamp.Max) return;
    const outputBound = offset === 0 ? bound : Timestamp.add(bound, offset);
    for (let i = 0; i < streams.length; i += 1) {
      const stream = streams[i];
      if (stream !== undefined && !stream.closed && outputBound > stream.bound) stream.propagateBound(outputBound);
    }
  }

  /** The least bound of the outputs; `Done` where there are none. */
  least(): Timestamp {
    let least: Timestamp = Timestamp.Done;
    const { streams } = this.node;
    for (let i = 0; i < streams.length; i += 1) {
      const stream = streams[i];
      if (stream !== undefined && stream.bound < least) least = stream.bound;
    }
    return least;
  }
}
