import { Timestamp } from '../timestamp.ts';
import type { NodeCall } from './node-call.ts';
import { outputBoundAfter } from './output-bound.ts';
import type { ReadyCall } from './ready-call.ts';

/**
 * Sends what a call has left in its outputs to the readers, with the bounds that follow. The one place where the packets
 * of a call leave its node.
 *
 * @param offset - the node's timestamp offset, `null` for none.
 */
export function deliverCall(call: NodeCall, offset: number | null): ReadyCall | null {
  const shards = call.shards;
  const t = call.inputTimestamp;
  let next: ReadyCall | null = null;
  for (let i = 0; i < shards.length; i += 1) {
    const shard = shards[i];
    if (shard === undefined) break;
    const stream = shard.stream;
    // The bound that follows a packet at the input timestamp or later says all that the offset implies.
    const { sole } = shard;
    if (offset === 0 && sole !== null && !stream.closed) {
      shard.sole = null;
      if (next !== null) next.enqueue();
      next = stream.propagateOne(sole);
      continue;
    }
    if (!stream.closed) {
      const bound = outputBoundAfter(shard, t, offset);
      const { packets } = shard;
      if (packets.length > 0 || bound !== Timestamp.Unset) stream.propagate(bound, packets);
      if (shard.isClosed) stream.close();
    }
    shard.clear();
  }
  return next;
}
