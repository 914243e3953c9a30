import type { Graph } from '../engine/graph.ts';
import { MillraceError } from '../errors.ts';
import { Timestamp } from '../timestamp.ts';
import { comparePackets } from './compare-packets.ts';
import { differences } from './compare-values.ts';
import { type PacketLog, packetLog } from './packet-log.ts';

/** A packet of a test, or with the timestamp alone a bound: nothing comes at or before it. */
export type TestEntry = readonly [timestamp: Timestamp, value: unknown] | readonly [timestamp: Timestamp];

/** What goes into a graph, and what is to come of it. */
export interface GraphTest {
  readonly name: string;
  readonly sidePackets: Readonly<Record<string, unknown>>;
  /** By input stream; fed in the order of time, then closed. */
  readonly feed: Readonly<Record<string, readonly TestEntry[]>>;
  /** By stream: exactly these packets. */
  readonly expect: Readonly<Record<string, PacketLog>>;
  /** How far numbers may be off. */
  readonly tolerance: number;
  /** How far they may be off besides, as a share of what is expected. Default 0. */
  readonly relativeTolerance?: number | undefined;
  /** By stream: when all is fed and done, and before the inputs end, no packet can come any more at or below this time. */
  readonly settled?: Readonly<Record<string, Timestamp>> | undefined;
  /** Output side packets by name. */
  readonly expectSidePackets?: Readonly<Record<string, unknown>> | undefined;
  /** The code, or a part of the message, of the error that the run must end with. */
  readonly error?: string | undefined;
}

/**
 * Runs a test on a new graph.
 *
 * @param pause - awaited before each packet of the feed; a simulation lets time pass here.
 * @returns what differs, one line each; empty when the test passes.
 */
export async function runGraphTest(
  graph: Graph,
  test: GraphTest,
  pause?: () => Promise<void>,
): Promise<readonly string[]> {
  const logs = packetLog(graph, Object.keys(test.expect));
  let unsettled: readonly string[] = [];
  const look = (): void => {
    unsettled = unsettledStreams(graph, test.settled);
  };
  const error = await feed(graph, test, look, pause).then(
    () => undefined,
    (thrown: unknown) => (thrown instanceof Error ? thrown : new Error(String(thrown))),
  );
  const found: string[] = [];
  if (error !== undefined && test.error === undefined) found.push(`the run failed: ${error.message}`);
  if (test.error !== undefined && !isExpected(error, test.error)) {
    const actual = error === undefined ? 'succeeded' : `failed otherwise: ${error.message}`;
    found.push(`the run ${actual}; expected an error with "${test.error}"`);
  }
  const tolerance = { absolute: test.tolerance, relative: test.relativeTolerance ?? 0 };
  for (const [stream, expected] of Object.entries(test.expect)) {
    found.push(...comparePackets(stream, logs[stream] ?? [], expected, tolerance));
  }
  for (const [name, expected] of Object.entries(test.expectSidePackets ?? {})) {
    const value = sidePacket(graph, name);
    found.push(...differences(value, expected, tolerance).map(line => `side packet ${name}${line}`));
  }
  return [...found, ...unsettled];
}

/** A side packet that was not made is `undefined`, and then differs from any that is expected. */
function sidePacket(graph: Graph, name: string): unknown {
  try {
    return graph.outputSidePacket(name);
  } catch (error) {
    if (error instanceof MillraceError && error.code === 'UNAVAILABLE') return undefined;
    throw error;
  }
}

/** The streams that are not settled as far as they should be. */
function unsettledStreams(graph: Graph, settled: GraphTest['settled'] = {}): readonly string[] {
  const bounds = new Map(graph.stats().streams.map(({ name, bound }) => [name, bound]));
  return Object.entries(settled).flatMap(([stream, time]) => {
    const bound = bounds.get(stream) ?? Timestamp.Unset;
    if (bound > time) return [];
    const reached = Timestamp.format(Timestamp.previous(bound));
    return [`${stream}: settled up to ${reached}, expected ${Timestamp.format(time)}`];
  });
}

function isExpected(error: Error | undefined, wanted: string): boolean {
  return (
    error !== undefined && ((error instanceof MillraceError && error.code === wanted) || error.message.includes(wanted))
  );
}

async function feed(
  graph: Graph,
  { sidePackets, feed: streams, settled = {} }: GraphTest,
  beforeEnd: () => void,
  pause: (() => Promise<void>) | undefined,
): Promise<void> {
  graph.start({ sidePackets });
  const done = graph.done();
  const fed = (async () => {
    for (const [stream, entry] of inOrderOfTime(streams)) {
      if (pause !== undefined) await pause();
      if (entry.length === 1) graph.setBound(stream, entry[0] + 1);
      else await graph.add(stream, entry[1], entry[0]);
    }
    if (Object.keys(settled).length > 0) {
      await graph.idle();
      beforeEnd();
    }
    graph.closeAllInputs();
  })();
  await Promise.all([done, fed]);
}

/** Of all streams the entry that is earliest, again and again; each stream keeps its own order, right or wrong. */
function* inOrderOfTime(streams: GraphTest['feed']): Generator<readonly [stream: string, entry: TestEntry]> {
  const places = new Map(Object.keys(streams).map(stream => [stream, 0]));
  for (;;) {
    let first: readonly [string, TestEntry] | undefined;
    for (const [stream, place] of places) {
      const entry = streams[stream]?.[place];
      if (entry !== undefined && (first === undefined || entry[0] < first[1][0])) first = [stream, entry];
    }
    if (first === undefined) return;
    places.set(first[0], (places.get(first[0]) ?? 0) + 1);
    yield first;
  }
}
