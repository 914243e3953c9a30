import { describe, expect, it } from 'vitest';
import { builtinCalculators } from '../../calculators/index.ts';
import { createRegistry } from '../registry.ts';
import { checkGraph } from './check-graph.ts';
import { fitValue } from './fit-value.ts';
import { parseGraph } from './parse-graph.ts';
import { writeGraph } from './write-graph.ts';

const schema = {
  type: 'object',
  properties: {
    flag: { type: 'boolean' },
    count: { type: 'integer' },
    inner: { type: 'object', properties: { list: { type: 'array', items: { type: 'boolean' } } } },
    one: { type: ['string', 'array'], items: { type: 'string' } },
    any: {},
  },
};

describe('fitValue', () => {
  it.each([
    [{ flag: 1 }, { flag: true }],
    [
      { flag: 0, count: 1 },
      { flag: false, count: 1 },
    ],
    [{ flag: 2 }, { flag: 2 }],
    [{ inner: { list: 1 } }, { inner: { list: [true] } }],
    [{ inner: { list: [0, true, 'x'] } }, { inner: { list: [false, true, 'x'] } }],
    [
      { inner: 5, one: 'a' },
      { inner: 5, one: 'a' },
    ],
    [{ flag: null, any: null, other: null }, { other: null }],
    ['text', 'text'],
  ])('makes of %j in text format %j', (value, fitted) => {
    const before = JSON.stringify(value);
    expect(fitValue(schema, value, 'pbtxt')).toEqual(fitted);
    expect(JSON.stringify(value)).toBe(before);
  });

  it('leaves numbers alone in YAML, where truth has one spelling', () => {
    expect(fitValue(schema, { flag: 1, inner: { list: 0 } }, 'yaml')).toEqual({ flag: 1, inner: { list: [0] } });
  });
});

describe('a graph in text format', () => {
  const registry = createRegistry(builtinCalculators);
  const text = `
    report_deadlock: 1
    input_stream: "in"
    output_stream: "out"
    node {
      calculator: "SwitchContainer"
      input_stream: "in"
      output_stream: "mid"
      options { [mediapipe.SwitchContainerOptions.ext] {
        enable: 1
        contained_node { calculator: "PassThroughCalculator" }
        contained_node { calculator: "PassThroughCalculator" }
      } }
    }
    node {
      calculator: "GateCalculator"
      input_stream: "mid"
      output_stream: "out"
      input_stream_handler {
        input_stream_handler: "FixedSizeInputStreamHandler"
        options { [mediapipe.FixedSizeInputStreamHandlerOptions.ext] { fixed_min_size: 1 } }
      }
      options { [mediapipe.GateCalculatorOptions.ext] { allow: 1 empty_packets_as_allow: 0 } }
    }
    node {
      calculator: "ConstantSidePacketCalculator"
      output_side_packet: "PACKET:one"
      options { [mediapipe.ConstantSidePacketCalculatorOptions.ext] { packet { int_vector_value { int_value: 3 } } } }
    }`;

  it('may say 1 and 0 for true and false, and one item for a list, at every depth', () => {
    const { plan, issues } = checkGraph(parseGraph(text, { format: 'pbtxt' }), { registry });
    expect(issues).toEqual([]);
    expect(plan?.reportDeadlock).toBe(true);
    const options = (name: string) => plan?.nodes.find(node => node.calculator.name === name)?.options;
    expect(options('SwitchDemuxCalculator')).toMatchObject({ enable: true });
    expect(options('GateCalculator')).toMatchObject({ allow: true, empty_packets_as_allow: false });
    expect(options('ConstantSidePacketCalculator')).toMatchObject({
      packet: [{ int_vector_value: { int_value: [3] } }],
    });
  });

  it('has an expanded config that needs no text format', () => {
    const { plan } = checkGraph(parseGraph(text, { format: 'pbtxt' }), { registry });
    const again = checkGraph(plan?.config ?? {}, { registry });
    expect(again.issues).toEqual([]);
    expect(again.plan?.nodes.map(one => one.options)).toEqual(plan?.nodes.map(one => one.options));
  });

  it('is written in YAML with words, and gives the same plan', () => {
    const pbtxt = parseGraph(text, { format: 'pbtxt' });
    const yaml = parseGraph(writeGraph(pbtxt.config, 'yaml', registry));
    const nodes = (graph: typeof yaml) =>
      checkGraph(graph, { registry }).plan?.nodes.map(one => [one.name, one.options]);
    expect(nodes(yaml)).toEqual(nodes(pbtxt));
  });

  it.each(['contained_node: 5', 'contained_node: [1, {}]', 'enable: 3', '', 'contained_node { options: 1 }'])(
    'is refused where a container holds %j',
    container => {
      const wrong = text.replace(/enable: 1\s+contained_node [^}]+\}\s+contained_node [^}]+\}/, container);
      expect(wrong).not.toBe(text);
      expect(checkGraph(parseGraph(wrong, { format: 'pbtxt' }), { registry }).issues).not.toEqual([]);
    },
  );

  it('may not say 2, nor may YAML say 1', () => {
    const issues = (graph: string, format: 'yaml' | 'pbtxt') =>
      checkGraph(parseGraph(graph, { format }), { registry }).issues.map(one => one.message);
    expect(issues(text.replace('allow: 1 ', 'allow: 2 '), 'pbtxt')).toEqual([expect.stringContaining('allow')]);
    const node = '{calculator: GateCalculator, input_stream: a, output_stream: b, options: {allow: 1}}';
    expect(issues(`{input_stream: a, node: ${node}}`, 'yaml')).toEqual([expect.stringContaining('allow')]);
  });
});
