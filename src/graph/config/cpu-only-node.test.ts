import { expect, it } from 'vitest';
import { imageCalculators } from '../../calculators/image/index.ts';
import { defineCalculator, parseGraph } from '../index.ts';
import { any, sameAs } from '../packet-type.ts';
import { image } from '../packet-types/image.ts';
import { repeated, required } from '../port.ts';
import { createRegistry } from '../registry.ts';
import { planGraph } from './check-graph.ts';
import { cpuOnlyNode } from './cpu-only-node.ts';

const pass = defineCalculator({
  name: 'PassCalculator',
  summary: 'Passes on.',
  inputs: { '': required(any, 'in') },
  outputs: { '': required(sameAs(''), 'out') },
  open: () => ({ process: () => undefined }),
});
const onCpu = defineCalculator({
  name: 'OnCpuCalculator',
  summary: 'Looks at pixels.',
  inputs: { IMAGE: required(image, 'in') },
  outputs: { IMAGE: required(image, 'out') },
  open: () => ({ process: () => undefined }),
});
const source = defineCalculator({
  name: 'SourceCalculator',
  summary: 'Makes pictures in CPU memory.',
  outputs: { IMAGE: required(image, 'out') },
  open: () => ({ process: () => undefined }),
});
const passTags = defineCalculator({
  name: 'PassTagsCalculator',
  summary: 'Passes on by any tag.',
  inputs: { '*': repeated(any, 'in') },
  outputs: { '*': repeated(sameAs('*'), 'out') },
  open: () => ({ process: () => undefined }),
});
const registry = createRegistry([...imageCalculators, pass, onCpu, source, passTags]);
const plan = (text: string) => planGraph(parseGraph(text), { registry, executors: ['pool'] });

it('finds nothing where all nodes work on a GPU or pass on what they get', () => {
  const text = `
input_stream: [IMAGE:frame, MASK:mask]
output_stream: IMAGE:blurred
node:
  - {calculator: PassCalculator, input_stream: frame, output_stream: passed}
  - {calculator: BackgroundBlurCalculator, input_stream: [IMAGE:passed, MASK:mask], output_stream: IMAGE:blurred}
`;
  expect(cpuOnlyNode(plan(text))).toBeUndefined();
});

it('finds nothing in a node that passes on, by a tag of its own, what is made in CPU memory', () => {
  const text = `
output_stream: IMAGE:small
node:
  - {calculator: SourceCalculator, output_stream: IMAGE:frame}
  - {calculator: PassTagsCalculator, input_stream: IMAGE:frame, output_stream: IMAGE:passed}
  - {calculator: ImageDownsampleCalculator, input_stream: IMAGE:passed, output_stream: IMAGE:small, options: {width: 4, height: 4}}
`;
  expect(cpuOnlyNode(plan(text))).toBeUndefined();
});

it('names the node that takes pictures in CPU memory only', () => {
  const text =
    '{input_stream: "IMAGE:frame", output_stream: "IMAGE:out", node: {name: look, calculator: OnCpuCalculator, input_stream: "IMAGE:frame", output_stream: "IMAGE:out"}}';
  expect(cpuOnlyNode(plan(text))).toBe('node "look" (OnCpuCalculator) takes image in CPU memory only');
});

it('names the node that runs on another thread', () => {
  const text = `
input_stream: IMAGE:frame
output_stream: IMAGE:out
executor: {name: pool}
node: {name: small, calculator: ImageDownsampleCalculator, executor: pool, input_stream: "IMAGE:frame", output_stream: "IMAGE:out", options: {width: 4, height: 4}}
`;
  expect(cpuOnlyNode(plan(text))).toBe('node "small" (ImageDownsampleCalculator) runs on the executor "pool"');
});
