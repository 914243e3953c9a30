import { Timestamp } from '../timestamp.ts';

/** What a call of a node did to one output. */
export interface OutputChange {
  /** The bound after the packets and explicit bounds of the call, or the stream's bound before it. */
  readonly bound: Timestamp;
  /** The last explicit bound of the call; `Unset` if there was none. */
  readonly explicitBound: Timestamp;
  /** The timestamp of the last packet of the call; `Unset` if there was none. */
  readonly lastPacket: Timestamp;
}

/**
 * The bound of an output after a call at `inputTimestamp`: the largest of the explicit bound, the one that the last
 * packet implies, and the one that the node's offset implies. `Unset`: unchanged.
 *
 * `Unstarted` (after `open`) takes no offset. Source: MediaPipe `framework/output_stream_manager.cc`.
 *
 * @param offset - the node's timestamp offset, `null` for none.
 */
export function outputBoundAfter(change: OutputChange, inputTimestamp: Timestamp, offset: number | null): Timestamp {
  let bound = change.explicitBound;
  if (offset !== null && inputTimestamp !== Timestamp.Unstarted) {
    const implied = boundByOffset(inputTimestamp, offset);
    if (implied > change.bound && implied > bound) bound = implied;
  }
  if (change.lastPacket !== Timestamp.Unset) {
    const next = Timestamp.next(change.lastPacket);
    if (next > bound) bound = next;
  }
  return bound;
}

function boundByOffset(t: Timestamp, offset: number): Timestamp {
  if (t < Timestamp.Max && t >= Timestamp.Min) return offset === 0 ? t + 1 : Timestamp.add(t + 1, offset);
  if (t === Timestamp.PreStream) return Timestamp.Min;
  if (t === Timestamp.Max) {
    return offset >= 0 ? Timestamp.PostStream : Timestamp.next(Timestamp.add(t, offset));
  }
  return Timestamp.OneOverPostStream;
}
