import { definePacketType, type PacketType } from '../../../graph/index.ts';

/** Numbers of one column: one per row, or as many as the product of `shape`, row after row. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly data: Float32Array | Float64Array | Uint8Array;
  /** Sizes of one row's value; `[]` for a single number. */
  readonly shape: readonly number[];
}

/** Texts of one column, one per row. */
export interface TextColumn {
  readonly kind: 'text';
  readonly values: readonly string[];
}

/** One column of a table. */
export type Column = NumberColumn | TextColumn;

/** Rows of data, column by column. Never changed once made. */
export interface Table {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Column>;
}

/** A table, as a side packet or on a stream. */
export const table: PacketType<Table> = definePacketType({
  name: 'table',
  description: 'Rows of data in named columns',
  is: (value): value is Table =>
    typeof value === 'object' && value !== null && 'columns' in value && value.columns instanceof Map,
});
