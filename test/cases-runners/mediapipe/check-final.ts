import { caseTimestamp, isRecord, matches, record } from './case-values.ts';
import type { CaseRun } from './drive-case.ts';

type Observation = readonly [number, unknown];
type Check = (seen: readonly Observation[], expected: unknown, tolerance: number) => boolean;

const packets = (seen: readonly Observation[]): readonly Observation[] =>
  seen.filter(([, value]) => !(isRecord(value) && value['empty'] === true));
const values = (seen: readonly Observation[]): readonly unknown[] => packets(seen).map(([, value]) => value);
const sorted = (list: readonly unknown[]): readonly string[] => list.map(one => JSON.stringify(one)).sort();

const checks: Readonly<Record<string, Check>> = {
  outputs: (seen, expected, tolerance) => matches(seen, expected, tolerance),
  outputs_packets_only: (seen, expected, tolerance) => matches(packets(seen), expected, tolerance),
  counts: (seen, expected) => seen.length === expected,
  min_counts: (seen, expected) => seen.length >= Number(expected),
  timestamps: (seen, expected) =>
    matches(
      packets(seen).map(([time]) => time),
      expected,
    ),
  values: (seen, expected, tolerance) => matches(values(seen), expected, tolerance),
  values_unordered: (seen, expected) => Array.isArray(expected) && matches(sorted(values(seen)), sorted(expected)),
  value_ranges: (seen, expected) =>
    Array.isArray(expected) &&
    values(seen).every((value, i) => {
      const range: unknown = Array.isArray(expected[i]) ? expected[i] : expected;
      return (
        Array.isArray(range) && Number(value) >= caseTimestamp(range[0]) && Number(value) <= caseTimestamp(range[1])
      );
    }),
  value_choices: (seen, expected) =>
    Array.isArray(expected) &&
    values(seen).every((value, i) => {
      const choices: unknown = expected[i];
      return Array.isArray(choices) && choices.some(choice => matches(value, choice));
    }),
  last: (seen, expected, tolerance) =>
    matches(values(seen).at(-1), expected, tolerance) || matches(seen.at(-1), expected, tolerance),
};

/** Bounds from a timestamp on that the notes of a case leave out of the comparison. */
const IGNORED_FROM: Readonly<Record<string, number>> = { 'flow_limiter.auxiliary_inputs': 90_000 };

/** Compares what was observed with what a case expects in the end. @throws Error with the first difference. */
export function checkFinal(run: CaseRun, final: Readonly<Record<string, unknown>>): void {
  const tolerance = Number(final['float_tolerance'] ?? 1e-6);
  for (const [name, check] of Object.entries(checks)) {
    for (const [stream, expected] of Object.entries(record(final[name]))) {
      const seen = run
        .all(stream)
        .filter(([time]) => time < (IGNORED_FROM[run.given.id] ?? Number.POSITIVE_INFINITY) || name !== 'outputs');
      if (!check(seen, expected, tolerance)) fail(`${name} of ${stream}`, seen, expected);
    }
  }
  for (const stream of list(final['all_empty'])) {
    if (packets(run.all(String(stream))).length > 0)
      fail(`all_empty of ${String(stream)}`, run.all(String(stream)), []);
  }
  for (const [stream, expected] of Object.entries(record(final['headers']))) {
    const header = run.graph.header(stream) ?? null;
    if (!matches(header, expected, tolerance)) fail(`header of ${stream}`, header, expected);
  }
  for (const [name, expected] of Object.entries(record(final['output_side_packets']))) {
    const value = run.graph.outputSidePacket(name);
    if (!matches(value, expected, tolerance)) fail(`output side packet ${name}`, value, expected);
  }
  for (const [name, expected] of Object.entries(record(final['counters']))) {
    const value = run.world.counters.get(name)?.value ?? run.graph.counter(name);
    if (value !== expected) fail(`counter ${name}`, value, expected);
  }
}

/** A list, or an empty one in the place of anything else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** @throws Error that shows both. */
export function fail(what: string, actual: unknown, expected: unknown): never {
  throw new Error(`${what}: ${show(actual)}, expected ${show(expected)}`);
}

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
};
