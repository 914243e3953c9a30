import { describe, expect, it } from 'vitest';
import { createGraph, createRegistry, parseGraph, planGraph } from '../../graph/index.ts';
import { gateCalculator } from './gate.ts';
import { passThroughCalculator } from './pass-through.ts';

/** A node joins what the gate lets through with a stream that may be ahead of it. */
const text = (side: string): string => `
input_stream: [frame, other]
input_side_packet: side
output_stream: [joined, changed]
node:
- calculator: GateCalculator
  input_stream: frame
  input_side_packet: ${side}:side
  output_stream: [passed, STATE_CHANGE:changed]
  options: {initial_gate_state: GATE_ALLOW}
- calculator: PassThroughCalculator
  input_stream: [passed, other]
  output_stream: [twin, joined]
`;

describe('GateCalculator', () => {
  it.each([
    ['ALLOW', false],
    ['DISALLOW', true],
  ])('ends its streams with the first packet when the side packet %s says %s', async (side, value) => {
    const registry = createRegistry([gateCalculator, passThroughCalculator]);
    const graph = createGraph(planGraph(parseGraph(text(side), { file: 'gate.yaml' }), { registry }));
    const joined: unknown[] = [];
    const changed: unknown[] = [];
    graph.observe('joined', packet => void joined.push([packet.timestamp, packet.value]));
    graph.observe('changed', packet => void changed.push([packet.timestamp, packet.value]));
    graph.start({ sidePackets: { side: value } });
    await graph.add('other', 'x', 100);
    await graph.idle();
    expect(joined).toEqual([]);
    await graph.add('frame', 'a', 0);
    await graph.idle();
    expect(joined).toEqual([[100, 'x']]);
    await graph.add('frame', 'b', 10);
    graph.closeAllInputs();
    await graph.done();
    expect(changed).toEqual([[0, false]]);
    expect(graph.stats().nodes[0]?.drops).toMatchObject([{ reason: 'gate closed', packets: 2 }]);
  });
});
