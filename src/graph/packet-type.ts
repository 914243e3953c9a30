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
  return definePacketType({
    name: alternatives.map(type => type.name).join(' | '),
    description: `One of ${alternatives.map(type => type.name).join(', ')}`,
    is: (value): value is ValueOf<P[number]> => alternatives.some(type => type.is(value)),
    release: value => {
      alternatives.find(type => type.is(value))?.release?.(value);
    },
    alternatives,
  });
}

/**
 * Whether a stream of type `from` may feed a port of type `to`: same name, `any` on either side, a narrower into a
 * wider type, or a common alternative.
 */
export function isCompatible(from: PacketType, to: PacketType): boolean {
  if (from.name === to.name || from.name === 'any' || to.name === 'any') return true;
  if (from.alternatives !== undefined) return from.alternatives.some(type => isCompatible(type, to));
  if (to.alternatives !== undefined) return to.alternatives.some(type => isCompatible(from, type));
  return from.extends !== undefined && isCompatible(from.extends, to);
}
