import { Timestamp } from '../timestamp.ts';
import type { NodeCall } from './node-call.ts';
import { outputBoundAfter } from './output-bound.ts';

/**
 * Sends what a call has left in its outputs to the readers, with the bounds that follow. The one place where the packets
 * of a call leave its node.
 *
 * @param offset - the node's timestamp offset, `null` for none.
 */
export function deliverCall(call: NodeCall, offset: number | null): void {
  const shards = call.shards;
  const t = call.inputTimestamp;
  const plain = offset === 0 && t < Timestamp.Max && t >= Timestamp.Min;
  for (let i = 0; i < shards.length; i += 1) {
    const shard = shards[i];
    if (shard === undefined) break;
    const stream = shard.stream;
    if (stream.closed) continue;
    // One packet at the input timestamp: the bounds of packet and offset agree, nothing else goes out.
    const sole = plain ? shard.solePacket : undefined;
    if (sole !== undefined) {
      stream.propagateOne(sole, t + 1);
      shard.clear();
      continue;
    }
    const bound = outputBoundAfter(shard, t, offset);
    if (shard.count > 0 || bound !== Timestamp.Unset) {
      stream.propagate(bound, shard.packets, shard.count);
      shard.clear();
    }
    if (shard.isClosed) stream.close();
  }
}
