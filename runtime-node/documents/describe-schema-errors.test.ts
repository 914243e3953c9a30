import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { describeSchemaErrors } from './describe-schema-errors.ts';
import { modelManifestSchema } from './model-manifest-schema.ts';
import { testFileSchema } from './test-file-schema.ts';
import { validateModelManifest, validateTestFile } from './validators.ts';

const messages = (content: unknown): readonly string[] =>
  validateTestFile(content) ? [] : describeSchemaErrors(validateTestFile.errors ?? [], 'a.test.yaml');

it.each<[unknown, readonly string[]]>([
  [{ graph: 'g.yaml', tests: [{ name: 'x' }] }, []],
  [null, ['a.test.yaml: null is no record. Write {graph: …, tests: […]}.']],
  [{}, ['a.test.yaml: has no "graph". Add it.', 'a.test.yaml: has no "tests". Add it.']],
  [
    { graph: 1, tests: [] },
    [
      'a.test.yaml, graph: 1 is neither a path nor a graph. Give one of them.',
      'a.test.yaml, tests: It must NOT have fewer than 1 items.',
    ],
  ],
  [
    { graph: {}, tests: [{ name: 'x', feed: { 'a/b': [[0.5, 1]] } }] },
    ['a.test.yaml, tests[0].feed.a/b[0][0]: 0.5 is no timestamp. Give whole microseconds, PreStream or PostStream.'],
  ],
  [
    { graph: {}, tests: [{ name: 'x', expect: { a: [[1]], b: 2 } }] },
    [
      'a.test.yaml, tests[0].expect.a[0]: is no packet with its value. Write [timestamp, value].',
      'a.test.yaml, tests[0].expect.b: 2 is no list. Write a list of [timestamp, value].',
    ],
  ],
  [{ graph: {}, tests: [{ name: 'x', tolerance: -1 }] }, ['a.test.yaml, tests[0].tolerance: -1 must be >= 0.']],
])('says where, what and how to mend it: %j', (content, expected) => {
  expect(messages(content)).toEqual(expected);
});

it('fills in what a test leaves out', () => {
  const content: unknown = { graph: 'g.yaml', tests: [{ name: 'x' }] };
  expect(messages(content)).toEqual([]);
  expect(content).toMatchObject({
    tests: [{ side_packets: {}, feed: {}, expect: {}, tolerance: 0, relative_tolerance: 0, settled: {} }],
  });
});

it.each([
  ['test files', testFileSchema, validateTestFile],
  ['model manifests', modelManifestSchema, validateModelManifest],
] as const)('%s: the validator was made from the schema beside it', (_, schema, validate) => {
  const ajv = new Ajv2020({ allErrors: true, strictTuples: false, keywords: ['errorMessage'] });
  const now = ajv.compile(schema);
  for (const content of [{}, [], { models: [{ files: [{}] }] }, { graph: 0, tests: [{ settled: { a: 'x' } }, 1] }]) {
    now(content);
    validate(structuredClone(content));
    const places = (errors: readonly { readonly schemaPath?: string; readonly instancePath: string }[]) =>
      errors.map(one => `${one.instancePath} ${one.schemaPath ?? ''}`);
    expect(places(validate.errors ?? [])).toEqual(places(now.errors ?? []));
  }
});
