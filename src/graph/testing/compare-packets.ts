import { Timestamp } from '../timestamp.ts';
import { differences, type Tolerance } from './compare-values.ts';
import type { PacketLog } from './packet-log.ts';

const LIMIT = 10;

/**
 * Where the packets of a stream are not those that are expected, one line each, at most ten. Packets of one timestamp are
 * compared with each other: one that is missing does not make all later ones wrong.
 */
export function comparePackets(
  stream: string,
  actual: PacketLog,
  expected: PacketLog,
  tolerance: Tolerance,
): readonly string[] {
  const found: string[] = [];
  let [i, j] = [0, 0];
  while (i < actual.length || j < expected.length) {
    const [got, want] = [actual[i], expected[j]];
    if (want === undefined || (got !== undefined && got[0] < want[0])) {
      found.push(`${at(stream, got)}: ${show(got)}, not expected`);
      i += 1;
    } else if (got === undefined || want[0] < got[0]) {
      found.push(`${at(stream, want)}: missing, expected ${show(want)}`);
      j += 1;
    } else {
      found.push(...differences(got[1], want[1], tolerance).map(line => `${at(stream, got)}${line}`));
      i += 1;
      j += 1;
    }
  }
  if (found.length <= LIMIT) return found;
  return [...found.slice(0, LIMIT), `${stream}: … and ${found.length - LIMIT} more`];
}

type Entry = PacketLog[number] | undefined;

function at(stream: string, entry: Entry): string {
  return `${stream} at ${Timestamp.format(entry?.[0] ?? Timestamp.Unset)}`;
}

function show(entry: Entry): string {
  const text = JSON.stringify(entry?.[1]) as string | undefined;
  return text === undefined ? String(entry?.[1]) : text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
