import { expect, it } from 'vitest';
import { defineCalculator } from '../define-calculator.ts';
import { any, createRegistry, option, planGraph, required } from '../index.ts';

const weighted = defineCalculator({
  name: 'WeightedCalculator',
  summary: 'Has a list of records among its options.',
  inputs: { IN: required(any, 'Anything') },
  options: {
    losses: option.list(
      option.object(
        {
          name: option.string({ description: 'A name', default: '' }),
          weight: option.number({ description: 'A weight', default: 1 }),
        },
        { description: 'One' },
      ),
      { description: 'A list', default: [] },
    ),
  },
  open: () => ({ process() {} }),
});

/** The losses of the node inside, for one entry of `option_value`. */
function losses(entry: string): unknown {
  const inner = {
    type: 'Inner',
    input_stream: 'IN:in',
    graph_options: { weight: 5, weights: [6, 7] },
    node: [
      {
        calculator: 'WeightedCalculator',
        input_stream: 'IN:in',
        options: { losses: [{ name: 'task' }, { name: 'gap' }] },
        option_value: entry,
      },
    ],
  };
  const outer = { input_stream: 'in', node: [{ calculator: 'Inner', input_stream: 'IN:in' }] };
  const plan = planGraph(outer, { registry: createRegistry([weighted]), subgraphs: [inner] });
  return plan.nodes[0]?.options['losses'];
}

it('option_value reaches into lists by place, on both sides', () => {
  expect(losses('losses/1/weight:options/weight')).toEqual([
    { name: 'task', weight: 1 },
    { name: 'gap', weight: 5 },
  ]);
  expect(losses('losses/0/weight:options/weights/1')).toEqual([
    { name: 'task', weight: 7 },
    { name: 'gap', weight: 1 },
  ]);
});

it.each(['losses/2/weight:options/weight', 'losses/first/weight:options/weight'])('%s leads nowhere', entry => {
  expect(() => losses(entry)).toThrow('of a list that lacks it. Name an item of the list by its place, from 0 on.');
});
