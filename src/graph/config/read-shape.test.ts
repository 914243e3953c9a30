import { expect, it } from 'vitest';
import { coreCalculators } from '../../calculators/core/index.ts';
import { createRegistry } from '../registry.ts';
import { checkGraph } from './check-graph.ts';
import { parseGraph } from './parse-graph.ts';

const registry = createRegistry(coreCalculators);

/** Rules and places of the issues of a text. */
const places = (text: string, format: 'yaml' | 'pbtxt') =>
  checkGraph(parseGraph(text, { format }), { registry }).issues.map(({ rule, position, path }) => [
    rule,
    `${position?.line}:${position?.column}`,
    path,
  ]);

it('gives what stands inside a misspelt field its own place, in YAML and in text format', () => {
  const yaml = `input_stream: a
node:
  - 17
  - calculator: PassThroughCalculator
    input_straem: [a, no name]
    output_stream: [b, c]
`;
  const found = places(yaml, 'yaml');
  expect(found).toContainEqual(['wrong-type', '3:5', 'node[0]']);
  expect(found).toContainEqual(['unknown-field', '5:5', 'node[1].input_straem']);
  expect(found).toContainEqual(['malformed-entry', '5:23', 'node[1].input_straem[1]']);
  const pbtxt = `input_stream: "a"
node {
  calculator: "PassThroughCalculator"
  input_straem: "a"
  input_straem: "no name"
  output_stream: "b"
  output_stream: "c"
}
`;
  const inText = places(pbtxt, 'pbtxt');
  expect(inText).toContainEqual(['unknown-field', '4:3', 'node.input_straem']);
  expect(inText).toContainEqual(['malformed-entry', '5:17', 'node[0].input_straem[1]']);
});
