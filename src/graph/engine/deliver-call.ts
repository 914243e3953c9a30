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
  // Then the bound that follows a packet at the input timestamp or later says all that the offset implies.
  const plain = offset === 0 && t < Timestamp.Max && t >= Timestamp.Min;
  for (let i = 0; i < shards.length; i += 1) {
    const shard = shards[i];
    if (shard === undefined) break;
    const stream = shard.stream;
    if (plain && shard.count === 1 && !shard.isSpecial && !stream.closed) {
      const packet = shard.takeSole();
      stream.propagateOne(packet);
      if (packet.handle !== null) packet.handle.release();
      continue;
    }
    if (!stream.closed) {
      const bound = outputBoundAfter(shard, t, offset);
      if (shard.count > 0 || bound !== Timestamp.Unset) stream.propagate(bound, shard.packets, shard.count);
      if (shard.isClosed) stream.close();
    }
    shard.clear();
  }
}
