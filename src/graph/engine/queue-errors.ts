import { MillraceError, PacketTypeError } from '../errors.ts';
import type { PacketType } from '../packet-type.ts';
import { Timestamp } from '../timestamp.ts';
import { describeValue } from './describe-value.ts';

/** A queue as messages name it. */
interface NamedQueue {
  readonly stream: string;
  /** Such as `node "gate"`. */
  readonly reader: string;
  readonly bound: Timestamp;
  readonly size: number;
}

/** What breaks the rules of streams at the end of one. */
export const queueErrors = {
  /** A packet comes too early, or after others where it must be the only one. */
  order({ stream, reader, bound }: NamedQueue, t: Timestamp): MillraceError {
    const fact =
      t === Timestamp.PostStream && t >= bound
        ? 'has a packet at Timestamp.PostStream after other packets. It must be the only packet of its stream.'
        : `has a packet at ${Timestamp.format(t)} for ${reader}, which expects ${Timestamp.format(bound)} or later. Send packets in increasing time; only nodes with ImmediateInputStreamHandler may see input timestamps go back, and they must guard their outputs.`;
    return new MillraceError('INVALID_ARGUMENT', `stream "${stream}": ${fact}`);
  },

  /** A value is not of the type that the reader takes. */
  type: ({ stream, reader }: NamedQueue, type: PacketType, value: unknown): PacketTypeError =>
    new PacketTypeError(
      `stream "${stream}": ${reader} takes ${type.name} but received ${describeValue(value)}. Send values of the declared type.`,
    ),

  /** A bound falls. */
  bound: ({ stream, reader, bound: known }: NamedQueue, bound: Timestamp): MillraceError =>
    new MillraceError(
      'UNKNOWN',
      `stream "${stream}": timestamp bound ${Timestamp.format(bound)} is below ${Timestamp.format(known)}, which ${reader} knows already. A bound must be greater than or equal to the one before.`,
    ),
} as const;
