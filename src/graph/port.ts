import type { PacketType } from './packet-type.ts';

/** What a contract says of one tag. */
export interface PortSpec<T = unknown> {
  readonly type: PacketType<T>;
  /** `required`: exactly one stream; `optional`: none or one; `repeated`: any number, indexed. */
  readonly arity: 'required' | 'optional' | 'repeated';
  /** One line for the reference. */
  readonly description: string;
  /** For `repeated`: the least number. */
  readonly min: number;
  /** For optional input side packets: where one is connected, a run does not start until it is given. */
  readonly mustBeGiven?: boolean;
}

/** A tag that must be connected once. */
export interface RequiredPort<T = unknown> extends PortSpec<T> {
  readonly arity: 'required';
}

/** A tag that may stay unconnected. */
export interface OptionalPort<T = unknown> extends PortSpec<T> {
  readonly arity: 'optional';
}

/** A tag with any number of indexes. */
export interface RepeatedPort<T = unknown> extends PortSpec<T> {
  readonly arity: 'repeated';
}

/**
 * The ports of one side of a contract: tag -> port. The untagged streams have the tag `''`; a `repeated` port at `'*'`
 * takes every tag that is not named, in order of tag and index.
 */
export type PortsShape = Readonly<Record<string, PortSpec>>;

/** The key of the port that takes the tags that are not named. */
export const ANY_TAG = '*';

/** The port of a tag, `undefined` when the contract has none. */
export function portOf(shape: PortsShape, tag: string): PortSpec | undefined {
  return shape[tag] ?? shape[ANY_TAG];
}

/** A tag that must be connected once. */
export function required<T>(type: PacketType<T>, description: string): RequiredPort<T> {
  return Object.freeze({ type, arity: 'required', description, min: 1 });
}

/**
 * A tag that may stay unconnected: the calculator then reads `undefined` in its place. So it does for a side packet of the graph
 * that nobody gives, unless it `mustBeGiven` where it is connected.
 */
export function optional<T>(
  type: PacketType<T>,
  description: string,
  rules: { readonly mustBeGiven?: boolean } = {},
): OptionalPort<T> {
  return Object.freeze({ type, arity: 'optional', description, min: 0, ...rules });
}

/** A tag with any number of indexes (`TAG:0`, `TAG:1` …), at least `min`: the calculator reads an array. */
export function repeated<T>(type: PacketType<T>, description: string, bounds: { min?: number } = {}): RepeatedPort<T> {
  return Object.freeze({ type, arity: 'repeated', description, min: bounds.min ?? 0 });
}
