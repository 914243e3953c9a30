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
   * For lists: the type of the items. With `release`, each item has an owner count of its own, and a list that is sent
   * holds its items until it is given back itself, in place of `release`: items may go on in other lists, or alone. Items
   * of type `any` are held if something else has counted them before. A value that is no list is treated as an item.
   */
  readonly items?: PacketType;
  /** Whether values stay on the thread that made them, such as loaded models: nodes with such ports are not moved to workers. */
  readonly threadBound?: true;
  /** The wider type that accepts every value of this one: `integer` extends `number`. */
  readonly extends?: PacketType;
  /** For side packets of the graph file: the only value. It may feed each port whose guard takes it. */
  readonly constant?: unknown;
  /** For `oneOf(…)`: the alternatives. */
  readonly alternatives?: readonly PacketType[];
  /** For `sameAs(TAG)`, `itemOf(TAG)`, `listOf(TAG)` and `joinedListOf(TAG)`: the port of the same node that the type follows. */
  readonly follows?: FollowedPort;
}

/** The port of the same node, or the ports, that a type follows. */
export interface FollowedPort {
  /** The tag; `'*'`: the port's own. Looked up on the other side first, then among side packets. */
  readonly tag: string;
  /** `own`: the port's own index, or 0 where the tag has none such. `all`: every index of the tag; they carry one type. */
  readonly index: 'own' | 'all' | number;
  /** Whether the type is the same, that of the items of its lists, that of lists of it, or of lists of it or of its items. */
  readonly as: 'same' | 'item' | 'list' | 'joined';
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
 * What a stream of type `any` is in a plan: lists hold those of their items that are counted, as {@link PacketType.items}
 * says. What nothing has counted belongs to who sent it.
 */
export const anyHoldingItems: PacketType = definePacketType({ ...any, items: any, release: _value => undefined });

/** Whether a type is known only from the other side of a connection, or of the node. */
export function isOpen(type: PacketType): boolean {
  return type.name === any.name || type.follows !== undefined;
}

/**
 * The type that the stream or side packet at `tag` of the same node has, at the port's own index or, if there is none such,
 * at 0. With an `index`: at that one. With `'all'`: at every index, and inputs of different types are a mistake in the graph.
 */
export function sameAs(tag: string, index: FollowedPort['index'] = 'own'): PacketType {
  return following('same as', { tag, index, as: 'same' });
}

/** The type of an item of the lists at `tag` of the same node. */
export function itemOf(tag: string): PacketType {
  return following('item of', { tag, index: 'own', as: 'item' });
}

/** Lists of what is at `tag` of the same node; with `'all'`: at every index of it. */
export function listOf(tag: string, index: FollowedPort['index'] = 'own'): PacketType<readonly unknown[]> {
  return following('list of', { tag, index, as: 'list' }) as PacketType<readonly unknown[]>;
}

/** Lists of what is at `tag` of the same node, at every index, where the items of lists stand for them. */
export function joinedListOf(tag: string): PacketType<readonly unknown[]> {
  return following('joined list of', { tag, index: 'all', as: 'joined' }) as PacketType<readonly unknown[]>;
}

function following(how: string, port: FollowedPort): PacketType {
  const name = `${how} ${port.tag === '' ? 'the untagged stream' : port.tag}`;
  return definePacketType({
    name,
    description: name,
    is: (_value): _value is unknown => true,
    follows: port,
  });
}

/** One of several types. A connection must leave at least one of them possible. */
export function oneOf<const P extends readonly PacketType[]>(...alternatives: P): PacketType<ValueOf<P[number]>> {
  const type: PacketType<ValueOf<P[number]>> = {
    name: alternatives.map(one => one.name).join(' | '),
    description: `One of ${alternatives.map(one => one.name).join(', ')}`,
    is: (value): value is ValueOf<P[number]> => alternatives.some(one => one.is(value)),
    alternatives,
    ...(alternatives.every(one => one.threadBound === true) && { threadBound: true }),
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
 * wider type, a common alternative, lists of items for which it is so, or a constant that the port takes.
 */
export function isCompatible(from: PacketType, to: PacketType): boolean {
  if (from.name === to.name || from.name === any.name || to.name === any.name) return true;
  if (from.constant !== undefined) return to.is(from.constant);
  if (from.alternatives !== undefined) return from.alternatives.some(type => isCompatible(type, to));
  if (to.alternatives !== undefined) return to.alternatives.some(type => isCompatible(from, type));
  if (from.items !== undefined && to.items !== undefined && isCompatible(from.items, to.items)) return true;
  return from.extends !== undefined && isCompatible(from.extends, to);
}
