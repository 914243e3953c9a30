import { EncodedPacketSink, type InputVideoTrack } from 'mediabunny';

/** When the frames of a track are shown, by the container's table; nothing is decoded. In order of time. */
export interface FrameTable {
  /** In integer microseconds, ascending. */
  readonly timestampsUs: Float64Array;
  /** In integer microseconds, beside `timestampsUs`. */
  readonly durationsUs: Float64Array;
}

/** Reads the table of a track. Frames before 0, which an edit list cuts off, are left out as players do. */
export async function readFrameTable(track: InputVideoTrack): Promise<FrameTable> {
  const entries: { readonly timestamp: number; readonly duration: number }[] = [];
  for await (const packet of new EncodedPacketSink(track).packets(undefined, undefined, { metadataOnly: true })) {
    const timestamp = toMicroseconds(packet.timestamp);
    if (timestamp >= 0) entries.push({ timestamp, duration: toMicroseconds(packet.duration) });
  }
  // With B-frames the file's order is not the order of time.
  entries.sort((a, b) => a.timestamp - b.timestamp);
  return {
    timestampsUs: Float64Array.from(entries, entry => entry.timestamp),
    durationsUs: Float64Array.from(entries, entry => entry.duration),
  };
}

/** Seconds as integer microseconds. Containers count in whole ticks, so the nearest microsecond is the exact one. */
export function toMicroseconds(seconds: number): number {
  return Math.round(seconds * 1e6);
}
