/**
 * What a graph input does with a packet whose timestamp its stream cannot take: one that is no timestamp, or not after
 * the one before.
 *
 * - `error`: the run fails. The default, and MediaPipe's only way.
 * - `drop`: the packet is dropped.
 * - `clamp`: the packet gets the earliest timestamp that the stream still takes.
 * - `rebase`: the clock of the source has jumped back: from here on all its timestamps are shifted, so that this packet
 *   follows the one before at the distance that the packets had before.
 *
 * With a policy other than `error` the input is one of measured times: `PreStream`, `PostStream` and `Max` are no such
 * times, so that nothing a broken clock says can end the stream.
 */
export type TimestampPolicy = 'error' | 'drop' | 'clamp' | 'rebase';

/** The names of all policies. */
export const timestampPolicies: readonly TimestampPolicy[] = ['error', 'drop', 'clamp', 'rebase'];
