import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  type GraphPlan,
  MillraceError,
  OptionsError,
  option,
  parsePlainYaml,
  planGraph,
  type Registry,
  readOptions,
  Timestamp,
} from '../../src/graph/index.ts';
import type { GraphTest, TestEntry } from '../../src/graph/testing/index.ts';
import { loadGraphFile } from '../load-graph-file.ts';

/** A test file: a graph, and tests of it. */
export interface GraphTestFile {
  readonly plan: GraphPlan;
  /** The folder that relative paths of the graph start from. */
  readonly folder: string;
  readonly tests: readonly GraphTest[];
}

const testShape = {
  name: option.string({ description: 'What the test shows', required: true }),
  side_packets: option.json({ description: 'Input side packets by name', default: {} }),
  feed: option.json({
    description: 'By input stream: a list of [timestamp, value]; [timestamp] is a bound',
    default: {},
  }),
  expect: option.json({ description: 'By stream: exactly these [timestamp, value]', default: {} }),
  tolerance: option.number({ description: 'How far numbers may be off', default: 0, minimum: 0 }),
  relative_tolerance: option.number({
    description: 'How far numbers may be off besides, as a share of what is expected',
    default: 0,
    minimum: 0,
  }),
  settled: option.json({
    description: 'By stream: when all is fed, and before the inputs end, nothing can come at or below this timestamp',
    default: {},
  }),
  expect_side_packets: option.json({ description: 'Output side packets by name', default: {} }),
  error: option.string({ description: 'The code or a part of the message of the error that the run must end with' }),
};

const fileShape = {
  graph: option.json({ description: 'A path from the folder of the test file, or the graph itself', required: true }),
  tests: option.list(option.json({ description: 'A test', required: true }), {
    description: 'The tests',
    required: true,
    minItems: 1,
  }),
};

/**
 * Reads a `.test.yaml` file and the graph that it tests.
 *
 * @throws OptionsError for a malformed file; GraphConfigError for a wrong graph; MillraceError when a file cannot be read.
 */
export async function readGraphTests(file: string, registry: Registry): Promise<GraphTestFile> {
  const given = readOptions(fileShape, recordOf(parsePlainYaml(await readText(file), file), file), file);
  const folder = dirname(resolve(file));
  const tests = given.tests.map((one, i): GraphTest => {
    const where = `${file}, tests[${i}]`;
    const test = readOptions(testShape, recordOf(one, where), where);
    const entries = (field: 'feed' | 'expect') =>
      Object.fromEntries(
        Object.entries(recordOf(test[field], `${where}.${field}`)).map(([stream, list]) => [
          stream,
          readEntries(list, `${where}.${field}.${stream}`),
        ]),
      );
    return {
      name: test.name,
      sidePackets: recordOf(test.side_packets, `${where}.side_packets`),
      feed: entries('feed'),
      expect: withValues(entries('expect'), where),
      tolerance: test.tolerance,
      relativeTolerance: test.relative_tolerance,
      settled: Object.fromEntries(
        Object.entries(recordOf(test.settled, `${where}.settled`)).map(([stream, time]) => [
          stream,
          readTime(time, `${where}.settled.${stream}`),
        ]),
      ),
      expectSidePackets: recordOf(test.expect_side_packets, `${where}.expect_side_packets`),
      error: test.error,
    };
  });
  const plan =
    typeof given.graph === 'string'
      ? await loadGraphFile(resolve(folder, given.graph), { registry })
      : planGraph(recordOf(given.graph, `${file}, graph`), { registry });
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

function withValues(
  entries: Readonly<Record<string, readonly TestEntry[]>>,
  where: string,
): Readonly<Record<string, [number, unknown][]>> {
  return Object.fromEntries(
    Object.entries(entries).map(([stream, list]) => [
      stream,
      list.map((entry): [number, unknown] => {
        if (entry.length === 2) return [entry[0], entry[1]];
        throw new OptionsError(`${where}.expect.${stream}: ${entry[0]} has no value. Write [timestamp, value].`);
      }),
    ]),
  );
}

function recordOf(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new OptionsError(`${where}: is no record. Write named fields.`);
}

function readEntries(value: unknown, where: string): readonly TestEntry[] {
  if (!Array.isArray(value)) throw new OptionsError(`${where}: is no list. Write a list of [timestamp, value].`);
  return value.map((entry: unknown, i): TestEntry => {
    if (!Array.isArray(entry) || entry.length < 1 || entry.length > 2) {
      throw new OptionsError(`${where}[${i}]: is no packet. Write [timestamp, value], or [timestamp] for a bound.`);
    }
    const time = readTime(entry[0], `${where}[${i}]`);
    return entry.length === 1 ? [time] : [time, entry[1]];
  });
}

function readTime(value: unknown, where: string): Timestamp {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (value === 'PreStream') return Timestamp.PreStream;
  if (value === 'PostStream') return Timestamp.PostStream;
  throw new OptionsError(
    `${where}: ${JSON.stringify(value)} is no timestamp. Give whole microseconds, PreStream or PostStream.`,
  );
}
