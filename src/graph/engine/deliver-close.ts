import { Timestamp } from '../timestamp.ts';
import type { NodeCall } from './node-call.ts';

/**
 * Ends the output streams of a node whose `close` was this call.
 *
 * @param sends - whether what it sent, and the end, go to the readers; not in the clean-up after a run.
 */
export function deliverClose(call: NodeCall, sends: boolean): void {
  for (const shard of call.shards) {
    if (sends && !shard.stream.closed && shard.packets.length > 0) {
      shard.stream.propagate(Timestamp.Done, shard.packets);
    }
    shard.clear();
    if (sends) shard.stream.close();
    else shard.stream.closed = true;
  }
}
