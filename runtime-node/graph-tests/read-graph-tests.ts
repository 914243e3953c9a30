import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  type GraphPlan,
  MillraceError,
  OptionsError,
  parsePlainYaml,
  planGraph,
  type Registry,
  Timestamp,
} from '../../src/graph/index.ts';
import type { GraphTest, TestEntry } from '../../src/graph/testing/index.ts';
import { readDocument } from '../documents/read-document.ts';
import type { TestRecord, TimeEntry } from '../documents/test-file-schema.ts';
import { validateTestFile } from '../documents/validators.ts';
import { loadGraphFile } from '../load-graph-file.ts';

/** A test file: a graph, and tests of it. */
export interface GraphTestFile {
  readonly plan: GraphPlan;
  /** The folder that relative paths of the graph start from. */
  readonly folder: string;
  readonly tests: readonly GraphTest[];
}

/**
 * Reads a `.test.yaml` file and the graph that it tests.
 *
 * @throws OptionsError for a malformed file; GraphConfigError for a wrong graph; MillraceError when a file cannot be read.
 */
export async function readGraphTests(file: string, registry: Registry): Promise<GraphTestFile> {
  const given = readDocument(
    validateTestFile,
    parsePlainYaml(await readText(file), file),
    file,
    message => new OptionsError(message),
  );
  const folder = dirname(resolve(file));
  const tests = given.tests.map(toTest);
  const plan =
    typeof given.graph === 'string'
      ? await loadGraphFile(resolve(folder, given.graph), { registry })
      : planGraph(given.graph, { registry });
  checkStreams(plan, tests, file);
  return { plan, folder, tests };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new MillraceError('NOT_FOUND', `${file}: cannot be read (${reason}). Check the path.`);
  }
}

function checkStreams(plan: GraphPlan, tests: readonly GraphTest[], file: string): void {
  const inputs = plan.inputs.map(port => port.name);
  const streams = plan.streams.map(stream => stream.name);
  const made = plan.sidePackets.filter(packet => packet.producer >= 0).map(packet => packet.name);
  for (const test of tests) {
    for (const [field, given, known] of [
      ['feed', test.feed, inputs],
      ['expect', test.expect, streams],
      ['settled', test.settled ?? {}, streams],
      ['expect_side_packets', test.expectSidePackets ?? {}, made],
    ] as const) {
      const wrong = Object.keys(given).find(name => !known.includes(name));
      if (wrong === undefined) continue;
      const list = known.length === 0 ? 'There are none' : `There are: ${known.join(', ')}`;
      throw new OptionsError(
        `${file}, test "${test.name}": ${field} names "${wrong}", which the graph lacks. ${list}.`,
      );
    }
  }
}

function toTest(test: TestRecord): GraphTest {
  return {
    name: test.name,
    sidePackets: test.side_packets,
    feed: mapValues(test.feed, entries =>
      entries.map((entry): TestEntry => (entry.length === 1 ? [toTime(entry[0])] : [toTime(entry[0]), entry[1]])),
    ),
    expect: mapValues(test.expect, entries =>
      entries.map(([time, value]): [Timestamp, unknown] => [toTime(time), value]),
    ),
    tolerance: test.tolerance,
    relativeTolerance: test.relative_tolerance,
    settled: mapValues(test.settled, toTime),
    expectSidePackets: test.expect_side_packets,
    error: test.error,
  };
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Readonly<Record<string, B>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

function toTime(time: TimeEntry): Timestamp {
  return typeof time === 'number' ? time : Timestamp[time];
}
