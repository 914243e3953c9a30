import { definePacketType, type PacketType } from '../../../graph/index.ts';
import type { Table } from '../tables/table.ts';

/** Some rows of a table, for one step. Rows are looked up when they are used: a batch costs its row numbers only. */
export interface Batch {
  readonly epoch: number;
  /** The global step: the timestamp of the packet. */
  readonly step: number;
  /** Whether it ends its epoch. */
  readonly last: boolean;
  readonly table: Table;
  /** Row numbers of the table. */
  readonly rows: readonly number[];
  /** What names the rows in messages: their numbers in the table that the data came from. */
  readonly ids: readonly number[];
}

/** A batch, on a stream. */
export const batch: PacketType<Batch> = definePacketType({
  name: 'batch',
  description: 'Some rows of a table, for one training step',
  is: (value): value is Batch => typeof value === 'object' && value !== null && 'rows' in value && 'table' in value,
});
