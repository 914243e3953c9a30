/**
 * The type token of a kind of packet: a name that graphs and messages show, a guard, and the TypeScript type `T`.
 *
 * Types whose values hold memory or a device handle also have `release`; the engine calls it exactly once, after the
 * last consumer of the value.
 */
export interface PacketType<T = unknown> {
  /** The name in messages, schema and docs, such as `image`. Two tokens of one name are the same type. */
  readonly name: string;
  /** One line for the reference. */
  readonly description: string;
  /** Whether a value is of this type. Must be cheap: it may run for each packet. */
  readonly is: (value: unknown) => value is T;
  /** Gives back what a value holds. Absent for plain values. */
  release?(value: T): void;
  /**
   * For lists: the type of the items. Each item has an owner count of its own, and a list that is sent holds its items
   * until it is given back itself, in place of `release`: items may go on in other lists, or alone. Items of type `any` are
   * held if something else has counted them before. A value that is no list is treated as an item.
   */
  readonly items?: PacketType;
  /** Whether values stay on the thread that made them, such as loaded models: nodes with such ports are not moved to workers. */
  readonly threadBound?: true;
  /** The wider type that accepts every value of this one: `integer` extends `number`. */
  readonly extends?: PacketType;
  /** For `oneOf(…)`: the alternatives. */
  readonly alternatives?: readonly PacketType[];
  /** For `sameAs(TAG)`: takes the type that the stream at this tag of the same node has. */
  readonly sameAs?: string;
}

/** The TypeScript type of a token's values. */
export type ValueOf<P> = P extends PacketType<infer T> ? T : never;

/**
 * Declares a packet type.
 *
 * @example
 * export const landmarks = definePacketType<Landmark[]>({
 *   name: 'landmarks', description: 'Points of a body', is: (v): v is Landmark[] => Array.isArray(v),
 * });
 */
export function definePacketType<T>(type: PacketType<T>): PacketType<T> {
  return Object.freeze(type);
}

/** Accepts every value; takes the type of the other side of a connection. */
export const any: PacketType = definePacketType({
  name: 'any',
  description: 'Any value',
  is: (_value): _value is unknown => true,
});

/**
 * `any` for an output that sends lists of what came in, or single items of such lists: the lists hold their items, whatever
 * type the readers give the stream.
 */
export const anyHoldingItems: PacketType = definePacketType({ ...any, items: any, release: _value => undefined });

/** Whether a type is known only from the other side of a connection, or of the node. */
export function isOpen(type: PacketType): boolean {
  return type.name === any.name || type.sameAs !== undefined;
}

/** The type that the stream at `tag` of the same node has (looked up among its inputs first, then its outputs). */
export function sameAs(tag: string): PacketType {
  return definePacketType({
    name: `same as ${tag === '' ? 'the untagged stream' : tag}`,
    description: `The type of ${tag === '' ? 'the untagged stream' : tag}`,
    is: (_value): _value is unknown => true,
    sameAs: tag,
  });
}

/** One of several types. A connection must leave at least one of them possible. */
export function oneOf<const P extends readonly PacketType[]>(...alternatives: P): PacketType<ValueOf<P[number]>> {
  const type: PacketType<ValueOf<P[number]>> = {
    name: alternatives.map(one => one.name).join(' | '),
    description: `One of ${alternatives.map(one => one.name).join(', ')}`,
    is: (value): value is ValueOf<P[number]> => alternatives.some(one => one.is(value)),
    alternatives,
  };
  if (alternatives.every(one => one.release === undefined)) return definePacketType(type);
  return definePacketType({
    ...type,
    release: value => {
      alternatives.find(one => one.is(value))?.release?.(value);
    },
  });
}

/**
 * Whether a stream of type `from` may feed a port of type `to`: same name, `any` on either side, a narrower into a
 * wider type, or a common alternative.
 */
export function isCompatible(from: PacketType, to: PacketType): boolean {
  if (from.name === to.name || from.name === any.name || to.name === any.name) return true;
  if (from.alternatives !== undefined) return from.alternatives.some(type => isCompatible(type, to));
  if (to.alternatives !== undefined) return to.alternatives.some(type => isCompatible(from, type));
  return from.extends !== undefined && isCompatible(from.extends, to);
}
