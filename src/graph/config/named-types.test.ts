import { expect, it } from 'vitest';
import { namedTypes } from './named-types.ts';

it('tells what nodes name, once, and what SwitchContainers hold, in every form of options', () => {
  const inner = { calculator: 'SwitchContainer', options: { contained_node: { calculator: 'Deep' } } };
  const config = {
    node: [
      { calculator: 'A' },
      { calculator: 'SwitchContainer', options: { contained_node: [{ calculator: 'A' }, { calculator: 'B' }, inner] } },
      {
        calculator: 'SwitchContainer',
        node_options: [{ '@type': 'mediapipe.SwitchContainerOptions', contained_node: [{ calculator: 'C' }] }],
      },
      { calculator: 'SwitchContainer', options: { 'mediapipe.X.ext': { contained_node: { calculator: 'D' } } } },
      { calculator: 'Other', options: { contained_node: { calculator: 'NotLookedAt' } } },
    ],
  };
  expect([...namedTypes(config)]).toEqual([
    ['A', 'node[0].calculator'],
    ['SwitchContainer', 'node[1].calculator'],
    ['B', 'node[1].options.contained_node[1].calculator'],
    ['Deep', 'node[1].options.contained_node[2].options.contained_node.calculator'],
    ['C', 'node[2].node_options[0].contained_node[0].calculator'],
    ['D', 'node[3].options["mediapipe.X.ext"].contained_node.calculator'],
    ['Other', 'node[4].calculator'],
  ]);
});
