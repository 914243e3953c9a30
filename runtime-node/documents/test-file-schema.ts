import type { DocumentSchema } from './document-schema.ts';

/** A time of a test file. */
export type TimeEntry = number | 'PreStream' | 'PostStream';

/** A test of a graph, as a file has it; defaults are filled in. */
export interface TestRecord {
  readonly name: string;
  readonly side_packets: Readonly<Record<string, unknown>>;
  readonly feed: Readonly<Record<string, readonly (readonly [TimeEntry] | readonly [TimeEntry, unknown])[]>>;
  readonly expect: Readonly<Record<string, readonly (readonly [TimeEntry, unknown])[]>>;
  readonly tolerance: number;
  readonly relative_tolerance: number;
  readonly settled: Readonly<Record<string, TimeEntry>>;
  readonly expect_side_packets: Readonly<Record<string, unknown>>;
  readonly error?: string;
}

/** A `.test.yaml` file that fits {@link testFileSchema}. */
export interface TestFile {
  readonly graph: string | Readonly<Record<string, unknown>>;
  readonly tests: readonly TestRecord[];
}

const time: DocumentSchema = {
  description: 'A timestamp in microseconds',
  anyOf: [
    { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
    { enum: ['PreStream', 'PostStream'] },
  ],
  errorMessage: 'is no timestamp. Give whole microseconds, PreStream or PostStream.',
};

const streams = (description: string, entries: DocumentSchema): DocumentSchema => ({
  description,
  type: 'object',
  default: {},
  additionalProperties: entries,
  errorMessage: 'is no record. Write {STREAM: …}.',
});

const packets = (minItems: number, errorMessage: string): DocumentSchema => ({
  type: 'array',
  items: { type: 'array', prefixItems: [time, {}], items: false, minItems, errorMessage },
  errorMessage: 'is no list. Write a list of [timestamp, value].',
});

const values = (description: string): DocumentSchema => ({
  description,
  type: 'object',
  default: {},
  errorMessage: 'is no record. Write {NAME: VALUE}.',
});

const test: DocumentSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  errorMessage: 'is no test. Write {name: …, feed: …, expect: …}.',
  properties: {
    name: { description: 'What the test shows', type: 'string' },
    side_packets: values('Input side packets by name'),
    feed: streams(
      'By input stream: a list of [timestamp, value]; [timestamp] is a bound',
      packets(1, 'is no packet. Write [timestamp, value], or [timestamp] for a bound.'),
    ),
    expect: streams(
      'By stream: exactly these [timestamp, value]',
      packets(2, 'is no packet with its value. Write [timestamp, value].'),
    ),
    tolerance: { description: 'How far numbers may be off', type: 'number', default: 0, minimum: 0 },
    relative_tolerance: {
      description: 'How far numbers may be off besides, as a share of what is expected',
      type: 'number',
      default: 0,
      minimum: 0,
    },
    settled: streams(
      'By stream: when all is fed, and before the inputs end, nothing can come at or below this timestamp',
      time,
    ),
    expect_side_packets: values('Output side packets by name'),
    error: {
      description: 'The code or a part of the message of the error that the run must end with',
      type: 'string',
    },
  },
};

/** Files that `millrace test` runs. */
export const testFileSchema: DocumentSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Millrace graph tests',
  type: 'object',
  additionalProperties: false,
  required: ['graph', 'tests'],
  errorMessage: 'is no record. Write {graph: …, tests: […]}.',
  properties: {
    graph: {
      description: 'A path from the folder of the test file, or the graph itself',
      anyOf: [{ type: 'string' }, { type: 'object' }],
      errorMessage: 'is neither a path nor a graph. Give one of them.',
    },
    tests: { description: 'The tests', type: 'array', minItems: 1, items: test },
  },
};
