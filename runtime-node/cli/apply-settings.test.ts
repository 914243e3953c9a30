import { expect, it } from 'vitest';
import { createRegistry, defineCalculator, number, option, planGraph, required } from '../../src/graph/index.ts';
import { applySettingsAfter, applySettingsBefore, nodeNames, sortSettings } from './apply-settings.ts';
import { UsageError } from './usage-error.ts';

const scale = defineCalculator({
  name: 'ScaleCalculator',
  summary: 'Scales.',
  inputs: { IN: required(number, 'a') },
  outputs: { OUT: required(number, 'b') },
  options: {
    factor: option.number({ description: 'By what', default: 2, minimum: 0 }),
    mode: option.choice(['fast', 'exact'], { description: 'How', default: 'fast' }),
    limits: option.object({ low: option.number({ description: 'Least' }) }, { description: 'Limits' }),
  },
  open: () => ({ process: () => undefined }),
});
const registry = createRegistry([scale]);
const part = {
  type: 'Part',
  input_stream: 'IN:in',
  output_stream: 'OUT:out',
  graph_options: { factor: 3 },
  node: {
    name: 'inner',
    calculator: 'ScaleCalculator',
    input_stream: 'IN:in',
    output_stream: 'OUT:out',
    option_value: 'factor:options/factor',
  },
};
const graph = {
  input_stream: 'x',
  output_stream: 'z',
  graph_options: { quality: 'full' },
  node: [
    { name: 'first', calculator: 'ScaleCalculator', input_stream: 'IN:x', output_stream: 'OUT:y' },
    { name: 'second', calculator: 'Part', input_stream: 'IN:y', output_stream: 'OUT:z' },
  ],
};

function planned(...settings: string[]) {
  const sorted = sortSettings(new Map(settings.map(one => [one.split('=')[0] ?? '', one.split('=')[1] ?? ''])));
  const plan = planGraph(applySettingsBefore(graph, sorted, registry), { registry, subgraphs: [part] });
  return planGraph(applySettingsAfter(plan, sorted, new Set(['second'])), { registry });
}

function options(plan: ReturnType<typeof planned>, name: string): unknown {
  return { ...plan.nodes.find(node => node.name === name)?.options };
}

it('sets options of nodes, of nodes inside subgraphs and of subgraphs', () => {
  expect(options(planned('first.factor=0.5', 'first.mode=exact'), 'first')).toMatchObject({
    factor: 0.5,
    mode: 'exact',
  });
  expect(options(planned('first.limits.low=-1'), 'first')).toMatchObject({ limits: { low: -1 } });
  expect(options(planned('second.factor=7'), 'second__inner')).toMatchObject({ factor: 7 });
  expect(options(planned('second__inner.mode=exact'), 'second__inner')).toMatchObject({ factor: 3, mode: 'exact' });
});

it('leaves the config alone when there is nothing to set', () => {
  const none = sortSettings(new Map());
  expect(applySettingsBefore(graph, none, registry)).toBe(graph);
  const plan = planGraph(graph, { registry, subgraphs: [part] });
  expect(applySettingsAfter(plan, none, new Set())).toBe(plan.config);
});

it.each([
  [
    'frst.factor=1',
    '--set frst.factor: the graph has no node "frst". Did you mean "first"? Its nodes: first, second__inner.',
  ],
  [
    'first.facto=1',
    '--set first.facto: ScaleCalculator has no option "facto". Did you mean "factor"? Its options: factor, mode, limits.',
  ],
  ['first.limits.high=1', 'ScaleCalculator has no option "high". Its options: low.'],
  ['first.factor=big', '--set first.factor: "big" is not a number.'],
  ['first.mode=slow', '--set first.mode: "slow" is not one of fast, exact.'],
  ['.qualty=light', '--set .qualty: the graph has no option "qualty". Did you mean "quality"? Its options: quality.'],
  ['factor=1', '--set factor: is not NODE.OPTION.'],
])('refuses %s', (setting, message) => {
  expect(() => planned(setting)).toThrow(message);
  expect(() => planned(setting)).toThrow(UsageError);
});

it('names nodes as the expansion does', () => {
  expect(
    nodeNames([{ calculator: 'A' }, { calculator: 'B' }, { calculator: 'A' }, { name: 'c', calculator: 'A' }]),
  ).toEqual(['A_1', 'B', 'A_2', 'c']);
});
