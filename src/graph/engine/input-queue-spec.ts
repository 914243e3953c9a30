import type { PacketType } from '../packet-type.ts';

/** What a queue is made from. */
export interface InputQueueSpec {
  /** The stream's name. */
  readonly stream: string;
  /** Index of the stream in the plan. */
  readonly streamSlot: number;
  /** Who reads it, for messages, such as `node "gate"`. */
  readonly reader: string;
  /** The type every packet is checked against; `null` when the producer's check is enough. */
  readonly type: PacketType | null;
  readonly backEdge: boolean;
  /** `Infinity`: never full. */
  readonly maxSize: number;
}
