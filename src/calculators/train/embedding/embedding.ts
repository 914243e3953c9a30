import { definePacketType, type PacketType } from '../../../graph/index.ts';

/** How examples become features before anything is learnt from them. Plain data: goes into the export as it is. */
export interface Embedding {
  readonly kind: 'millrace-embedding';
  readonly version: 1;
  /** `picture`, `sound` and `pose` are computed here; `network` runs a frozen network; `none` takes the numbers as they are. */
  readonly as: 'picture' | 'sound' | 'pose' | 'network' | 'none';
  /** The column that is read. */
  readonly column: string;
  /** Sizes of one example. */
  readonly shape: readonly number[];
  /** Features per example. */
  readonly width: number;
  /** Of `sound`: samples per second. */
  readonly rate: number;
  /** Of `pose`: numbers per keypoint, and the score under which a point is missing. */
  readonly keypointSize: number;
  readonly smallestScore: number;
  /** Of `network`: where it comes from, and the range in which it wants values of 0..1. */
  readonly model: string | null;
  readonly range: 'zero_to_one' | 'minus_one_to_one' | 'bytes';
}

/** An embedding, as a side packet. */
export const embedding: PacketType<Embedding> = definePacketType({
  name: 'embedding',
  description: 'How examples become features: by a frozen network, or computed',
  is: (value): value is Embedding =>
    typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'millrace-embedding',
});
