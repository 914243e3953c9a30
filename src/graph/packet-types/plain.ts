import { definePacketType, isOpen, type PacketType } from '../packet-type.ts';

/** A finite or non-finite JavaScript number. */
export const number: PacketType<number> = definePacketType({
  name: 'number',
  description: 'A number',
  is: (value): value is number => typeof value === 'number',
});

/** A safe integer; accepted wherever a number is. */
export const integer: PacketType<number> = definePacketType({
  name: 'integer',
  description: 'A safe integer',
  is: (value): value is number => Number.isSafeInteger(value),
  extends: number,
});

/** `true` or `false`. */
export const boolean: PacketType<boolean> = definePacketType({
  name: 'boolean',
  description: 'True or false',
  is: (value): value is boolean => typeof value === 'boolean',
});

/** A string. */
export const text: PacketType<string> = definePacketType({
  name: 'text',
  description: 'A string',
  is: (value): value is string => typeof value === 'string',
});

/** Raw bytes. */
export const bytes: PacketType<Uint8Array> = definePacketType({
  name: 'bytes',
  description: 'Raw bytes',
  is: (value): value is Uint8Array => value instanceof Uint8Array,
});

/** A plain record, such as options that arrive as a packet. */
export const record: PacketType<Readonly<Record<string, unknown>>> = definePacketType({
  name: 'record',
  description: 'A record of named values',
  is: (value): value is Readonly<Record<string, unknown>> =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value),
});

/** A timestamp as a value, such as the BATCH_END of a loop. */
export const timestamp: PacketType<number> = definePacketType({
  name: 'timestamp',
  description: 'A timestamp in microseconds, or a special one',
  is: (value): value is number => typeof value === 'number',
  extends: number,
});

/**
 * A list of values of one type. `list(any)` accepts every array. Lists of what can be given back hold their items, as
 * {@link PacketType.items} says; lists of numbers, texts and other plain values cost nothing more than the array. A list of
 * what stays on its thread stays there too.
 */
export function list<T>(item: PacketType<T>): PacketType<readonly T[]> {
  return definePacketType({
    name: `list<${item.name}>`,
    description: `A list of ${item.name}`,
    is: (value): value is readonly T[] => Array.isArray(value) && (value.length === 0 || item.is(value[0])),
    items: item,
    ...((item.release !== undefined || isOpen(item)) && {
      release: (values: readonly T[]) => {
        if (item.release !== undefined) for (const one of values) item.release(one);
      },
    }),
    ...(item.threadBound === true && { threadBound: true }),
  });
}
