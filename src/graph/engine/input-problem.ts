import { MillraceError, PacketTypeError } from '../errors.ts';
import type { Packet } from '../packet.ts';
import { Timestamp } from '../timestamp.ts';
import { describeValue } from './describe-value.ts';
import type { OutputStream } from './output-stream.ts';

/** What is wrong with a packet that the caller adds to a stream, if anything: its timestamp or its type. */
export function inputProblem(stream: OutputStream, packet: Packet): MillraceError | undefined {
  if (!Timestamp.isAllowedInStream(packet.timestamp)) {
    return new MillraceError(
      'INVALID_ARGUMENT',
      `stream "${stream.name}": ${Timestamp.format(packet.timestamp)} is no timestamp of a packet. Use PreStream, an integer of microseconds, or PostStream.`,
    );
  }
  if (stream.type !== null && !stream.type.is(packet.value)) {
    return new PacketTypeError(
      `stream "${stream.name}": takes ${stream.type.name} but was given ${describeValue(packet.value)}. Add values of the declared type.`,
    );
  }
  return undefined;
}
